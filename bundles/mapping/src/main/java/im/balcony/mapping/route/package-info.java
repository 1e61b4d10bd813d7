/**
 * Whose a record is, who sends it, and what needs no conversation: IQ and presence are answered
 * here (RFC 7247 §3). It uses addresses, errors and content, and remembers nothing.
 */
@NullMarked
package im.balcony.mapping.route;

import org.jspecify.annotations.NullMarked;
