package im.balcony.router.strand;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Rings at given times. Where the process itself stood still (SIGSTOP, a machine that slept or was
 * far too busy), answers have arrived that nobody could read: whatever became due meanwhile waits a
 * little for them, for the peer was not the one who was late.
 */
final class Alarms {

  /** Milliseconds after which the process was late, and not only its timer. */
  static final long LATE = 1_000;

  /** What has arrived in the meantime has these milliseconds to be read. */
  static final long GRACE = 500;

  private final ScheduledExecutorService timers;
  private final LongSupplier now;

  /** Rings on a thread of {@code timers}, by the milliseconds of {@code now}. */
  Alarms(ScheduledExecutorService timers, LongSupplier now) {
    this.timers = timers;
    this.now = now;
  }

  /** Runs {@code ring}, which must be short, at {@code when}; at once if that is over. */
  Scheduler.Timer at(long when, Runnable ring) {
    var asked = now.getAsLong();
    var due = Math.max(when, asked);
    var off = new AtomicBoolean();
    try {
      var future = timers.schedule(() -> due(due, off, ring), due - asked, TimeUnit.MILLISECONDS);
      return () -> {
        off.set(true);
        future.cancel(false);
      };
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  private void due(long due, AtomicBoolean off, Runnable ring) {
    if (now.getAsLong() - due <= LATE) {
      ring.run();
      return;
    }
    // Never called off by its future: whoever does so sets the flag.
    var unused =
        timers.schedule(
            () -> {
              if (!off.get()) {
                ring.run();
              }
            },
            GRACE,
            TimeUnit.MILLISECONDS);
  }
}
