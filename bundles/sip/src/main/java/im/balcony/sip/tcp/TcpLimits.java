package im.balcony.sip.tcp;

/**
 * What TCP peers may take; operators set it.
 *
 * @param connections connections that are accepted in all; strangers get half of them at most, and
 *     the oldest of theirs goes where a trusted peer needs the place
 * @param perSource connections that are accepted from one address
 * @param silentTime milliseconds after which a connection on which nothing was said is closed, and
 *     a stranger's after its last message
 * @param idleTime milliseconds without any octet, after which a trusted peer's or our own is closed
 * @param waitingForPeer octets that may wait to be written to one peer; a connection with more is
 *     closed, on one of our own the message is not sent. Strangers have a 64th
 * @param waitingForAll octets that may wait for all peers together; strangers have half of it
 */
public record TcpLimits(
    int connections,
    int perSource,
    long silentTime,
    long idleTime,
    int waitingForPeer,
    long waitingForAll) {

  /** As it is where nothing is configured. */
  public static final TcpLimits DEFAULT =
      new TcpLimits(1000, 100, 15_000, 3_600_000, 4_000_000, 64_000_000);

  private static final int STRANGERS_SHARE = 64;

  /** Connections of strangers. */
  int strangers() {
    return connections / 2;
  }

  /** Octets that may wait for one peer. */
  int waitingForPeer(boolean stranger) {
    return stranger ? waitingForPeer / STRANGERS_SHARE : waitingForPeer;
  }
}
