package im.balcony.sip.socket;

import im.balcony.api.sip.Transport;

/**
 * Where a message came from.
 *
 * @param transport what carried it
 * @param address the numeric address
 * @param port the port
 * @param connection the name of the connection, empty for a datagram; not used twice, not even by
 *     another process
 */
public record Peer(Transport transport, String address, int port, String connection) {

  /** Whether nothing is lost on the way. */
  public boolean reliable() {
    return transport.reliable();
  }

  /** Only the transport. */
  @Override
  public String toString() {
    return "Peer[" + transport + "]";
  }
}
