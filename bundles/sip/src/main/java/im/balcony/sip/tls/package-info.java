/** TLS over one connection, and whether the peer is whom we wanted (RFC 5922). */
@NullMarked
package im.balcony.sip.tls;

import org.jspecify.annotations.NullMarked;
