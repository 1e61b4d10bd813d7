/**
 * What a message is made of: message/cpim, MIME entities, multipart (RFC 3862, RFC 2045, RFC 2046),
 * as the service {@code Formats}. It knows no session and no connection; of {@code frame} it uses
 * what a header may hold.
 */
@NullMarked
package im.balcony.msrp.format;

import org.jspecify.annotations.NullMarked;
