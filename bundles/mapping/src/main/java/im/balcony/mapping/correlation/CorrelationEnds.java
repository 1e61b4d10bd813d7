package im.balcony.mapping.correlation;

/**
 * The end of a leg: its dialog is dead, and what is left of it waits for the media to be closed.
 */
public final class CorrelationEnds {

  /** How long an ended leg lingers at most, in milliseconds: 64*T1, twice. */
  private static final long LINGER = 64_000;

  private CorrelationEnds() {}

  /** The dialog is over. */
  public static void end(CorrelationTurn turn, CorrelationLeg leg) {
    if (leg.ended()) {
      return;
    }
    turn.correlation.state(s -> s.used(leg.dialog().callId()));
    if (turn.correlation.legs().stream().allMatch(l -> l.ended() || l.name().equals(leg.name()))) {
      // Whoever is told that the chat is over, is told by the one with whom it was.
      CorrelationSpeaker.heard(turn, leg.gruu());
    }
    var ended = leg.ended(turn.context.now());
    if (ended.closed() || !ended.hasPath()) {
      remove(turn, leg.name());
    } else {
      turn.correlation.put(ended);
    }
  }

  /** The media is over. */
  public static void close(CorrelationTurn turn, CorrelationLeg leg) {
    if (leg.ended()) {
      remove(turn, leg.name());
    } else {
      turn.correlation.put(leg.asClosed());
    }
  }

  /** Forgets legs that ended and were never closed; there are few of them. */
  static void sweep(CorrelationTurn turn) {
    for (var leg : turn.correlation.legs()) {
      if (leg.endedBefore(turn.context.now() - LINGER)) {
        remove(turn, leg.name());
      }
    }
  }

  private static void remove(CorrelationTurn turn, String name) {
    turn.correlation.removeLeg(name);
    var effects = turn.correlation.effects();
    effects.named(name).forEach(effects::remove);
  }
}
