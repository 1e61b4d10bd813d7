package im.balcony.router.slot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The place of an exchangeable service. It may be empty; it counts the calls in flight, so that a
 * service which leaves is let go only after the last of them; it tells when it is filled again.
 *
 * @param <T> the service
 */
public final class Slot<T> {

  /** Ranges whose meaning is remembered; each message asks for one. */
  private static final int MOST_RANGES = 100;

  private final String name;
  private final long drainWait;
  private final BooleanSupplier exhausted;
  private volatile List<Holder<T>> holders = List.of();
  private volatile List<Holder<T>> leaving = List.of();
  private volatile Runnable filled = () -> {};
  private final Map<String, Optional<VersionRange>> ranges = new ConcurrentHashMap<>();

  /** An empty slot that waits {@code drainWait} milliseconds at most for calls in flight. */
  public Slot(String name, long drainWait) {
    this(name, drainWait, () -> false);
  }

  /**
   * The same; while {@code exhausted}, no thread may be lost any more, so a service in which one
   * hangs is not lent.
   */
  public Slot(String name, long drainWait, BooleanSupplier exhausted) {
    this.name = name;
    this.drainWait = drainWait;
    this.exhausted = exhausted;
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
    bind(service, version, "");
  }

  /** The same, with the name of the bundle that it comes from, for operators. */
  public void bind(T service, Version version, String bundle) {
    bindByVersion(new Holder<>(service, version, bundle));
  }

  /**
   * The same, but it is lent only where there is no other, or for a rehearsal, until {@link
   * #rehearsed}.
   */
  public void bindToRehearse(T service, Version version, String bundle) {
    var next = new Holder<>(service, version, bundle);
    next.rehearsing = true;
    bindByVersion(next);
  }

  private void bindByVersion(Holder<T> next) {
    // Stable: of equal versions the newest binding goes first, for it is the update.
    bind(next, list -> list.sort(Comparator.comparing((Holder<T> h) -> h.version).reversed()));
  }

  /**
   * From now on a service that rehearsed is lent like any other.
   *
   * @return what it is, unless it is gone or was set aside
   */
  public synchronized Optional<Use> rehearsed(T service) {
    var found = holders.stream().filter(h -> h.service == service).findFirst();
    found.ifPresent(h -> h.rehearsing = false);
    return found.filter(h -> h.aside == null).map(h -> h.use(false));
  }

  /** Whether something in it rehearses. */
  public boolean isRehearsing() {
    return holders.stream().anyMatch(h -> h.rehearsing);
  }

  /** Borrows the highest version within {@code range} that rehearses, if there is one. */
  public Optional<Lease<T>> borrowRehearsing(String range, Watch watch) {
    return wanted(range).stream()
        .flatMap(w -> candidates(w).stream())
        .filter(h -> h.rehearsing && h.aside == null && h.enter())
        .findFirst()
        .map(h -> lease(h, watch));
  }

  private Lease<T> lease(Holder<T> entered, Watch watch) {
    var lease = new Lease<>(this, entered, watch);
    watch.holds(lease);
    return lease;
  }

  /** Puts a service in that goes before all others, whatever its version. */
  public void bindNewest(T service, Version version, String bundle) {
    bind(new Holder<>(service, version, bundle), list -> {});
  }

  private void bind(Holder<T> holder, Consumer<List<Holder<T>>> order) {
    synchronized (this) {
      var next = new ArrayList<Holder<T>>();
      next.add(holder);
      holders.stream().filter(h -> h.service != holder.service).forEach(next::add);
      order.accept(next);
      var replaced = holders.stream().filter(h -> h.service == holder.service).toList();
      holders = List.copyOf(next);
      replaced.forEach(Holder::release);
    }
    filled.run();
  }

  /** Takes a service out and waits, within bounds, until no call of it is in flight. */
  public void unbind(T service) {
    List<Holder<T>> gone;
    synchronized (this) {
      gone = holders.stream().filter(h -> h.service == service).toList();
      holders = holders.stream().filter(h -> h.service != service).toList();
      leaving = Stream.concat(leaving.stream(), gone.stream()).toList();
    }
    gone.forEach(h -> h.drain(drainWait));
    gone.forEach(Holder::release);
    synchronized (this) {
      leaving = leaving.stream().filter(h -> !gone.contains(h)).toList();
    }
  }

