package im.balcony.session.leg;

import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Inbox;
import im.balcony.session.text.Watching;
import java.util.List;
import java.util.Optional;

/** The end of a leg: BYE of either side, gone, idle time (RFC 7573 §4, §6.1). */
final class Parting {

  private Parting() {}

  /** Texts in hand first; a {@code gone} of the XMPP user is not told back to her. */
  static void endWanted(Turn turn, Leg leg, Event event) {
    var quiet = leg.has(Leg.Flag.QUIET) || event instanceof Event.XmppState;
    turn.put(leg.with(Leg.Flag.END_WANTED).when(Leg.Flag.QUIET, quiet));
  }

  static void silence(Turn turn, Leg leg, Event event) {
    turn.put(leg.with(Leg.Flag.END_WANTED).at(Leg.Mark.USED_AT, turn.now));
  }

  static void drained(Turn turn, Leg leg, Event event) {
    // Only silence makes the clock want an end.
    end(turn, leg, event instanceof Event.Due ? Optional.of(Failures.IDLE) : Failures.cause(event));
  }

  /** The peer's session or the XMPP user is no more: there is nobody to say gone to. */
  static void endNow(Turn turn, Leg leg, Event event) {
    end(turn, leg.with(Leg.Flag.QUIET), Failures.cause(event));
  }

  static void doom(Turn turn, Leg leg, Event event) {
    turn.put(leg.with(Leg.Flag.DOOMED).with(Leg.Flag.QUIET));
  }

  static void cancel(Turn turn, Leg leg, Event event) {
    var why = event instanceof Event.Due ? Optional.of(Failures.NO_ANSWER) : Failures.cause(event);
    var now = leg.has(Leg.Flag.PROGRESSED);
    if (now) {
      turn.effect(new Effect.CancelSession(leg.name(), why));
    }
    turn.put(
        leg.when(Leg.Flag.CANCELLED, now)
            .in(LegState.CANCELLING, turn.now + 2 * Bounds.TRANSACTION));
  }

  /** BYE, and what belongs to it. */
  static void end(Turn turn, Leg leg, Optional<Failure> why) {
    var effectId = turn.effectId();
    turn.effect(new Effect.EndSession(effectId, leg.name(), Optional.empty(), why));
    turn.effect(new Effect.CloseMedia(leg.name()));
    turn.put(
        leg.clear(Leg.Mark.values())
            .withBye(effectId)
            .withRefresh("")
            .in(LegState.ENDING, turn.now + Bounds.TRANSACTION));
    release(turn, leg);
    sayGone(turn, leg);
  }

  static void byeHeard(Turn turn, Leg leg, Event event) {
    Unexpected.answer(turn, event, Optional.empty());
    turn.effect(new Effect.CloseMedia(leg.name()));
    forget(turn, leg, event);
    sayGone(turn, leg);
  }

  static void byesCross(Turn turn, Leg leg, Event event) {
    Unexpected.answer(turn, event, Optional.empty());
    forget(turn, leg, event);
  }

  static void forget(Turn turn, Leg leg, Event event) {
    turn.put(Leg.idle(leg.name()));
    release(turn, leg);
  }

  /** Nothing is owed through a session that is over (RCPT-18, RCPT-19, RCPT-22). */
  private static void release(Turn turn, Leg leg) {
    var name = leg.name();
    for (var handed : List.copyOf(turn.conversation().awaited().of(name))) {
      turn.handed().replace(Watching.orphaned(turn, handed));
    }
    for (var incoming : List.copyOf(turn.conversation().reportable().of(name))) {
      turn.incoming().replace(incoming.orphaned());
    }
    Watching.due(turn);
    Inbox.forgetDue(turn);
    var guard = turn.now + Bounds.LIMBO;
    for (var text : List.copyOf(turn.conversation().sending().of(name))) {
      turn.texts().replace(text.until(Math.min(text.until(), guard)));
    }
    if (turn.composing().julietLeg().equals(name)) {
      turn.composing(turn.composing().julietStops());
    }
  }

  /** The XMPP user hears of the end of a chat, not of a surplus session (STATE-20, CHAT-52). */
  private static void sayGone(Turn turn, Leg leg) {
    var another =
        turn.legs().all().stream()
            .anyMatch(other -> !other.name().equals(leg.name()) && other.takesTexts());
    if (leg.has(Leg.Flag.USED) && !leg.has(Leg.Flag.QUIET) && !another) {
      turn.effect(new Effect.StateToXmpp(ChatState.GONE));
      turn.composing(turn.composing().romeo(0));
    }
  }
}
