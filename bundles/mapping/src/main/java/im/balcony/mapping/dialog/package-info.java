/**
 * A SIP dialog as a value, its requests, and whether a Contact leads anywhere (RFC 3261 §12). It
 * knows no conversation.
 */
@NullMarked
package im.balcony.mapping.dialog;

import org.jspecify.annotations.NullMarked;
