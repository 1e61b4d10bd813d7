package im.balcony.api.wire;

import im.balcony.api.data.Ids;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One connection's protocol without I/O: bytes, commands and deadlines go in, bytes, records and
 * the next deadline come out. Never called by two threads at once; never blocks; never throws for
 * what a peer sent.
 *
 * <p>{@code now} is always milliseconds of the gateway's monotone clock.
 */
public interface Protocol {

  /** The connection is open: what to say first. */
  Output opened(long now, Ids ids);

  /**
   * Octets arrived; all of {@code bytes} is consumed or kept inside, within the limits of the spec.
   */
  Output received(ByteBuffer bytes, long now, Ids ids);

  /**
   * Whether more octets may come now. Asked after each call; while it is false, the socket is not
   * read, and its peer has to wait. A protocol copes with the little that was read already.
   */
  default boolean mayReceive() {
    return true;
  }

  /** Does what the router wants. */
  Output command(Command command, long now, Ids ids);

  /**
   * The socket took everything that was handed out so far, and takes up to {@code octets} more. A
   * protocol hands out no more than this at once, so that urgent frames can overtake long ones.
   */
  Output writable(int octets, long now, Ids ids);

  /** The deadline of the last output has passed. */
  Output deadline(long now, Ids ids);

  /**
   * The gateway is about to leave for good: the last word, if the protocol has one. Then it goes on
   * to be called until it closes, because the peer has answered, or the connection is closed
   * without.
   */
  default Optional<Output> leaving(long now, Ids ids) {
    return Optional.empty();
  }

  /**
   * The connection is gone, by the peer or by the network: the results of everything still open.
   */
  Output closed(String reason, long now, Ids ids);

  /** Hands over to the next version: after this call the instance is not used again. */
  ConnectionState release();
}
