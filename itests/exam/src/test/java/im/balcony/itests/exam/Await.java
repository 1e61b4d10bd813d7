package im.balcony.itests.exam;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, within bounds, for what the container does in its own time. */
final class Await {

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Await() {}

  /** Until something holds. */
  static void holds(String what, BooleanSupplier holds) throws InterruptedException {
    var end = System.nanoTime() + LONGEST.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LONGEST + ": " + what);
      }
      Thread.sleep(50);
    }
  }
}
