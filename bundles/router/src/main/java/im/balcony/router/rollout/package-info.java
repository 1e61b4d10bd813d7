/**
 * Versions of mapping: one that fails is quarantined, one that is new rehearses. It calls parts by
 * {@code turn} and {@code slot}, and tells {@code journal}.
 */
@NullMarked
package im.balcony.router.rollout;

import org.jspecify.annotations.NullMarked;
