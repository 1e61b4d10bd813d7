package im.balcony.session.state;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Event;
import java.util.Optional;
import java.util.OptionalInt;

/** The failures that the machine itself finds; mapping fills in the words left out here. */
public final class Failures {

  /** The outbox holds no more texts (bounds of the tenant). */
  public static final Failure QUEUE_FULL =
      Failure.of(Cause.LIMIT, "too many texts wait").withCondition("resource-constraint");

  /** No further session has room ({@link Bounds#LEGS}). */
  public static final Failure LEGS_FULL =
      Failure.of(Cause.LIMIT, "too many sessions").withCondition("resource-constraint");

  /** The tenant takes no new work. */
  public static final Failure DRAINING =
      Failure.of(Cause.LIMIT, "service is ending")
          .withCondition("service-unavailable")
          .withSipStatus(503)
          .withRetryAfter(60);

  /** The tenant was given up before the text was handed over. */
  public static final Failure SERVICE_ENDED =
      Failure.of(Cause.EXPIRED, "service has ended")
          .withCondition("service-unavailable")
          .withSipStatus(503)
          .withMsrpStatus(408);

  /** A text waited for its session longer than the outbox keeps it. */
  public static final Failure WAITED_TOO_LONG =
      Failure.of(Cause.EXPIRED, "waited too long").withCondition("remote-server-timeout");

  /** Our INVITE had no final response. */
  public static final Failure NO_ANSWER =
      Failure.of(Cause.TIMEOUT, "invitation was not answered")
          .withCondition("remote-server-timeout");

  /** Our 2xx had no ACK (RFC 3261 §13.3.1.4). */
  public static final Failure NO_ACK =
      Failure.of(Cause.TIMEOUT, "session was not confirmed").withCondition("remote-server-timeout");

  /** The dialog stood, the MSRP connection did not. */
  public static final Failure NO_MEDIA =
      Failure.of(Cause.TIMEOUT, "message connection was not made")
          .withCondition("remote-server-timeout");

  /** Nobody said what became of a text that was sent. */
  public static final Failure NO_RESULT =
      Failure.of(Cause.TIMEOUT, "no result in time").withCondition("remote-server-timeout");

  /** The session went, and the text with it. */
  public static final Failure SESSION_LOST =
      Failure.of(Cause.TRANSPORT, "session was lost").withCondition("remote-server-timeout");

  /** The text is too large for MESSAGE and the peer has no sessions (SIZE-04). */
  public static final Failure NO_SESSIONS_FOR_LARGE =
      Failure.of(Cause.TOO_LARGE, "too large without a session").withCondition("policy-violation");

  /** The XMPP side did not take a text in time. */
  public static final Failure NOT_HANDED_OVER =
      Failure.of(Cause.TIMEOUT, "not handed over in time").withSipStatus(504).withMsrpStatus(408);

  /** Nobody wrote for the idle time. */
  public static final Failure IDLE =
      Failure.of(Cause.EXPIRED, "nothing was said for the idle time").withSipStatus(408);

  /** The session timer ran out (RFC 4028 §10). */
  public static final Failure TIMER_EXPIRED =
      Failure.of(Cause.EXPIRED, "the session timer was not refreshed").withSipStatus(408);

  /** The tenant has no sessions; why a text is on the page rung. */
  public static final Failure PAGE_MODE =
      Failure.of(Cause.FORBIDDEN, "sessions are switched off (chat.mode)");

  /** A copy kept offline calls nobody; why a text is on the page rung. */
  public static final Failure OLD_TEXT =
      Failure.of(Cause.EXPIRED, "too old a text to open a session for");

  /** The peer has no sessions; why a text is on the page rung. */
  public static final Failure NO_SESSIONS_KNOWN =
      Failure.of(Cause.REFUSED, "no session could be made a while ago");

  /** The REPORT that was asked for did not come. */
  public static final Failure NO_REPORT = Failure.of(Cause.TIMEOUT, "no report came");

  /** A text of the SIP user was too old when it came. */
  public static final Failure EXPIRED_ON_ARRIVAL =
      Failure.of(Cause.EXPIRED, "expired before delivery").withSipStatus(480).withMsrpStatus(408);

  /** The SIP user sends faster than texts are handed over. */
  public static final Failure TOO_MANY_IN_FLIGHT =
      Failure.of(Cause.LIMIT, "too many texts on the way")
          .withSipStatus(503)
          .withMsrpStatus(408)
          .withRetryAfter(5);

  /** The text was not to be stored, and the process that had it is gone. */
  public static final Failure NOT_KEPT =
      Failure.of(Cause.INTERNAL, "lost in a restart").withCondition("internal-server-error");

  /** For requests of a dialog that is not there. */
  public static final Failure NO_SUCH_DIALOG = Failure.sip(481, "Call/Transaction Does Not Exist");

  /** For MSRP requests of a session that is not there. */
  public static final Failure NO_SUCH_SESSION = Failure.msrp(481, "No such session");

  /** Two re-INVITEs met (RFC 3261 §14.2). */
  public static final Failure PENDING = Failure.sip(491, "Request Pending");

  /** The XMPP user takes no session now. */
  public static final Failure BUSY = Failure.sip(486, "Busy Here");

  private Failures() {}

  /** Gone until the peer's Retry-After is over. */
  public static Failure leftAlone(long millis) {
    return Failure.of(Cause.REFUSED, "peer asked to be left alone")
        .withSipStatus(503)
        .withCondition("recipient-unavailable")
        .withRetryAfter((int) Math.min(Integer.MAX_VALUE, (millis + 999) / 1000));
  }

  /** Ended because an operator wants it, or the tenant goes. */
  static Failure endWanted(String reason) {
    return Failure.of(Cause.EXPIRED, reason).withSipStatus(480);
  }

  /** {@code failure} with a stanza condition if it has none. */
  public static Failure named(Failure failure, String condition) {
    return failure.condition().isPresent() ? failure : failure.withCondition(condition);
  }

  /**
   * What a peer may hear of it later: cause and status, and the words if they are the gateway's.
   */
  static Failure told(Failure failure) {
    return told(failure.cause(), failure.sipStatus(), failure.text().filter(t -> failure.own()));
  }

  /**
   * The same out of its parts.
   *
   * @param words the gateway's own, if any
   */
  public static Failure told(Cause cause, OptionalInt sipStatus, Optional<String> words) {
    return new Failure(
        cause,
        sipStatus,
        OptionalInt.empty(),
        Optional.empty(),
        words,
        OptionalInt.empty(),
        Optional.empty(),
        false,
        words.isPresent(),
        "");
  }

  /** Why an event ends a session, as far as the event says so; the peer is told. */
  public static Optional<Failure> cause(Event event) {
    if (event instanceof Event.EndWanted wanted) {
      return Optional.of(Failures.endWanted(wanted.reason()));
    } else if (event instanceof Event.GivenUp given) {
      return Optional.of(Failures.endWanted(given.reason()));
    } else if (event instanceof Event.MediaDown down) {
      return Optional.of(down.failure());
    } else if (event instanceof Event.SessionAccepted accepted) {
      return accepted.media();
    } else if (event instanceof Event.SessionAcked acked) {
      return acked.media();
    } else if (event instanceof Event.SessionRefused refused) {
      return Optional.of(refused.failure());
    } else if (event instanceof Event.Result result) {
      return result.failure();
    }
    return event instanceof Event.Reported reported ? reported.failure() : Optional.empty();
  }
}
