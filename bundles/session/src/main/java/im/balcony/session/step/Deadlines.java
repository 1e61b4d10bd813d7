package im.balcony.session.step;

import im.balcony.api.tenant.Limits;
import im.balcony.session.rows.Conversation;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import java.util.OptionalLong;

/** Deadlines follow from what is remembered. */
public final class Deadlines {

  private Deadlines() {}

  /** When the conversation wants to be called again, milliseconds. */
  public static OptionalLong of(Conversation conversation, Limits limits) {
    var due =
        Math.min(
            Math.min(conversation.texts().due(), conversation.incoming().due()),
            Math.min(conversation.handed().due(), conversation.rest().due()));
    for (var leg : conversation.legs().all()) {
      due = Math.min(due, due(leg, limits));
    }
    return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
  }

  /** When the leg wants to be called again, milliseconds; {@link Long#MAX_VALUE} for never. */
  public static long due(Leg leg, Limits limits) {
    return Math.min(
        Math.min(leg.mark(Leg.Mark.LIMIT), leg.mark(Leg.Mark.UNACKED)),
        Math.min(
            Math.min(leg.mark(Leg.Mark.REPEAT), leg.mark(Leg.Mark.TIMER)), silence(leg, limits)));
  }

  /** When the idle time is over; texts flow in one state only. */
  public static long silence(Leg leg, Limits limits) {
    return leg.state() == LegState.ESTABLISHED
        ? leg.marks().getOrDefault(Leg.Mark.USED_AT, 0L) + limits.idleTimeout()
        : Long.MAX_VALUE;
  }
}
