package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Traffic.Pace;
import im.balcony.benchmarks.peers.Traffic.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Three times as many page messages as can be moved. */
final class Overload {

  private static final int TIMES = 3;
  private static final int WITHIN_SECONDS = 5;

  private final Gateway gateway;
  private final Duration length;

  /** Of this gateway, for so long. */
  Overload(Gateway gateway, Duration length) {
    this.gateway = gateway;
    this.length = length;
  }

  /**
   * Measures it.
   *
   * @param capacity messages a second that it moves
   */
  List<Goal> measure(double capacity) throws InterruptedException {
    var tally = run(Pace.steady((int) (TIMES * capacity)), length);
    var others =
        tally.refused().entrySet().stream()
            .filter(e -> !e.getKey().equals("503"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    Thread.sleep(Duration.ofSeconds(WITHIN_SECONDS).toMillis());
    var after = run(Pace.steady(Contest.RATE), Duration.ofSeconds(2));
    var shape = "three times " + Math.round(capacity) + " pages a second from SIP";
    var moved = tally.arrived() * 1e9 / length.toNanos();
    return List.of(
        Goal.least("P10", shape + ", moved", 90, " %", 100 * moved / capacity),
        Goal.most("P10", shape + ", p99 of those", 100, " ms", tally.quantile(0.99)),
        Goal.most("P10", shape + ", answered otherwise than 503 with Retry-After", 0, "", others),
        Goal.most("P10", shape + ", lost", 0, "", tally.lost()),
        Goal.most("P10", "5 s later at 1 000 a second, p99", 10, " ms", after.quantile(0.99)));
  }

  private Tally run(Pace pace, Duration time) {
    return gateway.peers().traffic.run(Way.TO_XMPP.of(gateway), pace, time);
  }
}