  /** Whether nothing is in it. */
  public boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Whether a version within {@code range} is in it. */
  public boolean serves(String range) {
    return chosen(range).isPresent();
  }

  /** The versions in it, highest first. */
  public List<Version> versions() {
    return holders.stream().map(h -> h.version).toList();
  }

  /** The version, and its bundle, that those are lent who ask for {@code range}. */
  public Optional<Use> chosen(String range) {
    return wanted(range).flatMap(w -> candidates(w).stream().findFirst()).map(h -> h.use(false));
  }

  /** All that is in it, highest version first, and what is just leaving. */
  public synchronized List<Use> uses() {
    // Under the lock, for whoever leaves is in one of the two at any time, and in one only.
    var chosen = new ArrayList<Use>();
    holders.forEach(h -> chosen.add(h.use(false)));
    leaving.forEach(h -> chosen.add(h.use(true)));
    return chosen;
  }

  /** Borrows the highest version. */
  public Lease<T> borrow() throws SlotEmptyException {
    return borrow("", Watch.unwatched());
  }

  /**
   * Borrows the highest version within {@code range}, every version if it is empty; a version that
   * was set aside only where there is no other.
   *
   * @param watch whose computation uses it
   * @throws SlotEmptyException if there is none
   */
  public Lease<T> borrow(String range, Watch watch) throws SlotEmptyException {
    var wanted = wanted(range).orElseThrow(() -> new SlotEmptyException(name));
    for (var holder : candidates(wanted)) {
      if (holder.hung.get() > 0 && exhausted.getAsBoolean()) {
        break;
      }
      if (holder.enter()) {
        return lease(holder, watch);
      }
    }
    throw new SlotEmptyException(name);
  }

  /**
   * The versions within a range in the order in which they are to serve: first those that nothing
   * is held against, then those that still rehearse, last those set aside, the oldest first.
   */
  private List<Holder<T>> candidates(VersionRange wanted) {
    var all = holders;
    if (all.size() == 1) {
      return wanted.includes(all.get(0).version) ? all : List.of();
    }
    var order = new ArrayList<Holder<T>>(all.size());
    add(order, all, wanted, h -> h.aside == null && !h.rehearsing);
    add(order, all, wanted, h -> h.aside == null && h.rehearsing);
    var sound = order.size();
    add(order, all, wanted, h -> h.aside != null);
    Collections.reverse(order.subList(sound, order.size()));
    return order;
  }

  private static <T> void add(
      List<Holder<T>> to, List<Holder<T>> from, VersionRange wanted, Predicate<Holder<T>> which) {
    for (var holder : from) {
      if (which.test(holder) && !to.contains(holder) && wanted.includes(holder.version)) {
        to.add(holder);
      }
    }
  }

  /**
   * Sets the version aside that failed whoever wants {@code range}, unless it is the last that can
   * serve them.
   *
   * @param now milliseconds of the gateway's clock
   */
  public synchronized Verdict setAside(PartFailedException failure, String range, long now) {
    var failed = failure.lease.holder;
    var another =
        wanted(range).stream()
            .flatMap(w -> candidates(w).stream())
            .anyMatch(h -> h != failed && h.aside == null);
    if (failed.aside != null || !holders.contains(failed)) {
      return another || !holders.contains(failed) ? Verdict.ANOTHER : Verdict.LAST;
    } else if (!another) {
      return Verdict.LAST;
    }
    failed.aside = new Aside(failure.what(), now);
    return Verdict.SET_ASIDE;
  }

  /** What became of a version that failed somebody. */
  public enum Verdict {
    /** It is the last that can serve them. */
    LAST,
    /** It was set aside before, or is gone: there is another, or soon will be. */
    ANOTHER,
    /** It is set aside now. */
    SET_ASIDE
  }

  private Optional<VersionRange> wanted(String range) {
    var known = ranges.get(range);
    if (known == null) {
      known = parsed(range);
      if (ranges.size() >= MOST_RANGES) {
        ranges.clear();
      }
      ranges.put(range, known);
    }
    return known;
  }

