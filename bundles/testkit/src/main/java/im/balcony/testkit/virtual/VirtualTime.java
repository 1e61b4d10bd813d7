package im.balcony.testkit.virtual;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * One thread and its time: work runs in the order in which it was handed in, timers in the order of
 * their times, and nothing happens unless the test lets it. Time stands still while work runs.
 */
public final class VirtualTime {

  /** Work that waits for its time. */
  public interface Timer {

    /** Makes it not run, unless it ran already. */
    void cancel();
  }

  private record Waiting(long when, long number, Runnable work) {}

  private static final long MOST_STEPS_AT_ONCE = 1_000_000;

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Waiting> timers =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private long now;
  private long count;
  private long steps;

  /** Begins at {@code now}, milliseconds since 1970. */
  public VirtualTime(long now) {
    this.now = now;
  }

  /** Milliseconds. */
  public long now() {
    return now;
  }

  /** Runs {@code work} after all that is ready now. */
  public void execute(Runnable work) {
    ready.add(work);
  }

  /** Runs {@code work} once {@link #now} has reached {@code when}. */
  public Timer at(long when, Runnable work) {
    var waiting = new Waiting(when, ++count, work);
    timers.add(waiting);
    return () -> timers.remove(waiting);
  }

  /** Runs {@code work} in {@code delay} milliseconds. */
  public Timer in(long delay, Runnable work) {
    return at(now + delay, work);
  }

  /** Runs all that is ready and what follows from it; time stands still. */
  public void run() {
    var last = steps + MOST_STEPS_AT_ONCE;
    while (!ready.isEmpty()) {
      if (steps >= last) {
        throw new AssertionError("work makes more work without end");
      }
      step(ready.remove());
    }
  }

  /** Lets {@code millis} pass. */
  public void pass(long millis) {
    var end = now + millis;
    run();
    while (!timers.isEmpty() && timers.peek().when <= end) {
      var next = timers.remove();
      now = Math.max(now, next.when);
      step(next.work);
      run();
    }
    now = end;
  }

  private void step(Runnable work) {
    steps++;
    try {
      work.run();
    } catch (VirtualProcess.Killed e) {
      // The process that did this is no more; the world goes on.
      return;
    }
  }

  /** How many pieces of work ran so far. */
  public long steps() {
    return steps;
  }

  /** How many timers wait. */
  public int timers() {
    return timers.size();
  }
}
