/** UDP and TCP: listeners, connections, framing, and one sending lane a next hop. */
@NullMarked
package im.balcony.sip.transport;

import org.jspecify.annotations.NullMarked;
