/** Digest authentication of requests (RFC 3261 §22, RFC 8760). */
@NullMarked
package im.balcony.sip.digest;

import org.jspecify.annotations.NullMarked;
