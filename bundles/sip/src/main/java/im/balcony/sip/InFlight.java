package im.balcony.sip;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Counts the calls that are under way, so that a stop can wait for them. */
final class InFlight {

  private static final long PATIENCE = 3;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  <T> T call(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  void run(Runnable work) {
    lock.readLock().lock();
    try {
      work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits until no call is under way, at most a few seconds. */
  void await() {
    try {
      if (lock.writeLock().tryLock(PATIENCE, TimeUnit.SECONDS)) {
        lock.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
