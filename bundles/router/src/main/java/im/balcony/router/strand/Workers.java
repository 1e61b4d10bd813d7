package im.balcony.router.strand;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of a fixed number of threads at work; a thread that is written off is replaced, and when
 * it comes back there is one too many, which ends.
 *
 * <p>Threads are begun in the constructor, by {@link #lost} and by {@link #strength} only, never by
 * who hands work in: a new thread keeps the class loaders of all callers on its maker's stack.
 */
final class Workers {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private int strength;
  private final ThreadPoolExecutor pool;
  private final Turns turns = new Turns();
  private int writtenOff;
  private int replaced;

  /** {@code strength} threads. */
  Workers(String prefix, int strength) {
    this.strength = strength;
    pool =
        new ThreadPoolExecutor(
            strength, strength, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(prefix));
    pool.prestartAllCoreThreads();
  }

  /** Daemon threads with a name and a number, and the router's own class loader. */
  static ThreadFactory named(String prefix) {
    var count = new AtomicInteger();
    return work -> {
      var thread = new Thread(work, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(Workers.class.getClassLoader());
      return thread;
    };
  }

  /**
   * Runs {@code work} soon; work of one tenant handed in by one thread starts in its order, and
   * tenants take turns.
   */
  void execute(String tenant, Runnable work) throws RejectedExecutionException {
    turns.add(tenant, work);
    pool.execute(this::turn);
  }

  private void turn() {
    try {
      turns.next().run();
    } catch (RuntimeException e) {
      LOG.error("a strand met an unexpected error", e);
    }
  }

  /** A thread does not come back. Where it is not replaced the pool shrinks, but never to none. */
  synchronized void lost(boolean replace) {
    writtenOff++;
    if (replace || strength + replaced <= writtenOff) {
      replaced++;
      resize();
    }
  }

  /** A thread that was lost came back. */
  synchronized void back() {
    writtenOff--;
    replaced = Math.min(replaced, writtenOff);
    resize();
  }

  /** Goes on with {@code next} threads; work that is under way is not disturbed. */
  synchronized void strength(int next) {
    if (strength != next) {
      strength = next;
      resize();
    }
  }

  private void resize() {
    var size = strength + replaced;
    if (size > pool.getMaximumPoolSize()) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
      pool.prestartAllCoreThreads();
    } else {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  /** Takes nothing in any more; work in hand may finish within {@code seconds}. */
  void stop(long seconds) {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(seconds, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
