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
    CorrelationThreads.ended(turn.correlation, leg.dialog().callId());
    if (turn.correlation.legs().stream().allMatch(l -> l.ended() || l.name().equals(leg.name()))) {
      // Whoever is told that the chat is over, is told by the one with whom it was.
      CorrelationSpeaker.heard(turn, leg.text("gruu"));
    }
    var ended = leg.with("ended", turn.context.now()).without("open").without("pending");
    if (ended.closed() || !ended.facts().has("path")) {
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
      turn.correlation.put(leg.with("closed", true));
    }
  }

  /** Forgets legs that ended and were never closed. */
  public static void sweep(CorrelationTurn turn) {
    for (var leg : turn.correlation.legs()) {
      if (leg.ended() && leg.facts().number("ended", 0) + LINGER < turn.context.now()) {
        remove(turn, leg.name());
      }
    }
  }

  private static void remove(CorrelationTurn turn, String name) {
    turn.correlation.removeLeg(name);
    turn.correlation.entries(Correlation.EFFECTS).entrySet().stream()
        .filter(e -> e.getValue().text("leg", "").equals(name))
        .forEach(e -> turn.correlation.remove(Correlation.EFFECTS, e.getKey()));
  }
}
