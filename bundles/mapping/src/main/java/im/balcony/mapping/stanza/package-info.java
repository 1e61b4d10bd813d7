/**
 * Message stanzas, both directions: texts, chat states, receipts, errors (RFC 7572 §4, RFC 7573
 * §6). It knows no session and no MESSAGE, only what {@code correlation} remembers of them.
 */
@NullMarked
package im.balcony.mapping.stanza;

import org.jspecify.annotations.NullMarked;
