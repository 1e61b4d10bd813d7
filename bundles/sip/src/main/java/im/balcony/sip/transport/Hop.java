package im.balcony.sip.transport;

import im.balcony.api.sip.Transport;

/**
 * Where a message is to be sent.
 *
 * @param transport what carries it there
 * @param host name or numeric address, IPv6 without brackets
 * @param port the port; 0 for a domain whose servers are still to be found (RFC 3263)
 * @param domain whom its certificate has to name (RFC 5922 §7.1): as a rule the host, but where the
 *     DNS named the host, what the DNS was asked for
 */
public record Hop(Transport transport, String host, int port, String domain) {

  /** A host that was named to us, and not by the DNS. */
  public Hop(Transport transport, String host, int port) {
    this(transport, host, port, host);
  }

  /** Whether nothing is lost on the way. */
  public boolean reliable() {
    return transport.reliable();
  }

  /** Whether its servers are still to be found. */
  public boolean sought() {
    return port == 0;
  }

  /** The same place over another transport. */
  public Hop over(Transport other) {
    return new Hop(other, host, port, domain);
  }

  /** Only the transport. */
  @Override
  public String toString() {
    return "Hop[" + transport + "]";
  }
}
