package im.balcony.session;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import java.util.List;

/** Texts of the XMPP user after their hand-over: receipts owed, errors that still count. */
final class Watching {

  private Watching() {}

  static void add(Turn turn, Handed handed) {
    if (handed.due() <= turn.now) {
      turn.effect(new Effect.Forget(handed.ref()));
      return;
    }
    turn.handed.add(handed);
    if (turn.handed.size() > Bounds.REMEMBERED) {
      turn.effect(new Effect.Forget(turn.handed.remove(0).ref()));
    }
  }

  static void reported(Turn turn, Event.Reported event) {
    var found = turn.handed.stream().filter(h -> h.ref().equals(event.ref())).findFirst();
    if (found.isEmpty()) {
      return;
    }
    var handed = found.get();
    if (event.failure().isEmpty()) {
      turn.handed.remove(handed);
      Outbox.delivered(turn, handed.ref(), handed.receipt());
    } else if (turn.now <= handed.errorsUntil()) {
      turn.handed.remove(handed);
      Outbox.tell(turn, handed.ref(), handed.silent(), event.failure().get());
      Sending.sessionAfter(turn, handed.leg(), event.failure().get(), event);
    }
  }

  static void due(Turn turn) {
    for (var handed : List.copyOf(turn.handed)) {
      if (handed.due() <= turn.now) {
        turn.handed.remove(handed);
        turn.effect(new Effect.Forget(handed.ref()));
      }
    }
  }
}
