package im.balcony.api.wire;

/**
 * Makes protocol instances: the service that {@code msrp} and {@code xmpp} offer, told apart by
 * {@link #name}.
 */
public interface ProtocolFactory {

  /** The service property that holds {@link #name}. */
  String NAME = "balcony.protocol";

  /** {@code msrp} or {@code xmpp}. */
  String name();

  /** A fresh instance for a new connection. */
  Protocol open(ConnectionSpec spec);

  /** An instance that goes on where another version stopped. */
  Protocol resume(ConnectionSpec spec, ConnectionState state);

  /**
   * How many octets {@code record} takes on the wire when written in one piece; for records of this
   * protocol.
   */
  int size(WireRecord record);

  /** What a connection of this protocol that is in use would make of a text. */
  default Reading read(String text) {
    return Reading.nothing("this version of " + name() + " does not tell what it makes of a text");
  }
}
