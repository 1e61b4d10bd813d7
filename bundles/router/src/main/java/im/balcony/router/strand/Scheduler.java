package im.balcony.router.strand;

import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the router gets time and threads from; a test gives it virtual ones. Everything that the
 * router does happens in a caller's thread or in one of these.
 */
public interface Scheduler {

  /** Milliseconds of a monotone clock that was set to wall time once. */
  long now();

  /** Runs {@code work} soon, on some worker; work handed in by one thread starts in its order. */
  void execute(Runnable work);

  /**
   * The same on behalf of a tenant. Of tenants that have work waiting each gets one turn, then the
   * next; the order is kept within what is one tenant's.
   */
  default void execute(String tenant, Runnable work) {
    execute(work);
  }

  /**
   * The same for records that have yet to find their conversation, on workers of their own: such
   * work may wait for a call to mapping, and no strand waits behind it.
   */
  default void receive(String tenant, Runnable work) {
    execute(tenant, work);
  }

  /**
   * Runs {@code work} of a tenant soon: in the calling thread, as soon as it is free, if that is a
   * worker and nobody waits for one; else as {@link #execute(String, Runnable)} does. Nothing is
   * said of the order of what one thread hands in.
   */
  default void follow(String tenant, Runnable work) {
    execute(tenant, work);
  }

  /** Runs {@code work} on a worker once {@link #now} has reached {@code when}. */
  Timer at(long when, Runnable work);

  /** The same on behalf of a tenant. */
  default Timer at(long when, String tenant, Runnable work) {
    return at(when, work);
  }

  /**
   * Watches what the calling worker does from now on until the watch is closed. If a part does not
   * come back in time the worker is written off and replaced, and {@code late} is run by another.
   * Where there is only one thread nobody can watch, and {@code late} is never run.
   */
  default Watch watch(Consumer<Slot.PartFailedException> late) {
    return Watch.unwatched();
  }

  /**
   * Does {@code work} of a tenant in the calling thread, watched; if a part does not come back in
   * time another thread attempts it again. A thread that is no worker waits meanwhile for one.
   *
   * @param after what is done at the end of the attempt that counts, in its thread
   */
  default void attempt(String tenant, Consumer<Attempt> work, Runnable after) {
    attempt(List.of(), work, after);
  }

  private void attempt(
      List<Slot.PartFailedException> hangs, Consumer<Attempt> work, Runnable after) {
    try (var watch = watch(hang -> attempt(Attempt.after(hangs, hang), work, after))) {
      try {
        work.accept(new Attempt(watch, hangs));
      } catch (Watch.WrittenOffException e) {
        // Another thread does it.
      } finally {
        if (watch.over()) {
          after.run();
        }
      }
    }
  }

  /**
   * Does {@code work} of a tenant on a thread that may be written off, and waits until it is done,
   * or written off; for threads that are not the router's own. Tenants take turns.
   *
   * @return what did not come back in time, if so
   * @throws java.util.concurrent.RejectedExecutionException if the scheduler was stopped
   */
  default Optional<Slot.PartFailedException> aside(String tenant, Consumer<Watch> work) {
    try (var watch = watch(late -> {})) {
      work.accept(watch);
    }
    return Optional.empty();
  }

  /**
   * Does {@code work} soon on a thread that may be written off, and does not wait; {@code late}
   * hears if it did not come back in time.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the scheduler was stopped
   */
  default void besides(Consumer<Watch> work, Consumer<Slot.PartFailedException> late) {
    try (var watch = watch(late)) {
      work.accept(watch);
    }
  }

  /** What threads that were written off hang in, one entry a thread. */
  default List<String> hanging() {
    return List.of();
  }

  /** Whether as many threads hang as may be written off: now nothing new is to be begun. */
  default boolean isExhausted() {
    return false;
  }

  /** Whom to tell when a thread that was written off came back. */
  default void whenReturned(Runnable listener) {}

  /** Work that waits for its time. */
  interface Timer {

    /** Makes it not run, unless it runs already. */
    void cancel();
  }
}
