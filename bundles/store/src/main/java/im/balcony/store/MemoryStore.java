package im.balcony.store;

import im.balcony.api.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The store in memory, with the semantics of one on disk: commits wait for one thread, which takes
 * all that wait as one group; a stage completes on that thread, in the order of the calls.
 *
 * <p>A commit fails with an {@link IOException} when there is no room, too much is waiting, or the
 * store is closed; then nothing of the batch is kept.
 */
final class MemoryStore implements Store, AutoCloseable {

  /** Batches that are committed together at most. */
  private static final int GROUP = 1024;

  private static final long IDLE_SWEEP_MILLIS = 1000;
  private static final long CLOSE_MILLIS = 3000;

  private volatile Bounds bounds;
  private final LongSupplier clock;
  private final Rows rows;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final BlockingQueue<Pending> waiting = new LinkedBlockingQueue<>(Bounds.WAITING);
  private final Thread writer;
  private volatile boolean closed;

  /** Starts the thread; {@code clock} in milliseconds, as the rows' times are. */
  MemoryStore(Bounds bounds, LongSupplier clock) {
    this.bounds = bounds;
    this.clock = clock;
    rows = new Rows(bounds);
    writer = new Thread(this::write, "balcony-store");
    writer.setDaemon(true);
    writer.start();
  }

  private record Pending(Batch batch, CompletableFuture<Void> done) {}

  /** Puts other bounds in force; rows stay. */
  void bounds(Bounds other) {
    lock.writeLock().lock();
    try {
      bounds = other;
      rows.bounds(other);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public CompletionStage<Void> commit(Batch batch) {
    var pending = new Pending(batch, new CompletableFuture<>());
    if (closed) {
      pending.done.completeExceptionally(new IOException("the store is closed"));
    } else if (!waiting.offer(pending)) {
      pending.done.completeExceptionally(new IOException("too many commits are waiting"));
    } else if (closed && waiting.remove(pending)) {
      // The writer may have gone between the two looks.
      pending.done.completeExceptionally(new IOException("the store is closed"));
    }
    return pending.done.minimalCompletionStage();
  }

  private void write() {
    var group = new ArrayList<Pending>();
    while (!closed || !waiting.isEmpty()) {
      try {
        var first = waiting.poll(IDLE_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          waiting.drainTo(group, GROUP - 1);
        }
      } catch (InterruptedException e) {
        // Closing: what waits is still committed.
        continue;
      }
      commit(group);
      group.clear();
    }
  }

  private void commit(List<Pending> group) {
    var refused = new ArrayList<Optional<Throwable>>(group.size());
    lock.writeLock().lock();
    try {
      rows.expire(clock.getAsLong());
      group.forEach(pending -> refused.add(apply(pending.batch)));
    } finally {
      lock.writeLock().unlock();
    }
    for (var i = 0; i < group.size(); i++) {
      var done = group.get(i).done;
      refused.get(i).ifPresentOrElse(done::completeExceptionally, () -> done.complete(null));
    }
  }

  private Optional<Throwable> apply(Batch batch) {
    try {
      return rows.apply(batch)
          ? Optional.empty()
          : Optional.of(new IOException("the store is full"));
    } catch (RuntimeException e) {
      // One bad batch must not end the thread that everybody waits for.
      return Optional.of(e);
    }
  }

  private <T> T read(Supplier<T> what) {
    lock.readLock().lock();
    try {
      return what.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Optional<Seen> seen(String duplicateKey, long now) {
    return read(() -> rows.seen(duplicateKey, now));
  }

  @Override
  public Optional<Journal> journal(String ref) {
    return read(() -> rows.journal(ref));
  }

  @Override
  public List<Journal> recent(String tenant, int count) {
    return read(() -> rows.recent(tenant, Math.max(0, count)));
  }

  /** Nothing after a start of the process; what is in memory when only its reader restarted. */
  @Override
  public Recovered recover() {
    return read(rows::all);
  }

  @Override
  public Usage usage() {
    return read(() -> new Usage(rows.used(), bounds.size()));
  }

  /** Commits what waits, then stops. */
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
