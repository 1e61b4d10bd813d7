package im.balcony.session.text;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.tenant.PageOversize;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Text;
import im.balcony.session.step.Turn;
import java.util.Optional;

/** Texts that leave as MESSAGE: in order, one in flight (RFC 3428 §8). */
public final class PageQueue {

  private PageQueue() {}

  /** A chat text climbs down, and its story says why: a session was meant. */
  static void add(Turn turn, Text text, Failure why) {
    turn.texts().replace(text.toPage());
    turn.decide(text.ref(), Outcome.pending(why));
  }

  static void pump(Turn turn) {
    if (turn.conversation().paging().size() > 0) {
      return;
    }
    var page = turn.conversation().page();
    var next = page.first("");
    var left = Delivery.leftAlone(turn);
    while (next.isPresent() && left.isPresent()) {
      Outbox.fail(turn, next.get(), left.get());
      next = page.first("");
    }
    next.ifPresent(text -> send(turn, text));
  }

  private static void send(Turn turn, Text text) {
    var effectId = turn.effectId();
    turn.effect(
        new Effect.PageToSip(effectId, text.message(), optional(text.gruu()), Optional.empty()));
    turn.texts().replace(text.paging(effectId, turn.now + Bounds.pageGuard(turn.limits())));
    if (text.isChat()) {
      climbedDown(turn);
    }
  }

  /** The conversation is on the page rung, and stays there while texts go to and fro. */
  static void climbedDown(Turn turn) {
    turn.rungUntil(turn.now + Math.max(turn.limits().peerMemory(), turn.limits().idleTimeout()));
  }

  /** The final response to the last part, or to the first that failed. */
  public static void result(Turn turn, Text text, Optional<Failure> failure) {
    if (failure.isEmpty()) {
      Outbox.handOver(turn, text);
      return;
    }
    Delivery.heedRetryAfter(turn, failure.get());
    if (failure.get().cause() == Failure.Cause.TOO_LARGE
        && turn.tenant.policy().pageOversize() == PageOversize.UPGRADE
        && !text.upgrade()) {
      turn.texts().replace(text.upgraded(turn.now + turn.limits().outboxAge()));
    } else {
      Outbox.fail(turn, text, failure.get());
    }
  }

  static Optional<String> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
