package im.balcony.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The place of an exchangeable service. It may be empty; it counts the calls in flight, so that a
 * service which leaves is let go only after the last of them; it tells when it is filled again.
 *
 * @param <T> the service
 */
public final class Slot<T> {

  private final String name;
  private final long drainWait;
  private volatile List<Holder<T>> holders = List.of();
  private volatile Runnable filled = () -> {};

  /** An empty slot that waits {@code drainWait} milliseconds at most for calls in flight. */
  public Slot(String name, long drainWait) {
    this.name = name;
    this.drainWait = drainWait;
  }

  /** Whom to tell when a service was bound. */
  public void whenFilled(Runnable listener) {
    filled = listener;
  }

  /** What the slot is for. */
  public String name() {
    return name;
  }

  /** Puts a service in; the highest version is used by those who do not choose. */
  public void bind(T service, Version version) {
    synchronized (this) {
      var next = new ArrayList<>(holders);
      next.removeIf(h -> h.service == service);
      next.add(new Holder<>(service, version));
      // Stable: of equal versions the newest binding goes first, for it is the update.
      java.util.Collections.reverse(next);
      next.sort(Comparator.comparing((Holder<T> h) -> h.version).reversed());
      holders = List.copyOf(next);
    }
    filled.run();
  }

  /** Takes a service out and waits, within bounds, until no call of it is in flight. */
  public void unbind(T service) {
    Optional<Holder<T>> gone;
    synchronized (this) {
      gone = holders.stream().filter(h -> h.service == service).findFirst();
      holders = holders.stream().filter(h -> h.service != service).toList();
    }
    gone.ifPresent(h -> h.drain(drainWait));
  }

  /** Whether nothing is in it. */
  public boolean isEmpty() {
    return holders.isEmpty();
  }

  /** The versions in it, highest first. */
  public List<Version> versions() {
    return holders.stream().map(h -> h.version).toList();
  }

  /** Borrows the highest version. */
  public Lease<T> borrow() throws SlotEmptyException {
    return borrow("");
  }

  /**
   * Borrows the highest version within {@code range}; every version if it is empty.
   *
   * @throws SlotEmptyException if there is none
   */
  public Lease<T> borrow(String range) throws SlotEmptyException {
    var wanted = wanted(range);
    for (var holder : holders) {
      if (wanted.includes(holder.version) && holder.enter()) {
        return new Lease<>(name, holder);
      }
    }
    throw new SlotEmptyException(name);
  }

  private VersionRange wanted(String range) throws SlotEmptyException {
    try {
      return new VersionRange(range.isBlank() ? "0" : range.strip());
    } catch (IllegalArgumentException e) {
      throw new SlotEmptyException(name);
    }
  }

  /**
   * A borrowed service: while it is open, an exchange waits.
   *
   * @param <T> the service
   */
  public static final class Lease<T> implements AutoCloseable {

    private final String name;
    private final Holder<T> holder;

    private Lease(String name, Holder<T> holder) {
      this.name = name;
      this.holder = holder;
    }

    /**
     * Calls the service. This is the only place where exchangeable code is called, so that nothing
     * it throws goes further.
     */
    public <R> R call(Function<T, R> work) throws PartFailedException {
      try {
        return work.apply(holder.service);
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        throw new PartFailedException(name, e);
      }
    }

    /** The service itself, for what only hands it on. */
    T service() {
      return holder.service;
    }

    @Override
    public void close() {
      holder.leave();
    }
  }

  private static final class Holder<T> {

    private static final int GONE = Integer.MIN_VALUE / 2;

    private final T service;
    private final Version version;
    private final AtomicInteger calls = new AtomicInteger();

    Holder(T service, Version version) {
      this.service = service;
      this.version = version;
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
  }

  /** Nobody is there to do it now; the work has to wait. */
  public static final class SlotEmptyException extends Exception {

    /** With the slot's name. */
    public SlotEmptyException(String slot) {
      super(slot, null, false, false);
    }
  }

  /** A part threw, which it never should. */
  public static final class PartFailedException extends Exception {

    /** With the slot's name and what was thrown. */
    public PartFailedException(String slot, Throwable cause) {
      super(slot + " failed: " + cause.getClass().getSimpleName(), cause);
    }
  }
}