  private static Optional<VersionRange> parsed(String range) {
    try {
      return Optional.of(new VersionRange(range.isBlank() ? "0" : range.strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code text} is an OSGi version range; an empty one takes every version. */
  public static boolean isRange(String text) {
    return parsed(text).isPresent();
  }

  /** A line of code, for the log: what failed, but none of the words it failed with. */
  static String place(StackTraceElement element) {
    return element.getClassName() + "." + element.getMethodName() + ":" + element.getLineNumber();
  }

  /**
   * Why a version is not to serve while there is another.
   *
   * @param since milliseconds of the gateway's clock
   */
  public record Aside(String why, long since) {}

  /** A version as operators see it. */
  public record Use(
      Object service,
      Version version,
      String bundle,
      boolean leaving,
      boolean rehearsing,
      Optional<Aside> aside,
      int calls,
      int hung) {

    /** Whether it is the same service. */
    public boolean isSame(Use other) {
      return service == other.service;
    }
  }

  /**
   * A borrowed service: while it is open, an exchange waits.
   *
   * @param <T> the service
   */
  public static final class Lease<T> implements AutoCloseable {

    private final Slot<T> slot;
    private final Holder<T> holder;
    private final Watch watch;
    private boolean open = true;

    private Lease(Slot<T> slot, Holder<T> holder, Watch watch) {
      this.slot = slot;
      this.holder = holder;
      this.watch = watch;
    }

    /**
     * Calls the service. This is the only place where exchangeable code is called, so that nothing
     * it throws goes further, and it is known who does not come back.
     */
    public <R> R call(Function<T, R> work) throws PartFailedException {
      var outer = watch.enter(this);
      try {
        return work.apply(holder.service);
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        throw new PartFailedException(this, e);
      } finally {
        watch.leave(outer);
      }
    }

    /** The service itself, for what only hands it on. */
    public T service() {
      return holder.service;
    }

    /** Whether this is a lease of that service. */
    boolean isOf(@Nullable Holder<?> other) {
      return holder == other;
    }

    /** The service, which empties {@code place} when it leaves; null if it has left. */
    @Nullable Holder<?> keeps(Decoded<?> place) {
      return holder.keeps(place) ? holder : null;
    }

    void hangs(int more) {
      holder.hung.addAndGet(more);
    }

    @Override
    public String toString() {
      return (slot.name + " " + holder.version + " " + holder.bundle).strip();
    }

    @Override
    public void close() {
      if (wasOpen()) {
        holder.leave();
      }
    }

    /** A watch that writes its computation off closes it too, in another thread. */
    private synchronized boolean wasOpen() {
      var was = open;
      open = false;
      return was;
    }
  }

  /** Nobody is there to do it now; the work has to wait. */
  public static final class SlotEmptyException extends Exception {

    /** With the slot's name. */
    public SlotEmptyException(String slot) {
      super(slot, null, false, false);
    }
  }

  /** A part threw, which it never should, or did not come back. */
  public static final class PartFailedException extends Exception {

    private final transient Lease<?> lease;
    private final String what;

    PartFailedException(Lease<?> lease, Throwable cause) {
      super(lease.slot.name + " failed: " + cause.getClass().getSimpleName(), cause);
      this.lease = lease;
      var stack = cause.getStackTrace();
      this.what =
          "threw "
              + cause.getClass().getName()
              + (stack.length == 0 ? "" : " at " + place(stack[0]));
    }

    PartFailedException(Lease<?> lease, String where) {
      super(lease.slot.name + " hangs", null, false, false);
      this.lease = lease;
      this.what = where.isEmpty() ? "hangs" : "hangs at " + where;
    }

    /** Whether it did not come back. */
    public boolean isHang() {
      return getCause() == null;
    }

    /** Whether it was a service of this slot. */
    public boolean isOf(Slot<?> slot) {
      return lease.slot == slot;
    }

    /** Slot, version and bundle. */
    public String part() {
      return lease.toString();
    }

    /** What it did, without any word of a message. */
    public String what() {
      return what;
    }
  }
}
