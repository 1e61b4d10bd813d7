package im.balcony.session.text;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Text;
import im.balcony.session.step.Turn;

/** Texts of the XMPP user: taken within bounds, handed over, or given back. */
public final class Outbox {

  private Outbox() {}

  /** A text of the XMPP user comes in: refused, or kept until it is handed over. */
  public static void take(Turn turn, Event.XmppText event) {
    var message = event.message();
    if (message.kind() != ChatMessage.Kind.HEADLINE) {
      Composings.julietWrote(turn);
    }
    if (isKnown(turn, message.ref())) {
      return;
    }
    var until =
        Math.min(turn.now + turn.limits().outboxAge(), message.expires().orElse(Long.MAX_VALUE));
    var text = Text.fresh(message, event.gruu().orElse(""), until);
    if (turn.tenant.draining()) {
      refuse(turn, text, Failures.DRAINING);
    } else if (isFull(turn, text)) {
      refuse(turn, text, Failures.QUEUE_FULL);
    } else {
      turn.decide(message.ref(), Outcome.PENDING);
      turn.texts().append(text);
      if (until <= turn.now) {
        fail(turn, text, Failures.WAITED_TOO_LONG);
      }
    }
  }

  private static boolean isKnown(Turn turn, String ref) {
    return turn.texts().has(ref) || turn.handed().has(ref);
  }

  private static boolean isFull(Turn turn, Text text) {
    var waiting = turn.conversation().waiting();
    var page = turn.conversation().page();
    return waiting.size() + page.size() >= turn.limits().outboxMessages()
        || waiting.weight() + page.weight() + text.octets() > turn.limits().outboxBytes();
  }

  /** Gives up what is not known any more: the process that knew it has died. */
  public static void giveUpWithheld(Turn turn) {
    for (var text : turn.conversation().takeWithheld()) {
      fail(turn, text, Failures.NOT_KEPT);
    }
  }

  private static void refuse(Turn turn, Text text, Failure failure) {
    tell(turn, text.ref(), text.message().kind() == ChatMessage.Kind.HEADLINE, failure);
  }

  /** It did not arrive, and its sender is told. */
  public static void fail(Turn turn, Text text, Failure failure) {
    turn.texts().remove(text.ref());
    refuse(turn, text, failure);
  }

  /** The last word on a text: recorded, told once unless it is a headline, forgotten. */
  static void tell(Turn turn, String ref, boolean silent, Failure failure) {
    var expired = failure.cause() == Failure.Cause.EXPIRED;
    turn.decide(ref, expired ? Outcome.expired(failure) : Outcome.failed(failure));
    if (!silent) {
      turn.effect(new Effect.ErrorToXmpp(turn.effectId(), ref, failure));
    }
    turn.effect(new Effect.Forget(ref));
  }

  /** The next hop has it. */
  static void handOver(Turn turn, Text text) {
    turn.texts().remove(text.ref());
    turn.decide(text.ref(), Outcome.HANDED_OVER);
    var reachable = text.leg().isEmpty() || turn.leg(text.leg()).state().isLive();
    var handed = handed(turn, text);
    Watching.add(turn, reachable ? handed : Watching.orphaned(turn, handed));
  }

  /** Of what becomes of a text in a session a report tells no more than that it arrived. */
  private static Handed handed(Turn turn, Text text) {
    var receipt = text.message().receiptWanted();
    var marker = text.message().markerWanted() && text.is(Text.Place.PAGING);
    return new Handed(
        text.ref(),
        text.leg(),
        receipt,
        marker,
        text.message().kind() == ChatMessage.Kind.HEADLINE,
        turn.now + turn.limits().errorWindow(),
        receipt || marker ? turn.now + turn.limits().receiptAge() : 0,
        Facts.NONE);
  }

  /** The recipient has it, and says so before its next hop answers. */
  static void reported(Turn turn, Text text) {
    turn.texts().remove(text.ref());
    Watching.delivered(turn, handed(turn, text));
  }
}
