package im.balcony.session.text;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.PageStatus;
import im.balcony.session.rows.Messages;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import java.util.List;
import java.util.Optional;

/** Texts of the SIP user: answered when accepted, told on when they fail or arrive. */
public final class Inbox {

  private Inbox() {}

  /** A text in a session. */
  public static void msrpText(Turn turn, Leg leg, Event event) {
    if (!(event instanceof Event.MsrpText text)) {
      return;
    }
    turn.put(leg.used(turn.now));
    if (text.duplicate()) {
      answerOnly(turn, text.message().ref());
    } else if (Messages.isEmpty(text.message())) {
      answerOnly(turn, text.message().ref());
      if (text.message().receiptWanted()) {
        turn.effect(new Effect.ReportToMsrp(leg.name(), text.message().ref(), Optional.empty()));
      }
    } else {
      take(turn, text.message(), leg.name(), false);
    }
  }

  /** A text in a MESSAGE. */
  public static void sipText(Turn turn, Event.SipText event) {
    var leg = event.leg().map(turn::leg).filter(Leg::takesTexts);
    var message = event.message();
    leg.ifPresent(l -> turn.put(l.used(turn.now)));
    if (event.alreadyKnown() || Messages.isEmpty(message)) {
      answerOnly(turn, message.ref());
      return;
    }
    if (turn.tenant.draining()) {
      refuse(turn, message.ref(), Failures.DRAINING);
      return;
    }
    if (turn.rungUntil() > turn.now) {
      PageQueue.climbedDown(turn);
    }
    var chat = event.leg().isPresent() || turn.rungUntil() > turn.now;
    take(
        turn,
        chat ? Messages.asChat(message) : message,
        leg.map(Leg::name).orElse(""),
        turn.tenant.policy().pageStatus() == PageStatus.OK);
  }

  private static void take(Turn turn, ChatMessage message, String leg, boolean answerLater) {
    var ref = message.ref();
    if (turn.incoming().has(ref)) {
      turn.effect(new Effect.Answer(ref, Optional.empty()));
      return;
    }
    if (!hasRoom(turn, 1)) {
      refuse(turn, ref, Failures.TOO_MANY_IN_FLIGHT);
      return;
    }
    var entry = accepted(turn, message, leg, answerLater);
    if (message.expires().orElse(Long.MAX_VALUE) <= turn.now) {
      // Not accepted: it will not be delivered, and now there is somebody to tell (RFC 3428 §7).
      turn.effect(new Effect.Answer(ref, Optional.of(Failures.EXPIRED_ON_ARRIVAL)));
      fail(turn, entry.answered(), Failures.EXPIRED_ON_ARRIVAL);
      return;
    }
    var sent = answerLater ? Messages.notAfter(message, turn.now + Bounds.ANSWER_WAIT) : message;
    turn.effect(new Effect.TextToXmpp(entry.effectId(), sent, PageQueue.optional(leg)));
    if (!answerLater) {
      turn.effect(new Effect.Answer(ref, Optional.empty()));
    }
    turn.accepts(entry.effectId());
  }

  /** Whether so many more texts may be on their way to the XMPP user. */
  public static boolean hasRoom(Turn turn, int more) {
    var inFlight = turn.incoming().size() - turn.conversation().arrived().size();
    return more == 0 || inFlight + more <= Bounds.window(turn.limits());
  }

  /**
   * A text that came in the INVITE: the 200 that accepts the session accepts it, and no response is
   * its own.
   */
  public static void first(Turn turn, ChatMessage message, String leg) {
    turn.put(turn.leg(leg).used(turn.now));
    if (!Messages.isEmpty(message)) {
      var entry = accepted(turn, message, leg, false);
      turn.effect(new Effect.TextToXmpp(entry.effectId(), message, PageQueue.optional(leg)));
    }
  }

  private static Incoming accepted(
      Turn turn, ChatMessage message, String leg, boolean answerLater) {
    Composings.romeoWrote(turn);
    turn.decide(message.ref(), Outcome.PENDING);
    var entry = entry(turn, message, leg, answerLater);
    turn.incoming().append(entry);
    return entry;
  }

  private static Incoming entry(Turn turn, ChatMessage message, String leg, boolean answerLater) {
    return new Incoming(
        message.ref(),
        leg,
        turn.effectId(),
        turn.now + Bounds.stanzaGuard(turn.limits()),
        0,
        answerLater ? turn.now + Bounds.ANSWER : 0,
        message.receiptWanted(),
        message.markerWanted(),
        message.failureWanted(),
        Facts.NONE);
  }

  private static void answerOnly(Turn turn, String ref) {
    turn.effect(new Effect.Answer(ref, Optional.empty()));
    turn.effect(new Effect.Forget(ref));
  }

  private static void refuse(Turn turn, String ref, Failure failure) {
    turn.effect(new Effect.Answer(ref, Optional.of(failure)));
    turn.effect(new Effect.Forget(ref));
  }

