package im.balcony.session.leg;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.SessionTimer;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Turn;
import java.util.Optional;

/** re-INVITE and UPDATE of both sides, and session timers (RFC 3261 §14, RFC 4028 §10). */
final class Refreshing {

  private static final int REQUEST_PENDING = 491;

  private Refreshing() {}

  /** The leg with this session timer, or with none. */
  static Leg armed(Turn turn, Leg leg, Optional<SessionTimer> timer) {
    if (timer.isEmpty()) {
      return leg.clear(Leg.Mark.TIMER, Leg.Mark.EXPIRES, Leg.Mark.INTERVAL);
    }
    var interval =
        Math.max(Bounds.SESSION_MIN, Math.min(timer.get().interval(), Bounds.SESSION_MAX));
    var set =
        leg.at(Leg.Mark.INTERVAL, interval)
            .at(Leg.Mark.EXPIRES, turn.now + interval)
            .when(Leg.Flag.WE_REFRESH, timer.get().weRefresh());
    return set.at(
        Leg.Mark.TIMER, timer.get().weRefresh() ? turn.now + interval / 2 : lastChance(set));
  }

  /** When an unrefreshed session is ended: min(32 s, a third) before it expires. */
  private static long lastChance(Leg leg) {
    var expires = leg.mark(Leg.Mark.EXPIRES);
    return expires == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : expires - Math.min(Bounds.TRANSACTION, leg.mark(Leg.Mark.INTERVAL) / 3);
  }

  private static Leg waitingForLastChance(Leg leg) {
    var chance = lastChance(leg);
    return chance == Long.MAX_VALUE ? leg.clear(Leg.Mark.TIMER) : leg.at(Leg.Mark.TIMER, chance);
  }

  static void timer(Turn turn, Leg leg, Event event) {
    if (turn.now >= lastChance(leg)) {
      Parting.end(turn, leg, Optional.of(Failures.TIMER_EXPIRED));
    } else if (leg.refresh().isEmpty()) {
      var effectId = turn.effectId();
      turn.effect(new Effect.RefreshSession(effectId, leg.name(), leg.has(Leg.Flag.NEW_PATH)));
      turn.put(waitingForLastChance(leg.withRefresh(effectId)));
    } else {
      turn.put(waitingForLastChance(leg));
    }
  }

  /** A 2xx to a re-INVITE. */
  static void accepted(Turn turn, Leg leg, Event event) {
    turn.effect(new Effect.AckSession(leg.name(), Optional.empty()));
    if (leg.refresh().isEmpty() || !(event instanceof Event.SessionAccepted accepted)) {
      return;
    }
    if (accepted.media().isPresent() && leg.has(Leg.Flag.NEW_PATH)) {
      Parting.end(turn, leg.withRefresh(""), accepted.media());
    } else {
      done(turn, armed(turn, leg, accepted.timer()));
    }
  }

  /** A 2xx to an UPDATE: the timer goes on as it was where it does not settle another. */
  static void refreshed(Turn turn, Leg leg, Event event) {
    var settled =
        event instanceof Event.Result result ? result.timer() : Optional.<SessionTimer>empty();
    var interval = Optional.ofNullable(leg.marks().get(Leg.Mark.INTERVAL));
    var before = interval.map(i -> new SessionTimer(i, leg.has(Leg.Flag.WE_REFRESH)));
    done(turn, armed(turn, leg, settled.or(() -> before)));
  }

  private static void done(Turn turn, Leg leg) {
    var fresh = leg.withRefresh("").without(Leg.Flag.LONGER);
    if (!leg.has(Leg.Flag.NEW_PATH)) {
      turn.put(fresh);
      return;
    }
    turn.effect(new Effect.OpenMedia(leg.name()));
    turn.put(
        fresh
            .without(Leg.Flag.NEW_PATH)
            .in(LegState.CONNECTING, turn.now + turn.limits().bindTimeout()));
  }

  /** A refusal leaves the session as it was, except where it says that there is none (SIP-39). */
  static void refused(Turn turn, Leg leg, Event event) {
    if (leg.refresh().isEmpty() || !(event instanceof Event.SessionRefused refused)) {
      return;
    }
    var free = leg.withRefresh("");
    var status = refused.failure().sipStatus().orElse(0);
    if (status == REQUEST_PENDING) {
      turn.put(free.at(Leg.Mark.TIMER, turn.now + glareDelay(turn, leg)));
    } else if (status == Calling.INTERVAL_TOO_SMALL && !leg.has(Leg.Flag.LONGER)) {
      // Once more with the interval that he wants (RFC 4028 §7.3).
      turn.put(free.with(Leg.Flag.LONGER).at(Leg.Mark.TIMER, turn.now));
    } else if (leg.state() == LegState.RECONNECTING || isFatal(status, refused.failure())) {
      Parting.end(turn, free, Failures.cause(event));
    } else {
      turn.put(waitingForLastChance(free));
    }
  }

  private static boolean isFatal(int status, Failure failure) {
    return status == 481 || status == 408 || failure.cause() == Failure.Cause.TIMEOUT;
  }

  /** 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other (RFC 3261 §14.1). */
  private static long glareDelay(Turn turn, Leg leg) {
    return leg.has(Leg.Flag.OURS)
        ? 2_100 + 10 * turn.ids.below(191)
        : 10 * (1 + turn.ids.below(200));
  }

  /** The peer's re-INVITE or UPDATE. */
  static void changed(Turn turn, Leg leg, Event event) {
    if (!(event instanceof Event.SessionChanged changed)) {
      return;
    }
    if (!leg.refresh().isEmpty()) {
      turn.effect(new Effect.Answer(changed.ref(), Optional.of(Failures.PENDING)));
      return;
    }
    turn.effect(new Effect.Answer(changed.ref(), Optional.empty()));
    if (changed.moved()) {
      turn.effect(new Effect.OpenMedia(leg.name()));
    }
    var next = armed(turn, leg, changed.timer());
    turn.put(changed.invite() ? Answering.awaitingAck(turn, next) : next);
  }

  /** A change of a session that is not agreed yet (RFC 3311 §5.2). */
  static void tooEarly(Turn turn, Leg leg, Event event) {
    Unexpected.answer(turn, event, Optional.of(Failures.PENDING));
  }
}
