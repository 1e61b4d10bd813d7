package im.balcony.players;

/**
 * A real XMPP server of users of {@code example.com}, to which the gateway's components connect.
 */
public interface XmppServer extends AutoCloseable {

  /** The port for clients. */
  int clientPort();

  /** The port for components. */
  int componentPort();

  /** Ends it at once. */
  void kill();

  @Override
  void close();
}
