/**
 * Texts, composing documents and reports in MSRP, both directions, and where connections may be
 * made (RFC 7573 §6). It wraps bodies as {@code page} does, and asks {@code stanza} what the XMPP
 * user may be told.
 */
@NullMarked
package im.balcony.mapping.msrp;

import org.jspecify.annotations.NullMarked;
