package im.balcony.api.time;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rings at given times. Where the process itself stood still (SIGSTOP, a machine that slept or was
 * far too busy), answers have arrived that nobody could read: whatever became due meanwhile waits a
 * little for them, for the peer was not the one who was late. May be called by any thread.
 */
public final class Alarms {

  /** Milliseconds after which the process was late, and not only its timer. */
  public static final long LATE = 1_000;

  /** What has arrived in the meantime has these milliseconds to be read. */
  public static final long GRACE = 500;

  private final ScheduledExecutorService timers;
  private final LongSupplier now;

  /** Rings on a thread of {@code timers}, by the milliseconds of {@code now}. */
  public Alarms(ScheduledExecutorService timers, LongSupplier now) {
    this.timers = timers;
    this.now = now;
  }

  /**
   * Runs {@code ring}, which must be short, at {@code when}; at once if that is over, and never
   * where the threads have been stopped.
   */
  public Alarm at(long when, Runnable ring) {
    var asked = now.getAsLong();
    var alarm = new Alarm(Math.max(when, asked), ring);
    alarm.set(alarm::due, alarm.due - asked);
    return alarm;
  }

  /** What is to ring. */
  public final class Alarm {
    private final long due;
    private final Runnable ring;
    private volatile boolean off;
    private @Nullable Future<?> future;

    private Alarm(long due, Runnable ring) {
      this.due = due;
      this.ring = ring;
    }

    private void set(Runnable work, long delay) {
      try {
        future = timers.schedule(work, delay, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        off = true;
      }
    }

    private void due() {
      if (now.getAsLong() - due > LATE) {
        // Called off by the mark alone: who does so may still see the future before this one.
        set(this::ring, GRACE);
      } else {
        ring();
      }
    }

    private void ring() {
      if (!off) {
        ring.run();
      }
    }

    /** Makes it not ring, unless it does already. */
    public void cancel() {
      off = true;
      var waiting = future;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }
  }
}
