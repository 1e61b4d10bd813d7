package im.balcony.router;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** One thread and virtual time: work runs when the test says so. */
final class VirtualScheduler implements Scheduler {

  private record Waiting(long when, long number, Runnable work) {}

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Waiting> timers =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private long now = 1_000_000;
  private long count;

  @Override
  public long now() {
    return now;
  }

  @Override
  public void execute(Runnable work) {
    ready.add(work);
  }

  @Override
  public Timer at(long when, Runnable work) {
    var waiting = new Waiting(when, ++count, work);
    timers.add(waiting);
    return () -> timers.remove(waiting);
  }

  /** Runs all that is ready. */
  void run() {
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
  }

  /** Lets time pass. */
  void pass(long millis) {
    var end = now + millis;
    run();
    while (!timers.isEmpty() && timers.peek().when <= end) {
      var next = timers.remove();
      now = Math.max(now, next.when);
      next.work.run();
      run();
    }
    now = end;
  }

  int timers() {
    return timers.size();
  }
}
