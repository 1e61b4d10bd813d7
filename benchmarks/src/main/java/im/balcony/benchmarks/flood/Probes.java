package im.balcony.benchmarks.flood;

import im.balcony.benchmarks.peers.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A message each way every now and then, timed from the one end to the other. */
final class Probes {

  private static final long EACH = 50_000_000L;

  /** As many pairs take turns, so that no two messages of one pair wait for each other. */
  private static final int PAIRS = 40;

  /** When a probe was begun, and when it arrived: 0 while it has not. */
  private static final class Probe {
    private final long begun = System.nanoTime();
    private long arrived;
  }

  /**
   * How the probes fared that were begun in a while.
   *
   * @param millis how long those took that arrived, in rising order
   * @param missing those that have not
   */
  record Fare(List<Double> millis, int missing) {

    /** The time below which {@code share} of them took. */
    double quantile(double share) {
      return millis.isEmpty()
          ? Double.NaN
          : millis.get((int) Math.min(millis.size() - 1L, Math.round(millis.size() * share)));
    }
  }

  private final Loop loop;
  private final List<BiConsumer<Integer, String>> ways;
  // Of the loop's thread.
  private final Map<String, Probe> all = new HashMap<>();
  private boolean over;
  private int count;

  /** Probes that begin now; a way takes a pair's number and a text. */
  Probes(Loop loop, List<BiConsumer<Integer, String>> ways) {
    this.loop = loop;
    this.ways = ways;
    loop.execute(this::probe);
  }

  private void probe() {
    if (over) {
      return;
    }
    for (var way : ways) {
      var text = "probe-" + ++count + "-";
      all.put(text, new Probe());
      way.accept(count / ways.size() % PAIRS, text);
    }
    loop.later(EACH, this::probe);
  }

  /** A text came; of the loop's thread only. */
  void arrived(String text) {
    var at = text.indexOf("probe-");
    var end = at < 0 ? -1 : text.indexOf('-', at + 6);
    var probe = end < 0 ? null : all.get(text.substring(at, end + 1));
    if (probe != null && probe.arrived == 0) {
      probe.arrived = System.nanoTime();
    }
  }

  /** How those fared that were begun from one moment to another. */
  Fare between(long from, long to) {
    return loop.ask(
        () -> {
          var some =
              all.values().stream().filter(p -> p.begun - from >= 0 && p.begun - to < 0).toList();
          var times = new ArrayList<Double>();
          some.stream()
              .filter(p -> p.arrived != 0)
              .forEach(p -> times.add((p.arrived - p.begun) / 1e6));
          times.sort(null);
          return new Fare(times, some.size() - times.size());
        });
  }

  /** Begins no more. */
  void end() {
    loop.execute(() -> over = true);
  }

  /** How many have not arrived. */
  long missing() {
    return loop.ask(() -> all.values().stream().filter(p -> p.arrived == 0).count());
  }
}
