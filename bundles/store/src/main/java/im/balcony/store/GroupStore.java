package im.balcony.store;

import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: commits wait for one thread, which takes all that wait as one group and writes them
 * with one commit of the file; a stage completes on that thread, in the order of the calls for one
 * tenant. Tenants take turns in a group. The file is this process's alone, so owners are who took a
 * tenant here: when the router is exchanged, nothing that the one before still had in hand is
 * committed behind the look of the next at what there is.
 *
 * <p>A commit fails with an {@link IOException} when there is no room, too much is waiting, the
 * file cannot be written, or the store is closed; then nothing of the batch is kept. After a failed
 * write the file is opened again, as its last commit left it.
 */
final class GroupStore implements Store, AutoCloseable {

  /** Batches that are committed together at most: whoever comes waits for one group, not more. */
  private static final int GROUP = 256;

  private static final long IDLE_MILLIS = 100;
  private static final long CLOSE_MILLIS = 5000;

  /** How long a change lies in the log before the pages are written. */
  private static final long PAGES_EACH = 10_000;

  /** The same where writing failed. */
  private static final long PAGES_AFTER_FAILURE = 10_000;

  /** Batches within {@link #LATELY} that leave the store calm. */
  private static final int FEW = 4;

  private static final long LATELY = 125;

  /**
   * Milliseconds of calm until the file is made smaller, for what comes then waits for the disk.
   */
  private static final long CALM_MILLIS = 3000;

  private static final Logger LOG = LoggerFactory.getLogger(GroupStore.class);

  /** How the file is opened, at the start and after a failed write. */
  interface Opener {
    StoreFile open() throws IOException;
  }

  private final Opener opener;
  private final Disk disk;
  private final LongSupplier clock;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Backlog<Pending> waiting = new Backlog<>();
  private final Thread writer;
  private final PageWriter pages;
  // Who writes rows takes it; who finds none makes one.
  private final AtomicReference<@Nullable RowBuffer> spare = new AtomicReference<>();
  private volatile Bounds bounds;
  private volatile boolean closed;
  // Both change together, under the lock.
  private StoreFile file;
  private Rows rows;
  // Of the thread that commits.
  private long nextPages;
  private int lately;
  private long nextLately;
  private volatile long calm;
  private final Owners owners = new Owners();

  /**
   * Opens the file and starts the thread.
   *
   * @param clock in milliseconds, as the rows' times are
   */
  GroupStore(Opener opener, Disk disk, Bounds bounds, LongSupplier clock) throws IOException {
    this.opener = opener;
    this.disk = disk;
    this.bounds = bounds;
    this.clock = clock;
    file = opener.open();
    rows = new Rows(file.tables(), bounds);
    nextPages = clock.getAsLong() + PAGES_EACH;
    pages = new PageWriter(file, this::thaw, () -> clock.getAsLong() >= calm);
    writer = new Thread(this::write, "balcony-store");
    writer.setDaemon(true);
    writer.start();
  }

