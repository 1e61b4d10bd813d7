package im.balcony.router.slot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches one computation that calls exchangeable parts, so that it can be given up from outside
 * while a part hangs. From then on nothing that the computation comes to counts: it gives back what
 * it had borrowed at once, and when its thread comes out of the part it meets an exception and
 * ends.
 *
 * <p>Made by {@link im.balcony.router.strand.Scheduler#watch} in the thread of the computation, and
 * closed there.
 */
public final class Watch implements AutoCloseable {

  private enum State {
    RUNNING,
    OVER,
    WRITTEN_OFF,
    RETURNED
  }

  /** Parts that a turn borrows. */
  private static final int USUAL = 4;

  private final Thread thread = Thread.currentThread();
  private final Consumer<Watch> closed;
  private final List<Slot.Lease<?>> leases = new ArrayList<>(USUAL);
  private State state = State.RUNNING;
  private Slot.@Nullable Lease<?> inside;
  private Slot.@Nullable Lease<?> hung;
  private int weight;
  // Whether the call under way began behind the last unit of time.
  private boolean fresh;
  private long seen = -1;

  /** {@code closed} hears once when the computation has ended, written off or not. */
  public Watch(Consumer<Watch> closed) {
    this.closed = closed;
  }

  /** A watch that nobody looks at: what it watches may take as long as it likes. */
  public static Watch unwatched() {
    return new Watch(watch -> {});
  }

  /** Takes note of what has to be given back. */
  synchronized void holds(Slot.Lease<?> lease) {
    if (isWrittenOff()) {
      lease.close();
      throw new WrittenOffException();
    }
    leases.add(lease);
  }

  /** A part is called now, perhaps from within another; the other is returned. */
  synchronized Slot.@Nullable Lease<?> enter(Slot.Lease<?> lease) {
    if (isWrittenOff()) {
      throw new WrittenOffException();
    }
    var outer = inside;
    inside = lease;
    if (outer == null) {
      weight = 0;
      fresh = true;
    }
    return outer;
  }

  /** The part came back. */
  synchronized void leave(Slot.@Nullable Lease<?> outer) {
    inside = outer;
    if (isWrittenOff()) {
      // The interrupt was for the part; whatever the thread does next must not meet it.
      Thread.interrupted();
      throw new WrittenOffException();
    }
  }

  /** Whether a part is called just now, and what it comes to still counts. */
  synchronized boolean isInside() {
    return state == State.RUNNING && inside != null;
  }

  /**
   * One unit of time has passed, of which this computation had its share.
   *
   * @param elapsed nanoseconds since the last one
   * @return what the unit weighs for it; little where it could not help being slow
   */
  public int weigh(Blame blame, long elapsed) {
    var cpu = blame.cpu(thread);
    var used = cpu < 0 || seen < 0 ? -1 : cpu - seen;
    seen = cpu;
    return isStillInside() ? blame.of(thread, used, elapsed) : 0;
  }

  /**
   * Whether the part was called before the last unit of time as well. To look at a thread stops all
   * others for a moment, and nearly every call is over before the next unit.
   */
  private synchronized boolean isStillInside() {
    var still = isInside() && !fresh;
    fresh = false;
    return still;
  }

  /**
   * One unit of time has passed in which the gateway itself was running: a pause of the whole
   * process is one tick, however long it was.
   *
   * @param more what it weighs
   * @param most at what weight of one call the computation is written off
   * @return what hangs, at the tick that writes it off
   */
  public Optional<Slot.PartFailedException> tick(int more, int most) {
    Slot.PartFailedException hang;
    List<Slot.Lease<?>> borrowed;
    synchronized (this) {
      var part = inside;
      if (state != State.RUNNING || part == null) {
        return Optional.empty();
      }
      weight += more;
      if (weight < most) {
        return Optional.empty();
      }
      state = State.WRITTEN_OFF;
      hung = part;
      part.hangs(1);
      hang = new Slot.PartFailedException(part, where());
      borrowed = List.copyOf(leases);
      thread.interrupt();
    }
    borrowed.forEach(Slot.Lease::close);
    return Optional.of(hang);
  }

  private String where() {
    var stack = thread.getStackTrace();
    return stack.length == 0 ? "" : Slot.place(stack[0]);
  }

  /** The computation is done; whether what it came to counts. */
  public synchronized boolean over() {
    if (state == State.RUNNING) {
      state = State.OVER;
    }
    return state == State.OVER;
  }

  /** Whether nobody waits for the call any more. */
  public synchronized boolean isWrittenOff() {
    return state == State.WRITTEN_OFF || state == State.RETURNED;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (state == State.RETURNED) {
        return;
      }
      if (hung != null) {
        hung.hangs(-1);
        hung = null;
      }
      leases.clear();
      state = state == State.WRITTEN_OFF ? State.RETURNED : State.OVER;
    }
    closed.accept(this);
  }

  /** Ends a computation that was written off; nobody waits for it any more. */
  public static final class WrittenOffException extends RuntimeException {
    WrittenOffException() {
      super("written off", null, false, false);
    }
  }
}
