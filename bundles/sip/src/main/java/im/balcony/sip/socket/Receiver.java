package im.balcony.sip.socket;

/** Takes what comes in. */
public interface Receiver {

  /**
   * One message. Messages of one peer are brought in their order, those of one connection by one
   * thread.
   *
   * @param octets the message; of a stream exactly one, of a datagram all that came
   */
  void message(byte[] octets, Peer peer);

  /**
   * The beginning of a message after which a stream cannot be cut any further; the connection is
   * closed when this returns.
   *
   * @param status how to refuse it
   */
  void broken(byte[] head, int status, Peer peer);

  /** Whether any tenant trusts this numeric address; others get less room. */
  default boolean trusts(String address) {
    return true;
  }
}
