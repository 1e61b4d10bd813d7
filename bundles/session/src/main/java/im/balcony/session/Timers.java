package im.balcony.session;

import im.balcony.api.session.Event;
import im.balcony.api.tenant.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Deadlines follow from what is remembered; what is due is found there, not in their names. */
final class Timers {

  private Timers() {}

  static Map<String, Long> deadlines(Conversation c, Limits limits) {
    var deadlines = new HashMap<String, Long>();
    c.legs().forEach(leg -> put(deadlines, "leg:" + leg.name(), due(leg, limits)));
    put(deadlines, "texts", earliest(c.texts().stream().mapToLong(Text::until)));
    put(deadlines, "incoming", earliest(c.incoming().stream().mapToLong(Incoming::due)));
    put(deadlines, "handed", earliest(c.handed().stream().mapToLong(Handed::due)));
    put(
        deadlines,
        "composing",
        Math.min(orNever(c.composing().romeoUntil()), orNever(c.composing().julietRefresh())));
    put(deadlines, "rung", Math.min(orNever(c.rungUntil()), orNever(c.noSessionUntil())));
    return deadlines;
  }

  private static void put(Map<String, Long> deadlines, String name, long time) {
    if (time != Long.MAX_VALUE) {
      deadlines.put(name, time);
    }
  }

  private static long earliest(LongStream times) {
    return times.min().orElse(Long.MAX_VALUE);
  }

  private static long orNever(long time) {
    return time == 0 ? Long.MAX_VALUE : time;
  }

  private static long due(Leg leg, Limits limits) {
    return earliest(
        LongStream.of(
            leg.mark(Leg.Mark.LIMIT),
            leg.mark(Leg.Mark.UNACKED),
            leg.mark(Leg.Mark.REPEAT),
            leg.mark(Leg.Mark.TIMER),
            silence(leg, limits)));
  }

  /** When the idle time is over; texts flow in one state only. */
  private static long silence(Leg leg, Limits limits) {
    return leg.state() == LegState.ESTABLISHED
        ? leg.marks().getOrDefault(Leg.Mark.USED_AT, 0L) + limits.idleTimeout()
        : Long.MAX_VALUE;
  }

  /** Does what is due by now. A deadline that came early does nothing and stays. */
  static void run(Turn turn, Event event) {
    for (var name : List.copyOf(turn.legs.keySet())) {
      fire(turn, name, LegInput.LIMIT, turn.leg(name).mark(Leg.Mark.LIMIT), event);
      fire(turn, name, LegInput.UNACKED, turn.leg(name).mark(Leg.Mark.UNACKED), event);
      fire(turn, name, LegInput.REPEAT, turn.leg(name).mark(Leg.Mark.REPEAT), event);
      fire(turn, name, LegInput.TIMER, turn.leg(name).mark(Leg.Mark.TIMER), event);
      fire(turn, name, LegInput.SILENCE, silence(turn.leg(name), turn.limits()), event);
    }
    for (var text : List.copyOf(turn.texts)) {
      if (text.until() <= turn.now) {
        giveUp(turn, text, event);
      }
    }
    Inbox.due(turn);
    Watching.due(turn);
    Composings.due(turn);
    turn.rungUntil = turn.rungUntil <= turn.now ? 0 : turn.rungUntil;
    turn.noSessionUntil = turn.noSessionUntil <= turn.now ? 0 : turn.noSessionUntil;
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
