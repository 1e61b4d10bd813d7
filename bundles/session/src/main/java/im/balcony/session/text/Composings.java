package im.balcony.session.text;

import im.balcony.api.message.ChatState;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/** Chat states and isComposing (RFC 7573 §6, Tables 3 and 4; RFC 3994 §3). */
public final class Composings {

  private Composings() {}

  /** A standalone state of the XMPP user. */
  public static void juliet(Turn turn, Event.XmppState event) {
    switch (event.state()) {
      case GONE -> {
        turn.composing(turn.composing().julietStops());
        for (var name : turn.legNames()) {
          turn.fire(name, LegInput.END_WANTED, event);
        }
      }
      case COMPOSING -> julietComposes(turn);
      case ACTIVE, INACTIVE, PAUSED -> julietPauses(turn);
    }
  }

  private static void julietComposes(Turn turn) {
    if (turn.composing().juliet()) {
      return;
    }
    // Without a session nothing is said (STATE-28).
    turn.legs().all().stream()
        .filter(leg -> leg.state() == LegState.ESTABLISHED && leg.takesTexts())
        .max(Comparator.comparing(leg -> leg.mark(Leg.Mark.USED_AT)))
        .ifPresent(
            leg -> {
              turn.effect(new Effect.ComposingToMsrp(leg.name(), true));
              turn.composing(turn.composing().juliet(leg.name(), turn.now + Bounds.COMPOSING));
            });
  }

  private static void julietPauses(Turn turn) {
    if (!turn.composing().juliet()) {
      return;
    }
    var leg = turn.leg(turn.composing().julietLeg());
    turn.composing(turn.composing().julietStops());
    if (leg.state() == LegState.ESTABLISHED) {
      turn.effect(new Effect.ComposingToMsrp(leg.name(), false));
    }
  }

  /** A text ends composing by itself (STATE-29). */
  static void julietWrote(Turn turn) {
    turn.composing(turn.composing().julietStops());
  }

  /** The same for the SIP user (STATE-17). */
  static void romeoWrote(Turn turn) {
    turn.composing(turn.composing().romeo(0));
  }

  /** isComposing in a session (RFC 3994). */
  public static void msrp(Turn turn, Leg leg, Event event) {
    if (event instanceof Event.MsrpComposing composing) {
      romeo(turn, composing.active(), composing.refresh());
    }
  }

  /** isComposing in a MESSAGE counts only among people who are writing to each other (STATE-34). */
  public static void sip(Turn turn, Event.SipComposing event) {
    turn.effect(new Effect.Answer(event.ref(), Optional.empty()));
    var talking =
        turn.rungUntil() > turn.now || turn.legs().all().stream().anyMatch(Leg::takesTexts);
    if (talking) {
      romeo(turn, event.active(), event.refresh());
    }
  }

  private static void romeo(Turn turn, boolean active, OptionalLong refresh) {
    if (active) {
      if (!turn.composing().romeo()) {
        turn.effect(new Effect.StateToXmpp(ChatState.COMPOSING));
      }
      var wait = Math.max(1_000, Math.min(refresh.orElse(Bounds.COMPOSING), Bounds.COMPOSING_MAX));
      turn.composing(turn.composing().romeo(turn.now + wait));
    } else {
      romeoPauses(turn);
    }
  }

  private static void romeoPauses(Turn turn) {
    if (turn.composing().romeo()) {
      turn.effect(new Effect.StateToXmpp(ChatState.ACTIVE));
      turn.composing(turn.composing().romeo(0));
    }
  }

  /** Says again what has to be said again, and ends what was not. */
  public static void due(Turn turn) {
    if (turn.composing().romeo() && turn.composing().romeoUntil() <= turn.now) {
      romeoPauses(turn);
    }
    if (turn.composing().juliet() && turn.composing().julietRefresh() <= turn.now) {
      julietStillComposes(turn);
    }
  }

  private static void julietStillComposes(Turn turn) {
    var leg = turn.leg(turn.composing().julietLeg());
    if (leg.state() == LegState.ESTABLISHED) {
      turn.effect(new Effect.ComposingToMsrp(leg.name(), true));
      turn.composing(turn.composing().juliet(leg.name(), turn.now + Bounds.COMPOSING));
    } else {
      turn.composing(turn.composing().julietStops());
    }
  }
}
