package im.balcony.itests.simulation;

import im.balcony.testkit.virtual.VirtualProcess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What happened in many storms, added up: how much, and where the process died. */
final class Tally {

  static final String SOON = "crashes soon after a restart";

  /** A death this soon after a birth meets what is being recovered. */
  private static final long SOON_MILLIS = 2_000;

  /** In how many seeds a kind of step was done, not come to any more, and the last. */
  private static final class Row {
    private int seeds;
    private int before;
    private int after;
  }

  private final Map<String, Row> kinds = new TreeMap<>();
  private final Map<String, Integer> sums = new TreeMap<>();

  /** Adds what happened in one storm. */
  synchronized void add(Storm storm) {
    var stage = storm.stage;
    var met = new HashSet<String>();
    var before = new HashSet<String>();
    var after = new HashSet<String>();
    for (var life : stage.lives) {
      met.addAll(life.process.kinds());
      life.process
          .death()
          .ifPresent(
              death -> {
                before.add(death.before());
                after.add(death.after());
                sum("crashes", 1);
                sum(SOON, isSoon(stage, life, death) ? 1 : 0);
              });
    }
    met.forEach(kind -> row(kind).seeds++);
    before.forEach(kind -> row(kind).before++);
    after.forEach(kind -> row(kind).after++);
    sum("seeds", 1);
    sum("messages said", storm.messages());
    sum("faults", storm.faults());
    sum("exchanges of parts", storm.exchanges());
    stage.outcomes().forEach(outcome -> sum("outcome " + outcome, 1));
  }

  private static boolean isSoon(Stage stage, Gateway life, VirtualProcess.Death death) {
    return life != stage.lives.get(0) && death.age() < SOON_MILLIS;
  }

  private void sum(String what, int count) {
    sums.merge(what, count, Integer::sum);
  }

  private Row row(String kind) {
    return kinds.computeIfAbsent(kind, k -> new Row());
  }

  /** Those of some kinds before or behind which no process died. */
  synchronized List<String> survived(Stream<String> some) {
    return some.filter(kind -> row(kind).before == 0 || row(kind).after == 0).toList();
  }

  synchronized int count(String what) {
    return sums.getOrDefault(what, 0);
  }

  /** Both as tables. */
  @Override
  public synchronized String toString() {
    var lines = new ArrayList<String>();
    var seeds = Math.max(1, count("seeds"));
    sums.forEach((what, count) -> lines.add("%9d %s".formatted(count, what)));
    lines.add(
        "a seed has %.1f messages, %.1f faults, %.2f crashes, %.2f exchanges"
            .formatted(
                (double) count("messages said") / seeds,
                (double) count("faults") / seeds,
                (double) count("crashes") / seeds,
                (double) count("exchanges of parts") / seeds));
    lines.add("in how many seeds a step was done, and the process died before and behind it:");
    kinds.forEach(
        (kind, row) ->
            lines.add("%9d %6d %6d %s".formatted(row.seeds, row.before, row.after, kind)));
    return String.join("\n", lines);
  }
}
