package im.balcony.api.wire;

import im.balcony.api.data.Facts;

/**
 * What a protocol has to know of its connection.
 *
 * @param outgoing whether we connected
 * @param local our address as {@code host:port}
 * @param remote the peer's address as {@code host:port}
 * @param secure whether TLS protects it
 * @param settings the settings of the protocol: for {@code xmpp} the component's {@code domain},
 *     the {@code secret} and {@code stanza-limit}; for {@code msrp} the limits that hold before a
 *     session is bound
 */
public record ConnectionSpec(
    boolean outgoing, String local, String remote, boolean secure, Facts settings) {

  /** Without the settings, for they hold a secret. */
  @Override
  public String toString() {
    return "ConnectionSpec[" + (outgoing ? "to " : "from ") + remote + "]";
  }
}
