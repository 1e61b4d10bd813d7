package im.balcony.router.strand;

import im.balcony.api.time.Alarms;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Blame;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler of the running gateway: a small fixed pool for strands, one for what comes in and
 * has yet to find its strand, another for calls on behalf of threads that are not ours, and one
 * timer thread, which hands work to the pools and writes off threads that hang in a part.
 */
public final class PoolScheduler implements Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(PoolScheduler.class);
  private static final long STOP_SECONDS = 5;

  /** How often a call that hangs is looked at before it is late. */
  private static final int TICKS = 10;

  private final long wallAtStart = System.currentTimeMillis();
  private final long nanosAtStart = System.nanoTime();
  private final RouterLimits limits;
  private final Workers strands;
  private final Workers doors;
  private final Workers callers;
  private final ScheduledThreadPoolExecutor timers;
  private final Alarms alarms;
  private final Map<Watch, Watched> watched = new ConcurrentHashMap<>();
  private final Map<Watch, Slot.PartFailedException> hung = new HashMap<>();
  private volatile Future<?> ticking;
  private final Blame blame = new Blame();
  private volatile long tick;
  private volatile Runnable returned = () -> {};
  private volatile boolean stopped;
  private long lastTick = System.nanoTime();

  private record Watched(Workers.Worker thread, Consumer<Slot.PartFailedException> late) {}

  /** Starts {@code threads} workers; calls of parts are bounded by {@code limits}. */
  public PoolScheduler(int threads, RouterLimits limits) {
    this.limits = limits;
    strands = new Workers("balcony-strand-", threads);
    doors = new Workers("balcony-door-", threads);
    callers = new Workers("balcony-call-", threads);
    timers = new ScheduledThreadPoolExecutor(1, Workers.named("balcony-timer-"));
    timers.setRemoveOnCancelPolicy(true);
    alarms = new Alarms(timers, this::now);
    ticking = ticks();
  }

  private Future<?> ticks() {
    tick = TimeUnit.MILLISECONDS.toNanos(Math.max(1, limits.keys().callLimit() / TICKS));
    return timers.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** Goes on with {@code threads} workers and what {@code limits} say now. */
  public synchronized void retune(int threads) {
    strands.strength(threads);
    doors.strength(threads);
    callers.strength(threads);
    ticking.cancel(false);
    ticking = ticks();
  }

  @Override
  public long now() {
    return wallAtStart + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanosAtStart);
  }

  @Override
  public void execute(Runnable work) {
    execute(Turns.COMMON, work);
  }

  @Override
  public void execute(String tenant, Runnable work) {
    hand(strands, tenant, work);
  }

  @Override
  public void receive(String tenant, Runnable work) {
    hand(doors, tenant, work);
  }

  @Override
  public void follow(String tenant, Runnable work) {
    var self = Workers.Worker.current();
    if (self == null || !strands.isIdle() || !self.follow(work)) {
      execute(tenant, work);
    }
  }

  private static void hand(Workers pool, String tenant, Runnable work) {
    try {
      pool.execute(tenant, work);
    } catch (RejectedExecutionException e) {
      LOG.debug("work came after the stop");
    }
  }

  @Override
  public Timer at(long when, Runnable work) {
    return at(when, Turns.COMMON, work);
  }

  @Override
  public Timer at(long when, String tenant, Runnable work) {
    return alarms.at(when, () -> execute(tenant, work))::cancel;
  }

  @Override
  public Watch watch(Consumer<Slot.PartFailedException> late) {
    return begin(hang -> execute(() -> late.accept(hang)));
  }

  @Override
  public void attempt(String tenant, Consumer<Attempt> work, Runnable after) {
    if (Workers.Worker.current() != null) {
      Scheduler.super.attempt(tenant, work, after);
      return;
    }
    try {
      attemptAside(tenant, work, after);
    } catch (RejectedExecutionException e) {
      LOG.debug("work came after the stop");
    }
  }

  private void attemptAside(String tenant, Consumer<Attempt> work, Runnable after) {
    List<Slot.PartFailedException> hangs = List.of();
    while (true) {
      var before = hangs;
      var hang = aside(tenant, watch -> work.accept(new Attempt(watch, before)));
      if (hang.isEmpty()) {
        after.run();
        return;
      }
      hangs = Attempt.after(before, hang.get());
    }
  }

  @Override
  public Optional<Slot.PartFailedException> aside(String tenant, Consumer<Watch> work) {
    var done = new CompletableFuture<Optional<Slot.PartFailedException>>();
    callers.execute(
        tenant,
        () -> {
          try (var watch = begin(hang -> done.complete(Optional.of(hang)))) {
            work.accept(watch);
          } catch (Watch.WrittenOffException e) {
            // Nobody waits for it any more.
          } finally {
            done.complete(Optional.empty());
          }
        });
    return await(done);
  }

  @Override
  public void besides(Consumer<Watch> work, Consumer<Slot.PartFailedException> late) {
    callers.execute(
        Turns.COMMON,
        () -> {
          try (var watch = begin(hang -> execute(() -> late.accept(hang)))) {
            work.accept(watch);
          }
        });
  }

  private <R> R await(CompletableFuture<R> done) {
    while (true) {
      try {
        return done.get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        if (stopped) {
          throw new RejectedExecutionException("stopped", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RejectedExecutionException("interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Watch begin(Consumer<Slot.PartFailedException> late) {
    var thread = Workers.Worker.current();
    if (thread == null) {
      throw new IllegalStateException("only a worker can be written off");
    }
    var watch = new Watch(this::closed);
    watched.put(watch, new Watched(thread, late));
    return watch;
  }

  // The watcher itself comes late where the machine is loaded, or was stopped: nobody's fault.
  private void tick() {
    var now = System.nanoTime();
    var elapsed = now - lastTick;
    lastTick = now;
    var behind = elapsed > 2 * tick;
    try {
      watched.forEach(
          (watch, its) -> {
            var weight = watch.weigh(blame, elapsed);
            watch
                .tick(behind ? Math.min(weight, Blame.SLOW) : weight, TICKS * Blame.FULL)
                .ifPresent(hang -> writeOff(watch, its, hang));
          });
    } catch (RuntimeException e) {
      LOG.error("not all threads could be looked at", e);
    }
  }

  private void writeOff(Watch watch, Watched its, Slot.PartFailedException hang) {
    synchronized (hung) {
      // It may have come back in the meantime; what it brings is void all the same.
      if (watched.containsKey(watch)) {
        hung.put(watch, hang);
        its.thread.pool().lost(hung.size() <= limits.keys().hungThreads());
      }
      LOG.warn("{} {}; {} threads are written off", hang.part(), hang.what(), hung.size());
    }
    var next = its.thread.takeNext();
    if (next != null) {
      execute(next);
    }
    its.late.accept(hang);
  }

  private void closed(Watch watch) {
    var its = watched.remove(watch);
    if (its == null || !watch.isWrittenOff()) {
      return;
    }
    synchronized (hung) {
      if (hung.remove(watch) == null) {
        return;
      }
      its.thread.pool().back();
    }
    execute(returned);
  }

  @Override
  public List<String> hanging() {
    synchronized (hung) {
      return hung.values().stream().map(h -> (h.part() + " " + h.what())).sorted().toList();
    }
  }

  @Override
  public boolean isExhausted() {
    synchronized (hung) {
      return hung.size() >= limits.keys().hungThreads();
    }
  }

  @Override
  public void whenReturned(Runnable listener) {
    returned = listener;
  }

  /** Stops; work in hand may finish within a few seconds. */
  public void stop() {
    stopped = true;
    ticking.cancel(false);
    timers.shutdownNow();
    doors.stop(STOP_SECONDS);
    strands.stop(STOP_SECONDS);
    callers.stop(STOP_SECONDS);
  }
}
