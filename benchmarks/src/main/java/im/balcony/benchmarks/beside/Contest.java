package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Traffic.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two gateways in turns; the one that is not measured has nothing to do. */
final class Contest {

  /** Messages under way at a time. */
  static final int WINDOW = 64;

  /** Messages a second where it is the time that counts. */
  static final int RATE = 1000;

  /**
   * What came of it.
   *
   * @param ours rounds as fast as messages arrive
   * @param theirs those of the other, each behind one of ours
   * @param calm a round at {@link #RATE}
   * @param calmTheirs that of the other
   */
  record Outcome(Way way, List<Round> ours, List<Round> theirs, Round calm, Round calmTheirs) {

    /** Ours by theirs, round by round: messages a second. */
    double[] ratios() {
      var ratios = new double[ours.size()];
      for (var i = 0; i < ratios.length; i++) {
        ratios[i] = ours.get(i).rate() / theirs.get(i).rate();
      }
      return ratios;
    }
  }

  private final int rounds;
  private final Duration length;
  private final Duration warmUp;

  /** Five rounds of 4 s after 20 s of load, or three of 2 s after 6 s. */
  Contest(boolean quick) {
    rounds = quick ? 3 : 5;
    length = Duration.ofSeconds(quick ? 2 : 4);
    warmUp = Duration.ofSeconds(quick ? 6 : 20);
  }

  /** How long a round takes. */
  Duration length() {
    return length;
  }

  /** Load before anything is measured. */
  void warmUp(List<Gateway> gateways) {
    for (var way : Way.values()) {
      gateways.forEach(gateway -> Round.of(gateway, way, Pace.closed(WINDOW), warmUp));
    }
  }

  /** Measures one way. */
  Outcome measure(Gateway ours, Gateway theirs, Way way) {
    var our = new ArrayList<Round>();
    var their = new ArrayList<Round>();
    for (var i = 0; i < rounds; i++) {
      our.add(Round.of(ours, way, Pace.closed(WINDOW), length));
      their.add(Round.of(theirs, way, Pace.closed(WINDOW), length));
    }
    var calm = Pace.steady(RATE);
    return new Outcome(
        way, our, their, Round.of(ours, way, calm, length), Round.of(theirs, way, calm, length));
  }
}
