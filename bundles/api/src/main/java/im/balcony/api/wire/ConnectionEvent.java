package im.balcony.api.wire;

/**
 * The life of a connection.
 *
 * @param connectionId its name; for accepted connections given by {@code net}
 * @param protocol {@code msrp} or {@code xmpp}
 * @param kind what happened
 * @param remote the peer as {@code host:port}
 * @param reason why it failed or was closed; empty otherwise
 */
public record ConnectionEvent(
    String connectionId, String protocol, Kind kind, String remote, String reason) {

  /** What can happen to a connection. */
  public enum Kind {
    OPENED,
    /** It could not be opened. */
    FAILED,
    /** Opening it is forbidden by the allowed prefixes. */
    FORBIDDEN,
    CLOSED
  }
}
