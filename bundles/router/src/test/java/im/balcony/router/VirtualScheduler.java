package im.balcony.router;

import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Turns;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One thread and virtual time: work runs when the test says so. */
final class VirtualScheduler implements Scheduler {

  private record Waiting(long when, long number, Runnable work) {}

  private final Turns ready = new Turns();
  private final PriorityQueue<Waiting> timers =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private final Deque<Watch> watched = new ArrayDeque<>();
  private final Deque<Consumer<Slot.PartFailedException>> lates = new ArrayDeque<>();
  private long now = 1_000_000;

  /** Whether no thread may be lost any more. */
  boolean exhausted;

  private long count;

  @Override
  public long now() {
    return now;
  }

  @Override
  public void execute(Runnable work) {
    execute(Turns.COMMON, work);
  }

  @Override
  public void execute(String tenant, Runnable work) {
    ready.add(tenant, work);
  }

  @Override
  public Timer at(long when, Runnable work) {
    return at(when, Turns.COMMON, work);
  }

  @Override
  public Timer at(long when, String tenant, Runnable work) {
    var waiting = new Waiting(when, ++count, work);
    timers.add(waiting);
    return () -> timers.remove(waiting);
  }

  @Override
  public Watch watch(Consumer<Slot.PartFailedException> late) {
    var watch = new Watch(this::closed);
    watched.push(watch);
    lates.push(hang -> execute(() -> late.accept(hang)));
    return watch;
  }

  @Override
  public Optional<Slot.PartFailedException> aside(String tenant, Consumer<Watch> work) {
    var hang = new AtomicReference<Optional<Slot.PartFailedException>>(Optional.empty());
    try (var watch = new Watch(this::closed)) {
      watched.push(watch);
      lates.push(h -> hang.set(Optional.of(h)));
      work.accept(watch);
    }
    return hang.get();
  }

  private void closed(Watch watch) {
    watched.pop();
    lates.pop();
  }

  /** The call that is going on took too long: from here on it is void. */
  void late() {
    watched.element().tick(1, 1).ifPresent(lates.element());
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }

  /** Runs all that is ready. */
  void run() {
    while (!ready.isEmpty()) {
      turn();
    }
  }

  /** Runs the one piece of work whose turn it is. */
  void turn() {
    ready.next().run();
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
