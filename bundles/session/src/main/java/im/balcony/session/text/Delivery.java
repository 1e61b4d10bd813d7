package im.balcony.session.text;

import im.balcony.api.data.Arrivals;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.api.tenant.ChatMode;
import im.balcony.session.rows.Conversation;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The mode ladder. At the end of each step every waiting text goes as far as it can: into an
 * established session, on waiting for one, into a new one, down to page mode, or back to its
 * sender.
 */
public final class Delivery {

  private Delivery() {}

  /** Moves each waiting text as far as it can go after an event. */
  public static void settle(Turn turn, Event event) {
    if (turn.conversation().waiting().size() > 0) {
      placeWaiting(turn, event);
    }
    PageQueue.pump(turn);
    for (var name : turn.legNames()) {
      var leg = turn.leg(name);
      if (leg.has(Leg.Flag.END_WANTED) && !hasTexts(turn, leg)) {
        turn.fire(name, LegInput.DRAINED, event);
      }
    }
  }

  /**
   * Oldest first. Texts for one instance all go the same way, so behind one that has to stay none
   * is looked at.
   */
  private static void placeWaiting(Turn turn, Event event) {
    var waiting = turn.conversation().waiting();
    var heads = new TreeMap<Long, String>();
    for (var instance : waiting.names()) {
      heads.put(waiting.firstOrder(instance), instance);
    }
    var end = firstInLimbo(turn);
    var full = new HashSet<String>();
    for (var head = heads.pollFirstEntry();
        head != null && head.getKey() < end;
        head = heads.pollFirstEntry()) {
      var text = turn.texts().at(head.getKey().longValue());
      if (text.isPresent() && place(turn, text.get(), full, event)) {
        var next = waiting.orderAfter(head.getValue(), head.getKey());
        if (next != Long.MAX_VALUE) {
          heads.put(next, head.getValue());
        }
      }
    }
  }

  /**
   * Order is kept: a text waits until it is known what became of those before it on a leg that is
   * gone.
   */
  private static long firstInLimbo(Turn turn) {
    var sending = turn.conversation().sending();
    var first = Long.MAX_VALUE;
    for (var name : sending.names()) {
      if (!turn.leg(name).state().isLive()) {
        first = Math.min(first, sending.firstOrder(name));
      }
    }
    return first;
  }

  /** Whether those behind it may go as well. */
  private static boolean place(Turn turn, Text text, Set<String> full, Event event) {
    var chosen = choose(turn.legs().all(), text.gruu(), "");
    if (chosen.isEmpty()) {
      placeWithoutLeg(turn, text, event);
      return true;
    }
    var leg = chosen.get();
    if (leg.state() != LegState.ESTABLISHED || full.contains(leg.name())) {
      return false;
    }
    if (!hasRoom(turn, leg, text)) {
      full.add(leg.name());
      return false;
    }
    send(turn, leg, text);
    return true;
  }

  /** The leg for an instance: an established one first, the instance meant, the one used last. */
  private static Optional<Leg> choose(Collection<Leg> legs, String instance, String except) {
    var best = Optional.<Leg>empty();
    for (var leg : legs) {
      if (leg.takesTexts()
          && leg.leadsTo(instance)
          && !leg.name().equals(except)
          && (best.isEmpty() || isBetter(leg, best.get(), instance))) {
        best = Optional.of(leg);
      }
    }
    return best;
  }

  private static boolean isBetter(Leg leg, Leg than, String instance) {
    var up = leg.state() == LegState.ESTABLISHED;
    if (up != (than.state() == LegState.ESTABLISHED)) {
      return up;
    }
    var meant = leg.gruu().equals(instance);
    if (meant != than.gruu().equals(instance)) {
      return meant;
    }
    return leg.marks().getOrDefault(Leg.Mark.USED_AT, 0L)
        > than.marks().getOrDefault(Leg.Mark.USED_AT, 0L);
  }

  private static boolean hasRoom(Turn turn, Leg leg, Text text) {
    var sending = turn.conversation().sending();
    var count = sending.size(leg.name());
    return count < Bounds.window(turn.limits())
        && (count == 0
            || sending.weight(leg.name()) + text.octets() <= Bounds.windowOctets(turn.limits()));
  }

  private static void send(Turn turn, Leg leg, Text text) {
    var effectId = turn.effectId();
    turn.effect(new Effect.TextToMsrp(effectId, leg.name(), text.message(), text.until()));
    turn.texts().replace(text.sending(leg.name(), effectId, text.until() + Bounds.SEND_GUARD));
    // A session of an unknown instance is with whom she writes to from now on (CHAT-53).
    turn.put((leg.gruu().isEmpty() ? leg.withGruu(text.gruu()) : leg).used(turn.now));
  }

  private static void placeWithoutLeg(Turn turn, Text text, Event event) {
    var sessions =
        turn.known(PeerNote.Kind.NO_SESSIONS) <= turn.now && turn.noSessionUntil() <= turn.now;
    if (text.written()) {
      Outbox.fail(turn, text, Failures.SESSION_LOST);
    } else if (text.upgrade() && !sessions) {
      Outbox.fail(turn, text, Failures.NO_SESSIONS_FOR_LARGE);
    } else if (!text.upgrade() && (!sessions || isPageMode(turn) || isOld(turn, text))) {
      PageQueue.add(turn, text, whyPaged(turn, text, event));
    } else {
      start(turn, text, event);
    }
  }

