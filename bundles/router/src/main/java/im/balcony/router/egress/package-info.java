/**
 * What goes out, by whom, and once only: SIP, links of XMPP with their queues, MSRP sessions, and
 * what was sent before. It takes drafts that are committed and knows no strand.
 */
@NullMarked
package im.balcony.router.egress;

import org.jspecify.annotations.NullMarked;
