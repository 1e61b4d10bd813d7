package im.balcony.store;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the pages of a file, and works against the holes in them, on a thread of its own beside
 * the commits. What fails here closes nothing: whoever commits hears of it and opens the file
 * again.
 */
final class PageWriter {

  private static final long COMPACT_EACH = 125;

  /** Compactions between two looks at whether the disk has what they wrote. */
  private static final int SETTLE_EACH = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PageWriter.class);

  private final Consumer<StoreFile> written;
  private final BooleanSupplier calm;
  private final Thread thread;
  // Held while something is done to the file.
  private final ReentrantLock work = new ReentrantLock();
  // Under the lock of the work.
  private StoreFile file;
  private int compactions;
  // Under the monitor.
  private boolean asked;
  private boolean closed;
  private Optional<Exception> failure = Optional.empty();

  /**
   * Looks after a file from now on.
   *
   * @param written hears, on this thread, that what was frozen is in the pages
   * @param calm whether nobody is disturbed by work that waits for the disk
   */
  PageWriter(StoreFile file, Consumer<StoreFile> written, BooleanSupplier calm) {
    this.file = file;
    this.written = written;
    this.calm = calm;
    thread = new Thread(this::run, "balcony-store-pages");
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes what the file has frozen. */
  synchronized void write() {
    asked = true;
    notifyAll();
  }

  /** Whether what was frozen is still being written. */
  synchronized boolean isWriting() {
    return asked && failure.isEmpty();
  }

  /** Waits until what was frozen is written, or cannot be. */
  synchronized void await() throws InterruptedException {
    while (isWriting() && !closed) {
      wait();
    }
  }

  /** Why the file has to be opened again, if it has to. */
  synchronized Optional<Exception> failure() {
    return failure;
  }

  /** Opens a file in place of another. */
  interface Exchange {
    StoreFile open() throws IOException;
  }

  /**
   * Looks after another file, which is opened while nothing is done to the one before.
   *
   * @throws IOException if it cannot be opened; then nothing is done until one is
   */
  void exchange(Exchange exchange) throws IOException {
    work.lock();
    try {
      over(Optional.empty());
      file = exchange.open();
    } finally {
      work.unlock();
    }
  }

  private void run() {
    while (awaitWork()) {
      work.lock();
      try {
        work();
      } catch (IOException | RuntimeException e) {
        LOG.debug("the store's pages failed", e);
        over(Optional.of(e));
      } finally {
        work.unlock();
      }
    }
  }

  private synchronized boolean awaitWork() {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COMPACT_EACH);
    try {
      var left = COMPACT_EACH;
      while (!asked && !closed && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      LOG.warn("the store's pages were interrupted and go on");
    }
    return !closed;
  }

  private void work() throws IOException {
    if (file.isClosed() || failure().isPresent()) {
      return;
    }
    if (isWriting()) {
      file.writeFrozen();
      written.accept(file);
      over(Optional.empty());
    }
    file.compact();
    if (calm.getAsBoolean()) {
      file.shrink();
    }
    if (++compactions % SETTLE_EACH == 0) {
      file.settle();
    }
  }

  private synchronized void over(Optional<Exception> why) {
    asked = false;
    failure = why;
    notifyAll();
  }

  /** Ends with what is being done; false if that takes longer. */
  boolean close(long millis) throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.join(millis);
    return !thread.isAlive();
  }
}