  private static Failure whyPaged(Turn turn, Text text, Event event) {
    if (isPageMode(turn)) {
      return Failures.PAGE_MODE;
    }
    var sessionWasTried =
        event instanceof Event.SessionRefused
            || event instanceof Event.SessionAccepted
            || event instanceof Event.MediaDown;
    var told = sessionWasTried ? Failures.cause(event) : Optional.<Failure>empty();
    return told.orElseGet(
        () ->
            event instanceof Event.Due
                ? Failures.NO_MEDIA
                : isOld(turn, text) ? Failures.OLD_TEXT : Failures.NO_SESSIONS_KNOWN);
  }

  private static boolean isPageMode(Turn turn) {
    return turn.tenant.policy().chatMode() == ChatMode.PAGE;
  }

  /** An old text, such as a copy kept offline, calls nobody to a chat. */
  private static boolean isOld(Turn turn, Text text) {
    var limit = Instant.ofEpochMilli(turn.now - Bounds.OLD);
    return text.message().sent().filter(sent -> sent.isBefore(limit)).isPresent();
  }

  private static void start(Turn turn, Text text, Event event) {
    var left = leftAlone(turn);
    if (left.isPresent()) {
      Outbox.fail(turn, text, left.get());
    } else if (text.tries() >= Bounds.TRIES) {
      Outbox.fail(turn, text, Failures.SESSION_LOST);
    } else if (turn.legs().size() < Bounds.LEGS) {
      startSession(turn, text, event);
    } else if (turn.legs().all().stream().allMatch(Leg::takesTexts)) {
      Outbox.fail(turn, text, Failures.LEGS_FULL);
    }
    // Else a leg is about to go, and the text waits for its place.
  }

  private static void startSession(Turn turn, Text text, Event event) {
    var name = "l" + turn.ids.token(11);
    turn.effect(
        new Effect.StartSession(
            turn.effectId(), name, text.message(), PageQueue.optional(text.gruu())));
    turn.fire(name, LegInput.START, event);
    turn.put(turn.leg(name).withGruu(text.gruu()));
    var waiting = turn.conversation().waiting();
    for (var instance : List.copyOf(waiting.names())) {
      if (turn.leg(name).leadsTo(instance)) {
        List.copyOf(waiting.of(instance)).forEach(other -> turn.texts().replace(other.tried()));
      }
    }
  }

  /** The failure of new requests while the peer wants none (Retry-After). */
  static Optional<Failure> leftAlone(Turn turn) {
    var until = turn.known(PeerNote.Kind.RETRY_AFTER);
    return until > turn.now ? Optional.of(Failures.leftAlone(until - turn.now)) : Optional.empty();
  }

  /**
   * Remembers how long the peer wants to be left alone (SIP-60). A 503 speaks for the server that
   * says it, not for the user (RFC 3261 §21.5.4), and the SIP edge remembers those.
   */
  public static void heedRetryAfter(Turn turn, Failure failure) {
    if (failure.retryAfter().isPresent() && failure.sipStatus().orElse(0) != 503) {
      var wait =
          Math.max(0, Math.min(failure.retryAfter().getAsInt() * 1000L, Bounds.RETRY_AFTER_MAX));
      turn.note(PeerNote.Kind.RETRY_AFTER, turn.now + wait);
    }
  }

  /** Whether texts are on this leg or wait for it. */
  private static boolean hasTexts(Turn turn, Leg leg) {
    return queued(turn.conversation(), leg) > 0;
  }

  /** How many texts are on this leg or wait for it. */
  public static int queued(Conversation conversation, Leg leg) {
    var queued = conversation.sending().size(leg.name());
    for (var instance : conversation.waiting().names()) {
      var best = choose(conversation.legs().all(), instance, "");
      if (best.isPresent() && best.get().name().equals(leg.name())) {
        queued += conversation.waiting().size(instance);
      }
    }
    return queued;
  }

  /** Fails the texts that wait for this leg and could go nowhere else. */
  public static void failWaitingFor(Turn turn, Leg leg, Failure failure) {
    for (var text : onlyFor(turn, leg)) {
      Outbox.fail(turn, text, failure);
    }
  }

  /** The same for those that page mode cannot carry. */
  public static void failLargeWaitingFor(Turn turn, Leg leg, Failure failure) {
    for (var text : onlyFor(turn, leg)) {
      if (text.upgrade() || text.written()) {
        Outbox.fail(turn, text, failure);
      }
    }
  }

  /** Whether another session may be started for each text that waits for this leg. */
  public static boolean mayTryAgain(Turn turn, Leg leg) {
    return onlyFor(turn, leg).stream().allMatch(text -> text.tries() < Bounds.TRIES);
  }

  /** What waits for a leg that cannot be: MESSAGE carries what it can, the rest is given back. */
  public static void climbDown(Turn turn, Leg leg, Failure failure) {
    failLargeWaitingFor(turn, leg, failure);
    for (var text : onlyFor(turn, leg)) {
      PageQueue.add(turn, text, failure);
    }
  }

  /** The texts that wait for this leg and could go nowhere else, oldest first. */
  private static List<Text> onlyFor(Turn turn, Leg leg) {
    var waiting = turn.conversation().waiting();
    var found = new Arrivals<Text>();
    for (var instance : waiting.names()) {
      if (leg.leadsTo(instance) && choose(turn.legs().all(), instance, leg.name()).isEmpty()) {
        waiting.collect(instance, found);
      }
    }
    return List.copyOf(found.values());
  }
}
