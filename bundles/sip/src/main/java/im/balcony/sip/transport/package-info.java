/** Where messages leave and arrive: the ends of UDP and TCP, and one sending lane a next hop. */
@NullMarked
package im.balcony.sip.transport;

import org.jspecify.annotations.NullMarked;
