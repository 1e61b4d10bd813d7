package im.balcony.session;

import im.balcony.api.session.Event;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.Text;
import im.balcony.session.step.Deadlines;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Composings;
import im.balcony.session.text.Inbox;
import im.balcony.session.text.Outbox;
import im.balcony.session.text.Watching;

/** Does what is due, which is found in what is remembered. */
final class Timers {

  private Timers() {}

  /** Does what is due by now. A deadline that came early does nothing and stays. */
  static void run(Turn turn, Event event) {
    for (var name : turn.legNames()) {
      fire(turn, name, LegInput.LIMIT, turn.leg(name).mark(Leg.Mark.LIMIT), event);
      fire(turn, name, LegInput.UNACKED, turn.leg(name).mark(Leg.Mark.UNACKED), event);
      fire(turn, name, LegInput.REPEAT, turn.leg(name).mark(Leg.Mark.REPEAT), event);
      fire(turn, name, LegInput.TIMER, turn.leg(name).mark(Leg.Mark.TIMER), event);
      fire(turn, name, LegInput.SILENCE, Deadlines.silence(turn.leg(name), turn.limits()), event);
    }
    for (var text : turn.texts().due(turn.now)) {
      giveUp(turn, text, event);
    }
    Inbox.due(turn);
    Watching.due(turn);
    Composings.due(turn);
    turn.rungUntil(turn.rungUntil() <= turn.now ? 0 : turn.rungUntil());
    turn.noSessionUntil(turn.noSessionUntil() <= turn.now ? 0 : turn.noSessionUntil());
  }

  private static void giveUp(Turn turn, Text text, Event event) {
    Outbox.fail(turn, text, text.isQueued() ? Failures.WAITED_TOO_LONG : Failures.NO_RESULT);
    if (text.is(Text.Place.SENDING)) {
      // Else its octets might still arrive, after its sender was told that they will not.
      turn.fire(text.leg(), LegInput.END_NOW, event);
    }
  }

  private static void fire(Turn turn, String leg, LegInput input, long due, Event event) {
    if (due <= turn.now) {
      turn.fire(leg, input, event);
    }
  }
}
