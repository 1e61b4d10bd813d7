package im.balcony.session.text;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Conversation;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mode ladder. At the end of each step every waiting text goes as far as it can: into an
 * established session, on waiting for one, into a new one, down to page mode, or back to its
 * sender.
 */
public final class Delivery {

  private Delivery() {}

  /** Moves each waiting text as far as it can go after an event. */
  public static void settle(Turn turn, Event event) {
    var full = new HashSet<String>();
    for (var text : List.copyOf(turn.texts)) {
      if (text.is(Text.Place.WAITING) && !isBehindLimbo(turn, text)) {
        place(turn, text, full, event);
      }
    }
    PageQueue.pump(turn);
    for (var leg : List.copyOf(turn.legs.values())) {
      if (leg.has(Leg.Flag.END_WANTED) && !hasTexts(turn, leg)) {
        turn.fire(leg.name(), LegInput.DRAINED, event);
      }
    }
  }

  /** Order is kept: a text waits until it is known what became of the one before it. */
  private static boolean isBehindLimbo(Turn turn, Text text) {
    for (var earlier : turn.texts) {
      if (earlier.ref().equals(text.ref())) {
        return false;
      }
      if (earlier.is(Text.Place.SENDING) && !turn.leg(earlier.leg()).state().isLive()) {
        return true;
      }
    }
    return false;
  }

  private static void place(Turn turn, Text text, Set<String> full, Event event) {
    var leg = choose(turn, text, "");
    if (leg.isEmpty()) {
      placeWithoutLeg(turn, text, event);
    } else if (leg.get().state() == LegState.ESTABLISHED && !full.contains(leg.get().name())) {
      if (hasRoom(turn, leg.get(), text)) {
        send(turn, leg.get(), text);
      } else {
        full.add(leg.get().name());
      }
    }
  }

  /** The leg for a text: an established one first, the instance meant, the one used last. */
  private static Optional<Leg> choose(Turn turn, Text text, String except) {
    return choose(turn.legs.values(), text, except);
  }

  private static Optional<Leg> choose(Collection<Leg> legs, Text text, String except) {
    return legs.stream()
        .filter(leg -> leg.takesTexts() && !leg.name().equals(except))
        .filter(leg -> leg.leadsTo(text.gruu()))
        .max(
            Comparator.comparing((Leg leg) -> leg.state() == LegState.ESTABLISHED)
                .thenComparing(leg -> leg.gruu().equals(text.gruu()))
                .thenComparing(leg -> leg.marks().getOrDefault(Leg.Mark.USED_AT, 0L)));
  }

  private static boolean hasRoom(Turn turn, Leg leg, Text text) {
    var count = 0;
    var octets = (long) text.octets();
    for (var other : turn.texts) {
      if (other.is(Text.Place.SENDING) && other.leg().equals(leg.name())) {
        count++;
        octets += other.octets();
      }
    }
    return count < Bounds.window(turn.limits())
        && (count == 0 || octets <= Bounds.windowOctets(turn.limits()));
  }

  private static void send(Turn turn, Leg leg, Text text) {
    var effectId = turn.effectId();
    turn.effect(new Effect.TextToMsrp(effectId, leg.name(), text.message(), text.until()));
    turn.put(text.sending(leg.name(), effectId, text.until() + Bounds.SEND_GUARD));
    // A session of an unknown instance is with whom she writes to from now on (CHAT-53).
    turn.put((leg.gruu().isEmpty() ? leg.withGruu(text.gruu()) : leg).used(turn.now));
  }

  private static void placeWithoutLeg(Turn turn, Text text, Event event) {
    var sessions =
        turn.known(PeerNote.Kind.NO_SESSIONS) <= turn.now && turn.noSessionUntil <= turn.now;
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
    return turn.tenant.policy().chatMode().equals("page");
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
    } else if (turn.legs.size() < Bounds.LEGS) {
      startSession(turn, text, event);
    } else if (turn.legs.values().stream().allMatch(Leg::takesTexts)) {
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
    turn.texts.replaceAll(
        other ->
            other.is(Text.Place.WAITING) && turn.leg(name).leadsTo(other.gruu())
                ? other.tried()
                : other);
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
  static boolean hasTexts(Turn turn, Leg leg) {
    return turn.texts.stream().anyMatch(text -> isWith(turn.legs.values(), text, leg));
  }

  /** How many texts are on this leg or wait for it. */
  public static int queued(Conversation conversation, Leg leg) {
    return (int)
        conversation.texts().stream()
            .filter(text -> isWith(conversation.legs(), text, leg))
            .count();
  }

  private static boolean isWith(Collection<Leg> legs, Text text, Leg leg) {
    if (text.is(Text.Place.SENDING)) {
      return text.leg().equals(leg.name());
    }
    return text.is(Text.Place.WAITING)
        && choose(legs, text, "").filter(best -> best.name().equals(leg.name())).isPresent();
  }

  /** Fails the texts that wait for this leg and could go nowhere else. */
  public static void failWaitingFor(Turn turn, Leg leg, Failure failure) {
    for (var text : List.copyOf(turn.texts)) {
      if (isOnlyFor(turn, text, leg)) {
        Outbox.fail(turn, text, failure);
      }
    }
  }

  /** The same for those that page mode cannot carry. */
  public static void failLargeWaitingFor(Turn turn, Leg leg, Failure failure) {
    for (var text : List.copyOf(turn.texts)) {
      if (isOnlyFor(turn, text, leg) && (text.upgrade() || text.written())) {
        Outbox.fail(turn, text, failure);
      }
    }
  }

  /** Whether another session may be started for each text that waits for this leg. */
  public static boolean mayTryAgain(Turn turn, Leg leg) {
    return turn.texts.stream()
        .filter(text -> isOnlyFor(turn, text, leg))
        .allMatch(text -> text.tries() < Bounds.TRIES);
  }

  /** What waits for a leg that cannot be: MESSAGE carries what it can, the rest is given back. */
  public static void climbDown(Turn turn, Leg leg, Failure failure) {
    failLargeWaitingFor(turn, leg, failure);
    for (var text : List.copyOf(turn.texts)) {
      if (isOnlyFor(turn, text, leg)) {
        PageQueue.add(turn, text, failure);
      }
    }
  }

  private static boolean isOnlyFor(Turn turn, Text text, Leg leg) {
    return text.is(Text.Place.WAITING)
        && leg.leadsTo(text.gruu())
        && choose(turn, text, leg.name()).isEmpty();
  }
}
