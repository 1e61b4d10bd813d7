/**
 * Single messages, both directions: MESSAGE and what stands in it, cut into parts, wrapped in
 * message/cpim (RFC 7572). It asks {@code route} for the addressee and {@code stanza} what the XMPP
 * user may be told.
 */
@NullMarked
package im.balcony.mapping.page;

import org.jspecify.annotations.NullMarked;
