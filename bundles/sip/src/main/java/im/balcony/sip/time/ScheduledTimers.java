package im.balcony.sip.time;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Timers} on one thread of the JDK. Where the process stood still (SIGSTOP, a machine that
 * slept), what became due meanwhile waits until the answers that have arrived are read: else a
 * transaction would time out whose response is there.
 */
public final class ScheduledTimers implements Timers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

  /** Milliseconds after which the process was late, and not only its timer. */
  private static final long LATE = 1_000;

  /** What has arrived in the meantime has these milliseconds to be read. */
  private static final long GRACE = 500;

  private final ScheduledThreadPoolExecutor executor;

  /** Starts the thread at its first use. */
  public ScheduledTimers() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = new Thread(task, "balcony-sip-timers");
              thread.setDaemon(true);
              return thread;
            });
    // Most timers are given up; without this they would pile up until they are due.
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long now() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public Timer at(long time, Runnable task) {
    var asked = now();
    var due = Math.max(time, asked);
    var off = new AtomicBoolean();
    try {
      var future = executor.schedule(() -> due(due, off, task), due - asked, TimeUnit.MILLISECONDS);
      return () -> {
        off.set(true);
        future.cancel(false);
      };
    } catch (RejectedExecutionException e) {
      // The edge is being stopped.
      return () -> {};
    }
  }

  private void due(long due, AtomicBoolean off, Runnable task) {
    if (now() - due <= LATE) {
      guarded(task);
      return;
    }
    // Never called off by its future: whoever does so sets the flag.
    var unused =
        executor.schedule(
            () -> {
              if (!off.get()) {
                guarded(task);
              }
            },
            GRACE,
            TimeUnit.MILLISECONDS);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a SIP timer failed: {}", e.getClass().getName());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      // A timer that runs on after its bundle has been exchanged would find its classes gone.
      if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.warn("a SIP timer still runs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
