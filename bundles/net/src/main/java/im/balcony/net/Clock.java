package im.balcony.net;

/**
 * Milliseconds that never jump: set to wall time once, carried on by the machine's monotone
 * counter.
 */
final class Clock {

  private final long wallAtStart = System.currentTimeMillis();
  private final long nanosAtStart = System.nanoTime();

  long now() {
    return wallAtStart + (System.nanoTime() - nanosAtStart) / 1_000_000;
  }
}
