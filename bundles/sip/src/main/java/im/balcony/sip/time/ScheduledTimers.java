package im.balcony.sip.time;

import im.balcony.api.time.Alarms;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Timers} on one thread of the JDK. Where the process stood still, {@link Alarms} ring
 * behind the answers that have arrived: else a transaction would time out whose response is there.
 */
public final class ScheduledTimers implements Timers, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

  private final ScheduledThreadPoolExecutor executor;
  private final Alarms alarms;

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
    alarms = new Alarms(executor, this::now);
  }

  @Override
  public long now() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public Timer at(long time, Runnable task) {
    return alarms.at(time, () -> guarded(task))::cancel;
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
