package im.balcony.session.leg;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Delivery;
import java.util.Optional;

/** Sessions that we start: INVITE, its responses, CANCEL (RFC 7573 §4; RFC 3261 §9, §13.2). */
final class Calling {

  /** How too short a session timer is refused (RFC 4028 §6). */
  static final int INTERVAL_TOO_SMALL = 422;

  private Calling() {}

  static void start(Turn turn, Leg leg, Event event) {
    turn.put(
        leg.with(Leg.Flag.OURS)
            .in(LegState.OFFERING, turn.now + turn.limits().setupTimeout())
            .at(Leg.Mark.USED_AT, turn.now));
  }

  static void progress(Turn turn, Leg leg, Event event) {
    turn.put(leg.with(Leg.Flag.PROGRESSED));
  }

  /** A CANCEL may not leave before a provisional response is here (RFC 3261 §9.1). */
  static void cancelNow(Turn turn, Leg leg, Event event) {
    if (!leg.has(Leg.Flag.CANCELLED)) {
      turn.effect(new Effect.CancelSession(leg.name()));
      turn.put(leg.with(Leg.Flag.PROGRESSED).with(Leg.Flag.CANCELLED));
    }
  }

  static void accepted(Turn turn, Leg leg, Event event) {
    turn.effect(new Effect.AckSession(leg.name(), Optional.empty()));
    if (!(event instanceof Event.SessionAccepted accepted)) {
      return;
    }
    if (accepted.media().isPresent()) {
      if (accepted.secret()) {
        Delivery.failWaitingFor(turn, leg, accepted.media().get());
      } else {
        // A refused stream says as much as a refused INVITE (CHAT-36).
        noSessions(turn);
      }
      Parting.end(turn, leg, accepted.media());
      return;
    }
    turn.effect(new Effect.OpenMedia(leg.name()));
    // Who was called by the bare address is known now; who was called by name keeps that name.
    var answered = leg.gruu().isEmpty() ? leg.withGruu(accepted.gruu().orElse("")) : leg;
    turn.put(
        Refreshing.armed(turn, answered, accepted.timer())
            .when(Leg.Flag.SECRET, accepted.secret())
            .in(LegState.CONNECTING, turn.now + turn.limits().bindTimeout()));
  }

  /** A 2xx that crosses our CANCEL: ACK, then BYE (RFC 3261 §15, SIP-36). */
  static void tooLate(Turn turn, Leg leg, Event event) {
    turn.effect(new Effect.AckSession(leg.name(), Optional.empty()));
    Parting.end(turn, leg, Optional.empty());
  }

  /** The first 2xx is kept, other forks are acknowledged and ended (CHAT-38). */
  static void forked(Turn turn, Leg leg, Event event) {
    if (event instanceof Event.SessionForked forked) {
      var fork = Optional.of(forked.fork());
      turn.effect(new Effect.AckSession(leg.name(), fork));
      turn.effect(new Effect.EndSession(turn.effectId(), leg.name(), fork));
    }
  }

  static void refused(Turn turn, Leg leg, Event event) {
    if (event instanceof Event.SessionRefused refused) {
      Delivery.heedRetryAfter(turn, refused.failure());
      if (refused.noSession()) {
        noSessions(turn);
      } else if (isUnsaid(refused.failure())) {
        Delivery.climbDown(turn, leg, refused.failure());
      } else if (!isTooSmall(refused.failure()) || !Delivery.mayTryAgain(turn, leg)) {
        Delivery.failWaitingFor(turn, leg, refused.failure());
      }
    }
    Parting.forget(turn, leg, event);
  }

  /** He has sessions, with a longer timer: what waits calls him again (RFC 4028 §7.3). */
  private static boolean isTooSmall(Failure failure) {
    return failure.sipStatus().orElse(0) == INTERVAL_TOO_SMALL;
  }

  /** An INVITE that never left the gateway, for its own trouble, tells nothing of the peer. */
  private static boolean isUnsaid(Failure failure) {
    return failure.cause() == Failure.Cause.INTERNAL && failure.sipStatus().isEmpty();
  }

  static void unanswered(Turn turn, Leg leg, Event event) {
    Delivery.failWaitingFor(turn, leg, Failures.NO_ANSWER);
    Parting.cancel(turn, leg, event);
  }

  private static void noSessions(Turn turn) {
    turn.note(PeerNote.Kind.NO_SESSIONS, turn.remembered());
  }
}
