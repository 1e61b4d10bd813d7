package im.balcony.session.leg;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.step.Turn;
import java.util.Optional;

/** Stated answers to what comes where nothing has to change. */
final class Unexpected {

  private Unexpected() {}

  /** Says nothing: it came too late, twice, or has no meaning here. */
  static void ignore(Turn turn, Leg leg, Event event) {
    // Nothing is owed for it.
  }

  /** Each copy of a 2xx has its ACK (RFC 3261 §13.2.2.4). */
  static void acknowledge(Turn turn, Leg leg, Event event) {
    turn.effect(new Effect.AckSession(leg.name(), Optional.empty()));
  }

  /** A BYE that changes nothing has its 200 all the same (RFC 3261 §15.1.2). */
  static void answer(Turn turn, Leg leg, Event event) {
    answer(turn, event, Optional.empty());
  }

  static void noDialog(Turn turn, Leg leg, Event event) {
    answer(turn, event, Optional.of(Failures.NO_SUCH_DIALOG));
  }

  /** A text for a session that is no more (RFC 4975 §7.3). */
  static void noSession(Turn turn, Leg leg, Event event) {
    answer(turn, event, Optional.of(Failures.NO_SUCH_SESSION));
    if (event instanceof Event.MsrpText text) {
      turn.effect(new Effect.Forget(text.message().ref()));
    }
  }

  static void answer(Turn turn, Event event, Optional<Failure> failure) {
    if (event instanceof Event.SessionEnded ended) {
      turn.effect(new Effect.Answer(ended.ref(), failure));
    } else if (event instanceof Event.SessionChanged changed) {
      turn.effect(new Effect.Answer(changed.ref(), failure));
    } else if (event instanceof Event.MsrpText text) {
      turn.effect(new Effect.Answer(text.message().ref(), failure));
    }
  }
}
