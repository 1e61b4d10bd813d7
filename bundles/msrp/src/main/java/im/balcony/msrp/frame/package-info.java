/**
 * MSRP on the wire: start lines, headers, byte ranges, end-lines, and the limits of all of them
 * (RFC 4975 §9). It uses no other package of the bundle.
 */
@NullMarked
package im.balcony.msrp.frame;

import org.jspecify.annotations.NullMarked;
