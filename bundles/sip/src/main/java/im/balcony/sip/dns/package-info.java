/** Where the domain of a next hop is served: NAPTR and SRV records (RFC 3263, RFC 2782). */
@NullMarked
package im.balcony.sip.dns;

import org.jspecify.annotations.NullMarked;
