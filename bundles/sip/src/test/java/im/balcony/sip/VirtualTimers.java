package im.balcony.sip;

import im.balcony.sip.time.Timers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that a test turns by hand. */
public final class VirtualTimers implements Timers {

  private record Task(long time, long order, Runnable task) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now = 1_000_000;
  private long order;

  @Override
  public synchronized long now() {
    return now;
  }

  @Override
  public synchronized Timer at(long time, Runnable task) {
    var entry = new Task(time, order++, task);
    tasks.add(entry);
    return () -> remove(entry);
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private synchronized Task next(long until) {
    var first =
        tasks.stream()
            .filter(t -> t.time() <= until)
            .min(Comparator.comparingLong(Task::time).thenComparingLong(Task::order));
    first.ifPresent(
        t -> {
          tasks.remove(t);
          now = Math.max(now, t.time());
        });
    return first.orElse(null);
  }

  /** Lets time pass, running what is due in its order. */
  public void pass(long millis) {
    var until = now() + millis;
    for (var task = next(until); task != null; task = next(until)) {
      task.task().run();
    }
    synchronized (this) {
      now = until;
    }
  }

  /** How many tasks wait. */
  public synchronized int waiting() {
    return tasks.size();
  }
}
