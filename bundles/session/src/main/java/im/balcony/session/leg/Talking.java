package im.balcony.session.leg;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Delivery;
import java.util.List;
import java.util.Optional;

/** The MSRP side of a leg: bound, lost, bound again (RFC 4975 §5.4, CHAT-37). */
final class Talking {

  private Talking() {}

  static void mediaUp(Turn turn, Leg leg, Event event) {
    establish(turn, leg);
  }

  static void establish(Turn turn, Leg leg) {
    // What was in flight on a lost connection goes out again under its Message-ID (MSRP-61).
    var age = turn.now + turn.limits().outboxAge();
    if (leg.has(Leg.Flag.RETRIED)) {
      for (var text : List.copyOf(turn.conversation().sending().of(leg.name()))) {
        turn.texts().replace(text.waiting(true, age));
      }
    }
    turn.put(
        leg.with(Leg.Flag.MEDIA_UP)
            .when(Leg.Flag.NEW_PATH, leg.has(Leg.Flag.NEW_PATH) && !leg.refresh().isEmpty())
            .in(LegState.ESTABLISHED)
            .at(Leg.Mark.USED_AT, turn.now)
            .at(Leg.Mark.BOUND_AT, turn.now));
  }

  /**
   * The dialog stands, but no connection: its texts were never written, so page mode may do, unless
   * they were to go by TLS.
   */
  static void notConnected(Turn turn, Leg leg, Event event) {
    if (isRestarted(event) && leg.refresh().isEmpty()) {
      offerNewPath(turn, leg);
      return;
    }
    if (leg.has(Leg.Flag.SECRET)) {
      Delivery.failWaitingFor(turn, leg, cause(event));
    } else {
      turn.noSessionUntil(turn.remembered());
      Delivery.failLargeWaitingFor(turn, leg, cause(event));
    }
    Parting.end(turn, leg, Optional.of(cause(event)));
  }

  private static Failure cause(Event event) {
    return event instanceof Event.MediaDown down
        ? Failures.named(down.failure(), "remote-server-timeout")
        : Failures.NO_MEDIA;
  }

  private static boolean isRestarted(Event event) {
    return event instanceof Event.MediaDown down && down.restarted();
  }

  /**
   * One new path is tried; a session that loses that one at once as well is over, except where the
   * gateway took it with it.
   */
  static void connectionLost(Turn turn, Leg leg, Event event) {
    var bound = leg.marks().getOrDefault(Leg.Mark.BOUND_AT, 0L);
    var flaps = !isRestarted(event) && leg.has(Leg.Flag.RETRIED) && turn.now - bound < Bounds.FLAP;
    if (flaps || leg.has(Leg.Flag.END_WANTED) || !leg.refresh().isEmpty()) {
      Parting.end(turn, leg, Failures.cause(event));
    } else {
      offerNewPath(turn, leg);
    }
  }

  private static void offerNewPath(Turn turn, Leg leg) {
    var effectId = turn.effectId();
    turn.effect(new Effect.RefreshSession(effectId, leg.name(), true));
    turn.put(
        leg.with(Leg.Flag.RETRIED)
            .with(Leg.Flag.NEW_PATH)
            .without(Leg.Flag.MEDIA_UP)
            .withRefresh(effectId)
            .in(LegState.RECONNECTING, turn.now + turn.limits().setupTimeout()));
  }

  /** The time that the gateway was away is not the peer's. */
  static void reconnectingAnew(Turn turn, Leg leg, Event event) {
    if (isRestarted(event)) {
      turn.put(leg.in(LegState.RECONNECTING, turn.now + turn.limits().setupTimeout()));
    }
  }

  static void notReconnected(Turn turn, Leg leg, Event event) {
    Parting.end(turn, leg, Optional.of(Failures.NO_MEDIA));
  }
}
