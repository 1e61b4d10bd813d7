package im.balcony.session.text;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.Text;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import java.util.Map;

/** What becomes of texts on an MSRP connection (RFC 4975 §10). */
public final class Sending {

  /** What a failure means for the text and its session. */
  enum Verdict {
    /** The text failed, the session goes on. */
    TEXT_ONLY,
    /** The peer takes no texts in sessions: end it and climb down. */
    NO_TEXTS,
    /** The peer knows no such session, so it has not got the text either. */
    NO_SESSION,
    /** The session has failed, and the text with it. */
    SESSION,
    /** The connection is gone. */
    CONNECTION
  }

  private static final Map<Integer, Verdict> BY_STATUS =
      Map.ofEntries(
          Map.entry(0, Verdict.CONNECTION),
          Map.entry(400, Verdict.TEXT_ONLY),
          Map.entry(401, Verdict.TEXT_ONLY),
          Map.entry(403, Verdict.TEXT_ONLY),
          Map.entry(408, Verdict.TEXT_ONLY),
          Map.entry(413, Verdict.TEXT_ONLY),
          Map.entry(415, Verdict.NO_TEXTS),
          Map.entry(423, Verdict.TEXT_ONLY),
          Map.entry(481, Verdict.NO_SESSION),
          Map.entry(501, Verdict.NO_TEXTS),
          Map.entry(506, Verdict.NO_SESSION));

  private Sending() {}

  static Verdict verdict(Failure failure) {
    if (failure.msrpStatus().isPresent()) {
      return BY_STATUS.getOrDefault(failure.msrpStatus().getAsInt(), Verdict.SESSION);
    }
    return switch (failure.cause()) {
      case TRANSPORT -> Verdict.CONNECTION;
      case UNSUPPORTED_TYPE -> Verdict.NO_TEXTS;
      default -> Verdict.TEXT_ONLY;
    };
  }

  /** The result of a text that was sent on a session. */
  public static void result(Turn turn, Text text, Event.Result result) {
    if (result.failure().isEmpty()) {
      var leg = turn.leg(text.leg());
      if (leg.has(Leg.Flag.RETRIED)) {
        turn.put(leg.without(Leg.Flag.RETRIED));
      }
      Outbox.handOver(turn, text);
    } else {
      failed(turn, text, result.failure().get(), result.maybeArrived(), result);
    }
  }

  private static void failed(
      Turn turn, Text text, Failure failure, boolean maybeArrived, Event event) {
    var age = turn.now + turn.limits().outboxAge();
    switch (verdict(failure)) {
      case TEXT_ONLY -> Outbox.fail(turn, text, waitedTooLong(failure, maybeArrived));
      case NO_TEXTS -> {
        Outbox.fail(turn, text, failure);
        turn.noSessionUntil(turn.remembered());
        turn.fire(text.leg(), LegInput.END_NOW, event);
      }
      case NO_SESSION -> {
        if (text.tries() < Bounds.TRIES) {
          turn.texts().replace(text.waiting(false, age));
        } else {
          Outbox.fail(turn, text, failure);
        }
        turn.fire(text.leg(), LegInput.END_NOW, event);
      }
      case SESSION -> {
        Outbox.fail(turn, text, failure);
        turn.fire(text.leg(), LegInput.END_NOW, event);
      }
      case CONNECTION -> lost(turn, text, failure, maybeArrived, event);
    }
  }

  /**
   * Nobody answers what was not sent: a timeout of that is ours, of the wait for the connection.
   */
  private static Failure waitedTooLong(Failure failure, boolean maybeArrived) {
    return failure.msrpStatus().orElse(0) == 408 && !maybeArrived
        ? Failures.WAITED_TOO_LONG
        : failure;
  }

  /**
   * The result of a text may come before or after the news that its connection is lost. Written
   * texts go out again only in the same session, where the peer knows their Message-ID.
   */
  private static void lost(
      Turn turn, Text text, Failure failure, boolean maybeArrived, Event event) {
    var live = turn.leg(text.leg()).takesTexts();
    if (maybeArrived && !live) {
      Outbox.fail(turn, text, Failures.named(failure, "remote-server-timeout"));
      return;
    }
    var leg = text.leg();
    turn.texts().replace(text.waiting(maybeArrived, turn.now + turn.limits().outboxAge()));
    turn.fire(leg, LegInput.MEDIA_DOWN, event);
  }

  /** A REPORT covers the whole text or tells its failure. */
  public static void reported(Turn turn, Event.Reported event) {
    var found = turn.texts().find(event.ref()).filter(Sending::isReportedOn);
    if (found.isEmpty()) {
      Watching.reported(turn, event);
      return;
    }
    var text = found.get();
    if (event.failure().isEmpty()) {
      Outbox.reported(turn, text);
    } else if (text.is(Text.Place.SENDING)) {
      failed(turn, text, event.failure().get(), true, event);
    } else {
      Outbox.fail(turn, text, event.failure().get());
    }
  }

  /** A MESSAGE only where notifications were asked for. */
  private static boolean isReportedOn(Text text) {
    return switch (text.place()) {
      case SENDING, WAITING -> true;
      case PAGING -> text.message().receiptWanted() || text.message().markerWanted();
      case PAGE -> false;
    };
  }

  /** The session behind a text that was handed over, after a failure REPORT (MSRP-58). */
  static void sessionAfter(Turn turn, String leg, Failure failure, Event event) {
    var verdict = verdict(failure);
    if (verdict != Verdict.TEXT_ONLY && !leg.isEmpty()) {
      turn.fire(leg, LegInput.END_NOW, event);
    }
  }

  /** The effects of the legs themselves: BYE and UPDATE. */
  public static boolean legResult(Turn turn, Event.Result result) {
    for (var leg : turn.legs().all()) {
      if (leg.bye().equals(result.effectId())) {
        turn.fire(leg.name(), LegInput.BYE_DONE, result);
        return true;
      }
      if (leg.refresh().equals(result.effectId())) {
        refreshResult(turn, leg, result);
        return true;
      }
    }
    return false;
  }

  private static void refreshResult(Turn turn, Leg leg, Event.Result result) {
    result
        .failure()
        .ifPresentOrElse(
            why ->
                turn.fire(
                    leg.name(), LegInput.REFUSED, new Event.SessionRefused(leg.name(), why, false)),
            () -> turn.fire(leg.name(), LegInput.REFRESHED, result));
  }
}
