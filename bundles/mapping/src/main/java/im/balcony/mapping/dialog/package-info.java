/**
 * A SIP dialog as a value, its requests, its session timer, and whether a Contact leads anywhere
 * (RFC 3261 §12, RFC 4028). It knows no conversation.
 */
@NullMarked
package im.balcony.mapping.dialog;

import org.jspecify.annotations.NullMarked;
