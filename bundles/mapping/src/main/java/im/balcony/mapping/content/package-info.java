/**
 * What bodies and stanzas hold: texts, html, chat states, isComposing, payloads of stanzas, and
 * which bodies are refused (RFC 3994, XEP-0071, XEP-0085). It uses {@code error} for the refusals.
 */
@NullMarked
package im.balcony.mapping.content;

import org.jspecify.annotations.NullMarked;
