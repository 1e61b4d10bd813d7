/**
 * Session descriptions for MSRP, read and written (RFC 4975 §8). It uses no other package of the
 * bundle but those below.
 */
@NullMarked
package im.balcony.mapping.sdp;

import org.jspecify.annotations.NullMarked;
