package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.flat.Populations.Place;
import im.balcony.benchmarks.peers.Traffic.Pace;
import im.balcony.benchmarks.stand.Stand;
import im.balcony.benchmarks.stand.Text;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * 10 000 and 320 000 SIP transactions that live: the latter are those of 10 000 requests a second,
 * for each lives 32 s behind its answer. They are begun by requests with a method that nobody has,
 * which is answered by the edge.
 */
final class Transactions implements Axis {

  private static final String DOMAIN = "example.net";
  private static final int CONVERSATIONS = 100;

  /** Timer J (RFC 3261 §17.2.2). */
  private static final long LIFE = 32_000_000_000L;

  private static final Pace FAST = Pace.closed(200);

  /** Requests at a time, between which those that ended are counted off. */
  private static final int SLICE = 5_000;

  /** What is begun in longer has begun to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(18);

  private record Slice(long at, int count) {}

  private final Deque<Slice> living = new ArrayDeque<>();

  @Override
  public String name() {
    return "transactions";
  }

  @Override
  public boolean isInterleaved() {
    return false;
  }

  @Override
  public List<Point> points(Stand stand, Populations populations) {
    return List.of(point(stand, populations, 10_000), point(stand, populations, 320_000));
  }

  private Point point(Stand stand, Populations populations, int count) {
    return new Point(
        Text.count(count),
        Point.Work.NONE,
        () -> fill(stand, count),
        populations.pages(CONVERSATIONS, Place.in(DOMAIN, 0)),
        Populations.PACE);
  }

  private String fill(Stand stand, int count) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (count > living() && System.nanoTime() < end) {
      var slice = Math.min(SLICE, count - living());
      var begun = stand.traffic().run(stand::unknown, FAST.most(slice), PATIENCE);
      living.add(new Slice(System.nanoTime(), begun.arrived()));
    }
    var there = living();
    return there >= count
        ? ""
        : Text.count(there) + " transactions lived at the last measurement of " + Text.count(count);
  }

  private int living() {
    while (!living.isEmpty() && System.nanoTime() - living.element().at > LIFE) {
      living.remove();
    }
    return living.stream().mapToInt(Slice::count).sum();
  }
}
