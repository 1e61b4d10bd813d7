package im.balcony.mapping.correlation;

import java.util.Optional;

/** From which endpoint of the SIP user states come (RFC 7572 §5 note 1). */
public final class CorrelationSpeaker {

  private CorrelationSpeaker() {}

  /**
   * The endpoint that is heard now: until another one is, states come from it, also when the
   * session in which it was heard is no more (RFC 7572 §5 note 1).
   */
  public static void heard(CorrelationTurn turn, Optional<String> gruu) {
    var others = turn.correlation.legs().stream().anyMatch(leg -> leg.gruu().isPresent());
    turn.correlation.state(
        s -> gruu.isPresent() || others ? s.speaker(gruu.orElse("")) : s.withoutSpeaker());
  }

  /** The endpoint heard last, or else that of the youngest session. */
  public static Optional<String> of(CorrelationTurn turn) {
    var legs = turn.correlation.legs();
    return turn.correlation
        .state()
        .speaker()
        .or(() -> legs.isEmpty() ? Optional.empty() : legs.get(legs.size() - 1).gruu())
        .filter(gruu -> !gruu.isEmpty());
  }
}
