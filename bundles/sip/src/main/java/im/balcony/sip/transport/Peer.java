package im.balcony.sip.transport;

/**
 * Where a message came from.
 *
 * @param transport {@code UDP} or {@code TCP}
 * @param address the numeric address
 * @param port the port
 * @param connection the name of the connection, empty for a datagram; not used twice, not even by
 *     another process
 */
public record Peer(String transport, String address, int port, String connection) {

  /** Whether nothing is lost on the way. */
  public boolean reliable() {
    return transport.equals("TCP");
  }

  /** Only the transport. */
  @Override
  public String toString() {
    return "Peer[" + transport + "]";
  }
}