  /** Puts other bounds in force; rows stay. */
  void bounds(Bounds other) {
    lock.writeLock().lock();
    try {
      bounds = other;
      rows.bounds(other);
      disk.least(other.free());
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public CompletionStage<Void> commit(Batch batch) {
    var commit = new Pending.Commit(written(batch), new CompletableFuture<>());
    enter(commit);
    return commit.done().minimalCompletionStage();
  }

  private void enter(Pending pending) {
    if (closed) {
      pending.done().completeExceptionally(new IOException("the store is closed"));
    } else if (!offer(pending)) {
      pending.done().completeExceptionally(new IOException("too many commits are waiting"));
    } else if (closed && waiting.remove(pending.tenant(), pending)) {
      // The writer may have gone between the two looks.
      waiting.release(pending.tenant(), pending.octets());
      pending.done().completeExceptionally(new IOException("the store is closed"));
    }
  }

  private Written written(Batch batch) {
    var found = spare.getAndSet(null);
    var out = found == null ? new RowBuffer() : found;
    var written = Written.of(batch, out);
    spare.set(out);
    return written;
  }

  private boolean offer(Pending pending) {
    return waiting.offer(pending.tenant(), pending, pending.octets(), bounds.waiting());
  }

  private void write() {
    var group = new ArrayList<Pending>();
    while (!closed || !waiting.isEmpty()) {
      try {
        // Never interrupted from outside: that would close the file in the middle of a write.
        waiting.take(group, GROUP, IDLE_MILLIS);
      } catch (InterruptedException e) {
        LOG.warn("the store's thread was interrupted and goes on");
      }
      commit(group);
      group.forEach(p -> waiting.release(p.tenant(), p.octets()));
      busy(group.size());
      group.clear();
      pages();
    }
  }

  private void commit(List<Pending> group) {
    var refused = new ArrayList<Optional<Throwable>>(group.size());
    try {
      var changed = apply(group, refused);
      if (changed) {
        file.commit(group.stream().anyMatch(Pending::isForced));
      }
    } catch (IOException | RuntimeException e) {
      refused.clear();
      group.forEach(p -> refused.add(Optional.of(new IOException("the store cannot write", e))));
      reopen(e);
    }
    for (var i = 0; i < group.size(); i++) {
      var pending = group.get(i);
      refused.get(i).ifPresentOrElse(pending.done()::completeExceptionally, pending::succeed);
    }
  }

  private boolean apply(List<Pending> group, List<Optional<Throwable>> refused) throws IOException {
    if (file.isClosed()) {
      pages.exchange(this::open);
    }
    lock.writeLock().lock();
    try {
      var now = clock.getAsLong();
      var room = disk.hasRoom(now);
      var changed = rows.expire(now);
      for (var pending : group) {
        var why = pending.apply(this, room);
        changed |= why.isEmpty() && pending.isCommit();
        refused.add(why);
      }
      return changed;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Applies a batch, on the thread that commits; why it could not be.
   *
   * @param room whether the disk has room
   */
  Optional<Throwable> apply(Written written, boolean room) {
    if (!owners.own(written.batch())) {
      return Optional.of(new FencedException(written.batch().key().tenant()));
    }
    if (!room && !rows.isOngoing(written)) {
      return Optional.of(new IOException("the disk is full"));
    }
    return rows.apply(written)
        ? Optional.empty()
        : Optional.of(new IOException("the store is full"));
  }

  private void reopen(Exception why) {
    LOG.error("the store's file failed: {}", why.getMessage());
    LOG.debug("the store's file failed", why);
    disk.failed(clock.getAsLong());
    try {
      pages.exchange(this::open);
    } catch (IOException e) {
      LOG.error("the store cannot be opened again: {}", e.getMessage());
    }
  }

  private StoreFile open() throws IOException {
    lock.writeLock().lock();
    try {
      file.discard();
      nextPages = clock.getAsLong() + PAGES_AFTER_FAILURE;
      file = opener.open();
      rows = new Rows(file.tables(), bounds);
      return file;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void busy(int batches) {
    var now = clock.getAsLong();
    lately += batches;
    if (lately > FEW) {
      calm = now + CALM_MILLIS;
    }
    if (now >= nextLately) {
      lately = 0;
      nextLately = now + LATELY;
    }
  }

  /** Has the pages written of what was committed, if it is time for it. */
  private void pages() {
    pages.failure().ifPresent(this::reopen);
    var now = clock.getAsLong();
    if (file.isClosed() || (now < nextPages && file.logged() < bounds.log())) {
      return;
    }
    try {
      if (file.logged() >= 2 * bounds.log()) {
        pages.await();
      }
      if (!pages.isWriting() && pages.failure().isEmpty()) {
        nextPages = now + PAGES_EACH;
        freeze();
      }
    } catch (InterruptedException e) {
      LOG.warn("the store's thread was interrupted and goes on");
    }
  }

  private void freeze() {
    lock.writeLock().lock();
    try {
      if (file.freeze()) {
        pages.write();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void thaw(StoreFile written) {
    lock.writeLock().lock();
    try {
      written.thaw();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T read(Function<Rows, T> what, T otherwise) {
    lock.readLock().lock();
    try {
      return file.isClosed() ? otherwise : what.apply(rows);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What lies in memory or in the pages is there at once. */
  private <T> CompletableFuture<T> look(Function<Rows, T> what) {
    lock.readLock().lock();
    try {
      return file.isClosed()
          ? CompletableFuture.failedFuture(new IOException("the store's file is closed"))
          : CompletableFuture.completedFuture(what.apply(rows));
    } catch (UncheckedIOException e) {
      return CompletableFuture.failedFuture(e.getCause());
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public CompletionStage<Optional<Seen>> seen(String duplicateKey, long now) {
    var print = Fingerprint.of(duplicateKey);
    return look(r -> r.seen(print, now))
        .thenApply(found -> found.map(e -> new Seen(duplicateKey, e.answer(), e.until())));
  }

  @Override
  public CompletionStage<Optional<Journal>> journal(String ref) {
    return look(r -> r.journal(ref));
  }

  @Override
  public CompletionStage<List<Journal>> recent(String tenant, long since, int count) {
    return newest(new JournalRows.Wanted(e -> e.tenant().equals(tenant), since, count));
  }

  @Override
  public CompletionStage<List<Journal>> named(String name, int count) {
    return newest(new JournalRows.Wanted(e -> e.names().contains(name), 0, count));
  }

  private CompletionStage<List<Journal>> newest(JournalRows.Wanted wanted) {
    var found = new ArrayList<Journal>();
    var next = look(r -> r.recent(wanted, Long.MAX_VALUE, found));
    // A slice at a time, for commits wait for whoever reads.
    while (!next.isCompletedExceptionally() && next.join().isPresent()) {
      var from = next.join().get();
      next = look(r -> r.recent(wanted, from, found));
    }
    return next.thenApply(end -> found);
  }

  @Override
  public CompletionStage<Recovered> recover(String tenant) {
    return handOver(
        tenant,
        () -> {
          var first = owners.isUntaken(tenant);
          return rows.of(tenant, owners.take(tenant), first);
        });
  }

  @Override
  public CompletionStage<Void> release(String tenant, long by) {
    return handOver(
        tenant,
        () -> {
          owners.release(tenant, by);
          return null;
        });
  }

  private <T> CompletionStage<T> handOver(String tenant, Callable<T> work) {
    var handover = new Pending.Handover<T>(tenant, work);
    enter(handover);
    return handover.done().minimalCompletionStage();
  }

  @Override
  public CompletionStage<Set<String>> tenants() {
    return look(Rows::tenants);
  }

  @Override
  public Usage usage() {
    return read(r -> new Usage(r.used(), bounds.size()), new Usage(0, bounds.size()));
  }

  /** Octets of the pages. */
  long fileSize() {
    return file.size();
  }

  /** Octets written to pages and log since they were opened. */
  long fileWritten() {
    return file.written();
  }

  /** Commits what waits, then closes the file. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(CLOSE_MILLIS);
      if (pages.close(CLOSE_MILLIS)) {
        file.close();
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Its log has what the pages lack.
    file.discard();
  }
}
