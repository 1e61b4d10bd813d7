package im.balcony.api.wire;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.TlsPeer;
import java.util.Optional;

/**
 * What a protocol has to know of its connection.
 *
 * @param outgoing whether we connected
 * @param local our address as {@code host:port}
 * @param remote the peer's address as {@code host:port}
 * @param tls what TLS found out about the peer, which the protocol has to heed before it says
 *     anything; empty where no TLS protects the connection
 * @param settings the settings of the protocol: for {@code xmpp} the component's {@code domain},
 *     the {@code secret}, {@code stanza-limit} and whether there has to be {@code tls}; for {@code
 *     msrp} the limits that hold before a session is bound
 */
public record ConnectionSpec(
    boolean outgoing, String local, String remote, Optional<TlsPeer> tls, Facts settings) {

  /** A connection that no TLS protects. */
  public ConnectionSpec(boolean outgoing, String local, String remote, Facts settings) {
    this(outgoing, local, remote, Optional.empty(), settings);
  }

  /** Without the settings, for they hold a secret. */
  @Override
  public String toString() {
    return "ConnectionSpec[" + (outgoing ? "to " : "from ") + remote + "]";
  }
}
