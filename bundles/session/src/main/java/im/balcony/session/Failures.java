package im.balcony.session;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;

/** The failures that the machine itself finds; mapping fills in the words left out here. */
final class Failures {

  static final Failure QUEUE_FULL =
      Failure.of(Cause.LIMIT, "too many texts wait").withCondition("resource-constraint");
  static final Failure LEGS_FULL =
      Failure.of(Cause.LIMIT, "too many sessions").withCondition("resource-constraint");
  static final Failure DRAINING =
      Failure.of(Cause.LIMIT, "service is ending")
          .withCondition("service-unavailable")
          .withSipStatus(503)
          .withRetryAfter(60);
  static final Failure SERVICE_ENDED =
      Failure.of(Cause.EXPIRED, "service has ended")
          .withCondition("service-unavailable")
          .withSipStatus(503)
          .withMsrpStatus(408);
  static final Failure WAITED_TOO_LONG =
      Failure.of(Cause.EXPIRED, "waited too long").withCondition("remote-server-timeout");
  static final Failure NO_ANSWER =
      Failure.of(Cause.TIMEOUT, "invitation was not answered")
          .withCondition("remote-server-timeout");
  static final Failure NO_ACK =
      Failure.of(Cause.TIMEOUT, "session was not confirmed").withCondition("remote-server-timeout");
  static final Failure NO_MEDIA =
      Failure.of(Cause.TIMEOUT, "message connection was not made")
          .withCondition("remote-server-timeout");
  static final Failure NO_RESULT =
      Failure.of(Cause.TIMEOUT, "no result in time").withCondition("remote-server-timeout");
  static final Failure SESSION_LOST =
      Failure.of(Cause.TRANSPORT, "session was lost").withCondition("remote-server-timeout");
  static final Failure NO_SESSIONS_FOR_LARGE =
      Failure.of(Cause.TOO_LARGE, "too large without a session").withCondition("policy-violation");
  static final Failure NOT_HANDED_OVER =
      Failure.of(Cause.TIMEOUT, "not handed over in time").withSipStatus(504).withMsrpStatus(408);
  static final Failure IDLE =
      Failure.of(Cause.EXPIRED, "nothing was said for the idle time").withSipStatus(408);
  static final Failure TIMER_EXPIRED =
      Failure.of(Cause.EXPIRED, "the session timer was not refreshed").withSipStatus(408);
  static final Failure PAGE_MODE =
      Failure.of(Cause.FORBIDDEN, "sessions are switched off (chat.mode)");
  static final Failure OLD_TEXT = Failure.of(Cause.EXPIRED, "too old a text to open a session for");
  static final Failure NO_SESSIONS_KNOWN =
      Failure.of(Cause.REFUSED, "no session could be made a while ago");
  static final Failure NO_REPORT = Failure.of(Cause.TIMEOUT, "no report came");
  static final Failure EXPIRED_ON_ARRIVAL =
      Failure.of(Cause.EXPIRED, "expired before delivery").withSipStatus(480).withMsrpStatus(408);
  static final Failure TOO_MANY_IN_FLIGHT =
      Failure.of(Cause.LIMIT, "too many texts on the way")
          .withSipStatus(503)
          .withMsrpStatus(408)
          .withRetryAfter(5);
  static final Failure NOT_KEPT =
      Failure.of(Cause.INTERNAL, "lost in a restart").withCondition("internal-server-error");
  static final Failure NO_SUCH_DIALOG = Failure.sip(481, "Call/Transaction Does Not Exist");
  static final Failure NO_SUCH_SESSION = Failure.msrp(481, "No such session");
  static final Failure PENDING = Failure.sip(491, "Request Pending");
  static final Failure BUSY = Failure.sip(486, "Busy Here");

  private Failures() {}

  /** Gone until the peer's Retry-After is over. */
  static Failure leftAlone(long millis) {
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
  static Failure named(Failure failure, String condition) {
    return failure.condition().isPresent() ? failure : failure.withCondition(condition);
  }
}
