package im.balcony.sip.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The listening points and what leaves through them: on sockets, or on a network that a test made.
 */
public interface Transports extends AutoCloseable {

  /** How large a request may be to go over UDP (RFC 3261 §18.1.1). */
  int UDP_REQUEST = 1300;

  /** Begins to read. */
  void start();

  /** Where UDP listens, if it does. */
  Optional<InetSocketAddress> udp();

  /** Where TCP listens, if it does. */
  Optional<InetSocketAddress> tcp();

  /** Where TLS listens, if it does. */
  default Optional<InetSocketAddress> tls() {
    return Optional.empty();
  }

  /**
   * Sends a message, and waits for nothing but the look-up of a name, if the hop has one.
   *
   * @param failed called with the cause if it could not be sent, by any thread, also later
   */
  void send(Hop hop, byte[] octets, Consumer<IOException> failed);

  /**
   * Finds out, where it can, that nobody listens at a hop: for UDP the machine there says so (ICMP,
   * RFC 1122 §4.1.3.1), but only to who asks from a port of its own. May look up addresses.
   *
   * @param deaf called once if nobody listens, by any thread; never if that is not known
   */
  default void probe(Hop hop, Runnable deaf) {}

  /** Writes to the connection of this name; false if it is gone or was another process's. */
  boolean answer(String connection, byte[] octets);

  /** The listeners as {@code transport host:port}. */
  default List<String> listeners() {
    var texts = new ArrayList<String>();
    udp().ifPresent(a -> texts.add("udp " + text(a)));
    tcp().ifPresent(a -> texts.add("tcp " + text(a)));
    tls().ifPresent(a -> texts.add("tls " + text(a)));
    return texts;
  }

  private static String text(InetSocketAddress address) {
    return Endpoint.text(address.getAddress().getHostAddress(), address.getPort());
  }

  @Override
  void close();
}
