package im.balcony.router.strand;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
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
  private final Runnable turn = this::turn;
  private int writtenOff;
  private int replaced;

  /** One of the threads, and the work that it does when it is done with what it does now. */
  static final class Worker extends Thread {

    private final Workers pool;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    private Worker(Workers pool, Runnable work, String name) {
      super(work, name);
      this.pool = pool;
    }

    /** The calling thread, if it is one; else null. */
    static @Nullable Worker current() {
      return Thread.currentThread() instanceof Worker worker ? worker : null;
    }

    Workers pool() {
      return pool;
    }

    /** Has it do {@code work} next; false if there is something already. */
    boolean follow(Runnable work) {
      return next.compareAndSet(null, work);
    }

    /** Takes out what it was to do next. */
    @Nullable Runnable takeNext() {
      return next.getAndSet(null);
    }
  }

  /** {@code strength} threads. */
  Workers(String prefix, int strength) {
    this.strength = strength;
    pool =
        new ThreadPoolExecutor(
            strength, strength, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), own(prefix));
    pool.prestartAllCoreThreads();
  }

  private ThreadFactory own(String prefix) {
    return named(prefix, (work, name) -> new Worker(this, work, name));
  }

  /** Daemon threads with a name and a number, and the router's own class loader. */
  static ThreadFactory named(String prefix) {
    return named(prefix, Thread::new);
  }

  private static ThreadFactory named(String prefix, BiFunction<Runnable, String, Thread> made) {
    var count = new AtomicInteger();
    return work -> {
      var thread = made.apply(work, prefix + count.incrementAndGet());
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
    pool.execute(turn);
  }

  /** Whether no work waits for one of these threads. */
  boolean isIdle() {
    return turns.isEmpty();
  }

  private void turn() {
    var self = Worker.current();
    var work = turns.next();
    while (work != null) {
      run(work);
      work = self == null ? null : self.takeNext();
    }
  }

  private static void run(Runnable work) {
    try {
      work.run();
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
