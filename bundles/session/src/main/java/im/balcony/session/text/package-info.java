/**
 * Texts and composing states on their way, both directions: bounds, placing, hand-over, answers,
 * reports, page mode (RFC 7573 §6, RFC 7572). It reaches legs only by inputs that a step fires.
 */
@NullMarked
package im.balcony.session.text;

import org.jspecify.annotations.NullMarked;
