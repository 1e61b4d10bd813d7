package im.balcony.router;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler of the running gateway: a small fixed pool and one timer thread, which only hands
 * work to the pool.
 */
public final class PoolScheduler implements Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(PoolScheduler.class);
  private static final long STOP_SECONDS = 5;

  private final long wallAtStart = System.currentTimeMillis();
  private final long nanosAtStart = System.nanoTime();
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor timers;

  /** Starts {@code threads} workers. */
  public PoolScheduler(int threads) {
    workers = Executors.newFixedThreadPool(threads, named("balcony-strand-"));
    timers = new ScheduledThreadPoolExecutor(1, named("balcony-timer-"));
    timers.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory named(String prefix) {
    var count = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public long now() {
    return wallAtStart + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanosAtStart);
  }

  @Override
  public void execute(Runnable work) {
    try {
      workers.execute(() -> guarded(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("work came after the stop");
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("a strand met an unexpected error", e);
    }
  }

  @Override
  public Timer at(long when, Runnable work) {
    try {
      var future =
          timers.schedule(() -> execute(work), Math.max(0, when - now()), TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Stops; work in hand may finish within a few seconds. */
  public void stop() {
    timers.shutdownNow();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
