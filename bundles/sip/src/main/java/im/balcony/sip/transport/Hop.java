package im.balcony.sip.transport;

import im.balcony.api.sip.Transport;

/**
 * Where a message is to be sent.
 *
 * @param transport what carries it there
 * @param host name or numeric address, IPv6 without brackets
 * @param port the port
 */
public record Hop(Transport transport, String host, int port) {

  /** Whether nothing is lost on the way. */
  public boolean reliable() {
    return transport.reliable();
  }

  /** The same place over another transport. */
  public Hop over(Transport other) {
    return new Hop(other, host, port);
  }

  /** Only the transport. */
  @Override
  public String toString() {
    return "Hop[" + transport + "]";
  }
}
