package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import im.balcony.benchmarks.stand.Cost;
import im.balcony.benchmarks.stand.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a message costs the appliance, along axes: {@code --appliance ARCHIVE [quick] [AXIS ...]
 * [--durability D] [--profile]}.
 */
public final class FlatBenchmark {

  /** What is still done for messages that have arrived has this long, in milliseconds. */
  private static final long REST = 300;

  /** Messages that go alone, one behind the other, so that each hand-off wakes a thread. */
  private static final int ALONE = 100;

  private static final Duration IDLE = Duration.ofSeconds(3);

  /** The same where it is measured time and again. */
  private static final Duration IDLE_AGAIN = Duration.ofSeconds(1);

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
      benchmark.measure(Options.axis(name));
    }
  }

  private void measure(Axis axis) throws IOException, InterruptedException {
    tell(axis, "starting the appliance");
    var begun = System.nanoTime();
    try (var stand = new Stand(options.appliance(), options.durability())) {
      var points = axis.points(stand, new Populations(stand, options.patience()));
      var table = new Table(axis.name(), points);
      var profile =
          axis.isInterleaved()
              ? sideBySide(axis, stand, points, table)
              : oneByOne(axis, stand, points, table);
      System.out.print(table.write());
      System.out.printf("  took %d s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
      if (profile.isPresent()) {
        System.out.print(Profile.summary(profile.get()));
        System.out.println("The recording is " + profile.get());
      }
    }
  }

  private Optional<Path> sideBySide(Axis axis, Stand stand, List<Point> points, Table table)
      throws IOException, InterruptedException {
    // What is cold is slow; so the least are there first, and the many come to a warm gateway.
    var last = points.size() - 1;
    prepare(axis, points.subList(0, last), table);
    tell(axis, "warming up");
    warmUp(stand, points.get(last - 1));
    prepare(axis, points.subList(last, last + 1), table);
    return measure(axis, stand, points, table);
  }

  private Optional<Path> oneByOne(Axis axis, Stand stand, List<Point> points, Table table)
      throws IOException, InterruptedException {
    var profile = Optional.<Path>empty();
    for (var point : points) {
      prepare(axis, List.of(point), table);
      if (point.equals(points.get(0))) {
        tell(axis, "warming up");
        warmUp(stand, point);
      }
      profile = measure(axis, stand, List.of(point), table);
    }
    return profile;
  }

  private Optional<Path> measure(Axis axis, Stand stand, List<Point> points, Table table)
      throws IOException, InterruptedException {
    var idle = idle(stand, IDLE);
    var profile =
        options.profile() ? Optional.of(Profile.begin(stand.pid())) : Optional.<Profile>empty();
    for (var round = 1; round <= options.rounds(); round++) {
      tell(axis, "round " + round + " of " + options.rounds());
      round(stand, points, idle, table);
    }
    var file = Optional.<Path>empty();
    if (profile.isPresent()) {
      file = Optional.of(Path.of("flat-" + axis.name() + ".jfr"));
      profile.get().end(file.get());
    }
    tell(axis, "one by one");
    alone(stand, points, idle, table);
    return file;
  }

  private static void tell(Axis axis, String what) {
    System.err.println(axis.name() + ": " + what);
  }

  private static void prepare(Axis axis, List<Point> points, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      tell(axis, "preparing " + point.label());
      table.note(point, point.prepare().run());
    }
  }

  private void warmUp(Stand stand, Point point) {
    var share = options.warmUp().dividedBy(2L * point.ways().size());
    for (var half = 0; half < 2; half++) {
      point.ways().values().forEach(way -> stand.traffic().run(way, point.pace(), share));
    }
  }

  /** What a second without messages costs. */
  private static Cost idle(Stand stand, Duration length) throws IOException, InterruptedException {
    Thread.sleep(REST);
    var before = stand.meter().read();
    Thread.sleep(length.toMillis());
    var after = stand.meter().read();
    return after.since(before).ofProduct().per(after.seconds(before));
  }

  /** Does what a point needs before a measurement; what a second without messages costs then. */
  private static Cost before(Stand stand, Point point, Cost idle, Table table)
      throws IOException, InterruptedException {
    if (point.before() == Point.Work.NONE) {
      return idle;
    }
    table.note(point, point.before().run());
    return idle(stand, IDLE_AGAIN);
  }

  private void round(Stand stand, List<Point> points, Cost idle, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      for (var direction : point.ways().entrySet()) {
        var now = before(stand, point, idle, table);
        table.add(
            direction.getKey(),
            point,
            measure(stand, direction.getValue(), point.pace(), options.length(), now));
      }
    }
  }

  private void alone(Stand stand, List<Point> points, Cost idle, Table table)
      throws IOException, InterruptedException {
    for (var point : points) {
      for (var direction : point.ways().entrySet()) {
        var now = before(stand, point, idle, table);
        var pace = Pace.closed(1).most(ALONE);
        var one = measure(stand, direction.getValue(), pace, options.length(), now);
        table.handOffs(direction.getKey(), point, one.each().switches());
      }
    }
  }

  private static Measured measure(
      Stand stand, Traffic.Way way, Pace pace, Duration length, Cost idle)
      throws IOException, InterruptedException {
    var before = stand.meter().read();
    var tally = stand.traffic().run(way, pace, length);
    Thread.sleep(REST);
    var after = stand.meter().read();
    var cost = after.since(before).plus(idle, -after.seconds(before));
    return new Measured(cost.per(Math.max(1, tally.arrived())), tally);
  }
}
