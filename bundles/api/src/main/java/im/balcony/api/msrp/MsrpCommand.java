package im.balcony.api.msrp;

import im.balcony.api.wire.Command;
import java.util.List;

/** What the router tells an MSRP connection to do. */
public sealed interface MsrpCommand extends Command {

  /**
   * Binds a session to the connection; on a connection that we opened, before anything is received.
   */
  record Bind(MsrpSession session) implements MsrpCommand {}

  /** Answers the kept first request for {@code sessionId} with 481 or 506 and goes on reading. */
  record Refuse(String sessionId, int status) implements MsrpCommand {}

  /**
   * Forgets a session; its partial messages are dropped, its unsent messages reported with status
   * 0.
   */
  record Unbind(String sessionId) implements MsrpCommand {}

  /**
   * Sends a message, in chunks where it is long; {@link MsrpEvent.Sent} tells the result under
   * {@code effectId}.
   *
   * @param patience milliseconds after which it is given up with 408 if nothing of it was written;
   *     not a time, for the clock is another one than the router's
   */
  record Send(String effectId, String sessionId, MsrpMessage message, long patience)
      implements MsrpCommand {

    /** The patience of what waits as long as its connection lasts. */
    public static final long ENDLESS = Long.MAX_VALUE;

    /** A message with endless patience. */
    public Send(String effectId, String sessionId, MsrpMessage message) {
      this(effectId, sessionId, message, ENDLESS);
    }
  }

  /** Sends {@link Send} never, or stops it with {@code #}: no further octets of this message. */
  record Abort(String sessionId, String effectId) implements MsrpCommand {}

  /**
   * Answers the SEND that completed a message. Status 200 is left unsent where Failure-Report
   * forbids it.
   */
  record Respond(String sessionId, String transactionId, int status, String comment)
      implements MsrpCommand {}

  /**
   * Sends a REPORT over the whole message.
   *
   * @param toPath the complete From-Path of the SEND
   * @param length the length of the message in octets
   * @param status in namespace 000
   */
  record Report(
      String sessionId,
      List<MsrpUri> toPath,
      String messageId,
      long length,
      int status,
      String comment)
      implements MsrpCommand {}

  /**
   * Makes a session known before its connection is: the router connects, or waits for the peer's
   * first SEND, and then binds it. A SEND for a session of which only the id is known waits until
   * this comes.
   *
   * @param connect whether we are the active side and connect to the first URI of the remote path
   */
  record Open(MsrpSession session, boolean connect) implements MsrpCommand {}
}
