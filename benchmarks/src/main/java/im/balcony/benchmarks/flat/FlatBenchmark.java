package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a message costs the appliance, along axes: {@code --appliance ARCHIVE [quick] [AXIS ...]
 * [--durability D]}.
 */
public final class FlatBenchmark {

  /** What is still done for messages that have arrived has this long, in milliseconds. */
  private static final long REST = 300;

  /** Messages that go alone, one behind the other, so that each hand-off wakes a thread. */
  private static final int ALONE = 100;

  private static final Duration IDLE = Duration.ofSeconds(3);

  private final Options options;

  private FlatBenchmark(Options options) {
    this.options = options;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var options = Options.of(List.of(arguments));
    if (options.isEmpty()) {
      System.err.println(Options.USAGE);
      System.exit(2);
    }
    var benchmark = new FlatBenchmark(options.get());
    System.out.println(benchmark.options.head());
    for (var name : benchmark.options.axes()) {
      benchmark.measure(benchmark.options.axis(name));
    }
  }

  private void measure(Axis axis) throws IOException, InterruptedException {
    tell(axis, "starting the appliance");
    try (var stand = new Stand(options.appliance(), options.durability())) {
      var points = axis.points(stand);
      var table = new Table(axis, points);
      // What is cold is slow; so the least are there first, and the many come to a warm gateway.
      prepare(axis, points.subList(0, points.size() - 1), table);
      tell(axis, "warming up");
      warmUp(stand, points.get(points.size() - 2));
      prepare(axis, points.subList(points.size() - 1, points.size()), table);
      var idle = idle(stand);
      for (var round = 1; round <= options.rounds(); round++) {
        tell(axis, "round " + round + " of " + options.rounds());
        round(stand, points, idle, table);
      }
      tell(axis, "one by one");
      alone(stand, points, idle, table);
      System.out.print(table.write());
    }
  }

  private static void tell(Axis axis, String what) {
    System.err.println(axis.name() + ": " + what);
  }

  private static void prepare(Axis axis, List<Point> points, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      tell(axis, "preparing " + point.label());
      table.note(point.prepare().run());
    }
  }

  private void warmUp(Stand stand, Point point) {
    var share = options.warmUp().dividedBy(2L * point.ways().size());
    for (var half = 0; half < 2; half++) {
      point.ways().values().forEach(way -> stand.traffic.run(way, point.pace(), share));
    }
  }

  /** What a second without messages costs. */
  private static Cost idle(Stand stand) throws IOException, InterruptedException {
    Thread.sleep(REST);
    var before = stand.meter.read();
    Thread.sleep(IDLE.toMillis());
    var after = stand.meter.read();
    return after.since(before).ofProduct().per(after.seconds(before));
  }

  private void round(Stand stand, List<Point> points, Cost idle, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      for (var direction : point.ways().entrySet()) {
        table.note(point.before().run());
        table.add(
            direction.getKey(),
            point,
            measure(stand, direction.getValue(), point.pace(), options.length(), idle));
      }
    }
  }

  private void alone(Stand stand, List<Point> points, Cost idle, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      for (var direction : point.ways().entrySet()) {
        table.note(point.before().run());
        var pace = Pace.closed(1).most(ALONE);
        var one = measure(stand, direction.getValue(), pace, options.length(), idle);
        table.handOffs(direction.getKey(), point, one.each().switches());
      }
    }
  }

  private static Measured measure(
      Stand stand, Traffic.Way way, Pace pace, Duration length, Cost idle)
      throws IOException, InterruptedException {
    var before = stand.meter.read();
    var tally = stand.traffic.run(way, pace, length);
    Thread.sleep(REST);
    var after = stand.meter.read();
    var cost = after.since(before).plus(idle, -after.seconds(before));
    return new Measured(cost.per(Math.max(1, tally.arrived())), tally);
  }
}
