package im.balcony.session.step;

import im.balcony.api.tenant.Limits;
import im.balcony.session.state.Conversation;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** Deadlines follow from what is remembered; their names mean nothing. */
public final class Deadlines {

  private Deadlines() {}

  /** The times at which the conversation wants to be called again, milliseconds. */
  static Map<String, Long> of(Conversation c, Limits limits) {
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
  public static long silence(Leg leg, Limits limits) {
    return leg.state() == LegState.ESTABLISHED
        ? leg.marks().getOrDefault(Leg.Mark.USED_AT, 0L) + limits.idleTimeout()
        : Long.MAX_VALUE;
  }
}
