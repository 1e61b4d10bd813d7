package im.balcony.router.slot;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** One service in a {@link Slot}, with the count of its calls in flight. */
final class Holder<T> {

  private static final int GONE = Integer.MIN_VALUE / 2;

  final T service;
  final Version version;
  final String bundle;

  /** Threads that were written off in it and are still there. */
  final AtomicInteger hung = new AtomicInteger();

  /** Why it is not to serve while there is another. */
  volatile Slot.@Nullable Aside aside;

  /** Whether it is not to serve yet while there is another. */
  volatile boolean rehearsing;

  private final AtomicInteger calls = new AtomicInteger();
  private final Set<Decoded<?>> decoded = ConcurrentHashMap.newKeySet();
  private volatile boolean released;

  Holder(T service, Version version, String bundle) {
    this.service = service;
    this.version = version;
    this.bundle = bundle;
  }

  boolean enter() {
    if (calls.incrementAndGet() > 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    var left = calls.decrementAndGet();
    if (left <= GONE) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  synchronized void drain(long atMost) {
    calls.addAndGet(GONE);
    var until = System.nanoTime() + atMost * 1_000_000;
    try {
      while (calls.get() > GONE) {
        var left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Remembers where something lies that it made; false if it is gone. */
  boolean keeps(Decoded<?> place) {
    decoded.add(place);
    if (released) {
      decoded.remove(place);
      return false;
    }
    return true;
  }

  /** Nothing of its making lies there any more. */
  void forget(Decoded<?> place) {
    decoded.remove(place);
  }

  /** It is gone: what it made goes with it, and nothing is kept of what it may still make. */
  void release() {
    released = true;
    decoded.forEach(place -> place.clear(this));
    decoded.clear();
  }

  Slot.Use use(boolean leaving) {
    var now = calls.get();
    return new Slot.Use(
        service,
        version,
        bundle,
        leaving,
        rehearsing,
        Optional.ofNullable(aside),
        Math.max(0, now < 0 ? now - GONE : now),
        hung.get());
  }
}
