/**
 * Sessions in SIP, both directions: INVITE, ACK, BYE, CANCEL, re-INVITE and UPDATE, their answers,
 * texts in an INVITE (RFC 7573 §4, §5). Requests outside of sessions that it sorts out go to {@code
 * page}.
 */
@NullMarked
package im.balcony.mapping.session;

import org.jspecify.annotations.NullMarked;