  /** The result of a stanza. */
  public static void result(Turn turn, Incoming entry, Optional<Failure> failure) {
    if (failure.isPresent()) {
      fail(turn, entry, failure.get());
      return;
    }
    if (entry.answerBy() > 0) {
      turn.effect(new Effect.Answer(entry.ref(), Optional.empty()));
    }
    turn.decide(entry.ref(), Outcome.HANDED_OVER);
    var handed =
        entry.handedOver(
            turn.now + turn.limits().errorWindow(),
            entry.receipt() || entry.marker() ? owedUntil(turn) : 0);
    if (handed.due() <= turn.now) {
      forget(turn, entry);
      return;
    }
    turn.incoming().append(handed);
    var arrived = turn.conversation().arrived();
    if (arrived.size() > Bounds.REMEMBERED) {
      arrived.first("").ifPresent(oldest -> forget(turn, oldest));
    }
  }

  private static long owedUntil(Turn turn) {
    return turn.now + turn.limits().receiptAge();
  }

  private static void forget(Turn turn, Incoming entry) {
    turn.incoming().remove(entry.ref());
    turn.effect(new Effect.Forget(entry.ref()));
  }

  /**
   * It did not arrive: told in the answer where it is open, else in a REPORT where it is wanted.
   */
  private static void fail(Turn turn, Incoming entry, Failure failure) {
    var expired = failure.cause() == Failure.Cause.EXPIRED;
    turn.decide(entry.ref(), expired ? Outcome.expired(failure) : Outcome.failed(failure));
    if (entry.answerBy() > 0 || canStillBeRefused(turn, entry, failure)) {
      turn.effect(new Effect.Answer(entry.ref(), Optional.of(answerable(failure))));
    } else if (entry.failures() != ChatMessage.FailureReport.NO && canReport(turn, entry)) {
      turn.effect(new Effect.ReportToMsrp(entry.leg(), entry.ref(), Optional.of(failure)));
    }
    forget(turn, entry);
  }

  /**
   * Whether the accepting answer of the step before has not left: the stanza could not be made
   * (SIZE-11, SIZE-16), which is heard before the commit. This answer takes the place of that one.
   */
  private static boolean canStillBeRefused(Turn turn, Incoming entry, Failure failure) {
    return entry.inFlight()
        && entry.effectId().equals(turn.lastAccepted())
        && switch (failure.cause()) {
          case TOO_LARGE, UNMAPPABLE, UNSUPPORTED_TYPE, FORBIDDEN -> true;
          default -> false;
        };
  }

  private static Failure answerable(Failure failure) {
    return failure.sipStatus().isPresent()
            || failure.msrpStatus().isPresent()
            || failure.condition().isPresent()
            || failure.cause() == Failure.Cause.TOO_LARGE
        ? failure
        : failure.withSipStatus(504);
  }

  private static boolean canReport(Turn turn, Incoming entry) {
    var state = turn.leg(entry.leg()).state();
    return state == LegState.ESTABLISHED || state == LegState.OFFERED;
  }

  /** The XMPP user's client has shown or stored a text. */
  public static void receipt(Turn turn, Event.XmppReceipt event) {
    var found = turn.incoming().find(event.ref()).filter(entry -> turn.now <= entry.due());
    if (found.isEmpty() || found.get().isDelivered()) {
      return;
    }
    var entry = found.get();
    if (entry.answerBy() > 0) {
      turn.effect(new Effect.Answer(entry.ref(), Optional.empty()));
    }
    turn.decide(entry.ref(), Outcome.DELIVERED);
    if (entry.receipt() && canReport(turn, entry)) {
      turn.effect(new Effect.ReportToMsrp(entry.leg(), entry.ref(), Optional.empty()));
    }
    if (entry.marker()) {
      turn.incoming().replace(entry.delivered(owedUntil(turn)));
    } else {
      forget(turn, entry);
    }
  }

  /** The XMPP side gave a text back. */
  public static void error(Turn turn, Event.XmppError event) {
    var found = turn.incoming().find(event.ref()).filter(entry -> turn.now <= entry.until());
    if (found.isEmpty()) {
      return;
    }
    var entry = found.get();
    fail(turn, entry, event.failure());
    if (event.permanent() && !entry.leg().isEmpty()) {
      turn.fire(entry.leg(), LegInput.END_NOW, event);
    }
  }

  /** Fails what was not handed over: the tenant is given up. */
  public static void giveUp(Turn turn) {
    for (var entry : List.copyOf(turn.incoming().all())) {
      if (entry.inFlight()) {
        fail(turn, entry, Failures.SERVICE_ENDED);
      }
    }
  }

  /** Gives up what waited too long, and forgets what is owed no more. */
  public static void due(Turn turn) {
    for (var entry : turn.incoming().due(turn.now)) {
      if (entry.inFlight()) {
        fail(turn, entry, Failures.NOT_HANDED_OVER);
      }
    }
    forgetDue(turn);
  }

  /** Forgets what was handed over long enough ago. */
  public static void forgetDue(Turn turn) {
    for (var entry : turn.incoming().due(turn.now)) {
      if (!entry.inFlight()) {
        forget(turn, entry);
      }
    }
  }
}
