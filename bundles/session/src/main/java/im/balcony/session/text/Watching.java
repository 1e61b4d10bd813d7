package im.balcony.session.text;

import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Handed;
import im.balcony.session.step.Turn;

/** Texts of the XMPP user after their hand-over: receipts owed, errors that still count. */
public final class Watching {

  private Watching() {}

  static void add(Turn turn, Handed handed) {
    if (handed.due() <= turn.now) {
      turn.effect(new Effect.Forget(handed.ref()));
      return;
    }
    turn.handed().append(handed);
    if (turn.handed().size() > Bounds.REMEMBERED) {
      forget(turn, turn.handed().oldest());
    }
  }

  /** Its session is over: who waits for a receipt gets none, and it is counted (RCPT-19). */
  public static Handed orphaned(Turn turn, Handed handed) {
    if (handed.isAwaited()) {
      turn.decide(handed.ref(), Outcome.unreported(Failures.NO_REPORT));
    }
    return handed.orphaned();
  }

  private static void forget(Turn turn, Handed handed) {
    turn.handed().remove(handed.ref());
    turn.effect(new Effect.Forget(orphaned(turn, handed).ref()));
  }

  static void reported(Turn turn, Event.Reported event) {
    var found = turn.handed().find(event.ref());
    if (found.isEmpty()) {
      return;
    }
    var handed = found.get();
    if (event.failure().isEmpty()) {
      if (!handed.isDelivered()) {
        turn.handed().remove(handed.ref());
        delivered(turn, handed);
      }
    } else if (turn.now <= handed.errorsUntil()) {
      turn.handed().remove(handed.ref());
      Outbox.tell(turn, handed.ref(), handed.silent(), event.failure().get());
      Sending.sessionAfter(turn, handed.leg(), event.failure().get(), event);
    }
  }

  /** It is told once, and forgotten unless a marker may follow. */
  static void delivered(Turn turn, Handed handed) {
    turn.decide(handed.ref(), Outcome.DELIVERED);
    if (handed.receipt()) {
      turn.effect(new Effect.ReceiptToXmpp(turn.effectId(), handed.ref()));
    }
    if (handed.marker()) {
      add(turn, handed.delivered());
    } else {
      turn.effect(new Effect.Forget(handed.ref()));
    }
  }

  /** The SIP user was shown a text. */
  public static void shown(Turn turn, Event.Shown event) {
    turn.handed()
        .find(event.ref())
        .filter(Handed::marker)
        .ifPresent(
            handed -> {
              turn.handed().remove(handed.ref());
              turn.effect(new Effect.MarkerToXmpp(turn.effectId(), handed.ref()));
              turn.effect(new Effect.Forget(handed.ref()));
            });
  }

  /** Tells what has not been reported in time. */
  public static void due(Turn turn) {
    for (var handed : turn.handed().due(turn.now)) {
      forget(turn, handed);
    }
  }
}
