package im.balcony.sip.transport;

/**
 * Where a message is to be sent.
 *
 * @param transport {@code UDP} or {@code TCP}
 * @param host name or numeric address, IPv6 without brackets
 * @param port the port
 */
public record Hop(String transport, String host, int port) {

  /** Whether nothing is lost on the way. */
  public boolean reliable() {
    return transport.equals("TCP");
  }

  /** The same place over another transport. */
  public Hop over(String other) {
    return new Hop(other, host, port);
  }

  /** Only the transport. */
  @Override
  public String toString() {
    return "Hop[" + transport + "]";
  }
}
