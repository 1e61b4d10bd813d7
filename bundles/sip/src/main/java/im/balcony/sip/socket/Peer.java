package im.balcony.sip.socket;

import im.balcony.api.sip.Transport;
import java.util.List;

/**
 * Where a message came from.
 *
 * @param transport what carried it
 * @param address the numeric address
 * @param port the port
 * @param connection the name of the connection, empty for a datagram; not used twice, not even by
 *     another process
 * @param names the domains that its certificate names; none without TLS, or where it showed none
 */
public record Peer(
    Transport transport, String address, int port, String connection, List<String> names) {

  /** Copies the names. */
  public Peer {
    names = List.copyOf(names);
  }

  /** One without certificate. */
  public Peer(Transport transport, String address, int port, String connection) {
    this(transport, address, port, connection, List.of());
  }

  /** The same with a certificate of these domains. */
  public Peer with(List<String> shown) {
    return new Peer(transport, address, port, connection, shown);
  }

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
