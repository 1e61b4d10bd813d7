package im.balcony.router.waiting;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Turns;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where records wait that cannot even be routed, because no mapping is there, or the store has yet
 * to say whether they are copies. One lane a tenant, and one for what has no tenant yet; a lane
 * keeps its order, and while it holds anything newcomers go to its end. Bounded in count and age:
 * past that the sender is told.
 */
public final class Parking {

  private static final Optional<CompletionStage<?>> AT_ONCE =
      Optional.of(CompletableFuture.completedStage(null));

  /** The lane of what has no tenant yet. */
  public static final String COMMON = Turns.COMMON;

  /**
   * A record that waits.
   *
   * @param name of the transaction that may be cancelled while it waits; else empty
   * @param work what is to be done with it
   * @param refuse what tells its sender
   */
  private record Parked(long at, String name, Work work, Runnable refuse) {}

  /** Brings a record on its way. */
  public interface Work {
    void run(Attempt attempt) throws Slot.SlotEmptyException, AwaitedException;
  }

  /** Something has to be known first that nobody can tell at once. */
  public static final class AwaitedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CompletionStage<?> answer;

    /** The work is to be done again when {@code answer} is there, whatever it is. */
    public AwaitedException(CompletionStage<?> answer) {
      super("awaits an answer", null, false, false);
      this.answer = answer;
    }
  }

  private final Scheduler scheduler;
  private final RouterLimits limits;
  private final Predicate<String> open;
  private final Map<String, Deque<Parked>> lanes = new HashMap<>();
  private final Set<String> draining = new HashSet<>();
  private int count;

  // Who finds a part away is told of one that came back while he did not wait for it yet.
  private int fills;

  /** Nothing waits yet; {@code open} says whether a tenant's lane may flow. */
  public Parking(Scheduler scheduler, RouterLimits limits, Predicate<String> open) {
    this.scheduler = scheduler;
    this.limits = limits;
    this.open = open;
  }

  /** Does {@code work} now, within {@code attempt}, if the lane is free, else later. */
  public void pass(String lane, String name, Work work, Runnable refuse, Attempt attempt) {
    var before = fills();
    if (!isFree(lane)) {
      park(lane, new Parked(scheduler.now(), name, work, refuse), false);
      flowIfFilled(before, lane);
      return;
    }
    try {
      work.run(attempt);
    } catch (Slot.SlotEmptyException e) {
      park(lane, new Parked(scheduler.now(), name, work, refuse), false);
      flowIfFilled(before, lane);
    } catch (AwaitedException e) {
      park(lane, new Parked(scheduler.now(), name, work, refuse), false);
      flowAfter(e.answer, lane);
    }
  }

  private void flowAfter(CompletionStage<?> answer, String lane) {
    answer.whenComplete((known, error) -> scheduler.execute(lane, () -> drain(lane)));
  }

  private void flowIfFilled(int before, String lane) {
    if (fills() != before) {
      scheduler.execute(lane, () -> drain(lane));
    }
  }

  private synchronized int fills() {
    return fills;
  }

  /** Takes out what waits under this name; false if nothing does. */
  public synchronized boolean withdraw(String name) {
    for (var queue : lanes.values()) {
      if (queue.removeIf(parked -> parked.name.equals(name))) {
        count--;
        lanes.values().removeIf(Deque::isEmpty);
        return true;
      }
    }
    return false;
  }

  private synchronized boolean isFree(String lane) {
    return !lanes.containsKey(lane) && open.test(lane);
  }

  private void park(String lane, Parked parked, boolean first) {
    synchronized (this) {
      if (first || count < limits.keys().parkedMessages()) {
        var queue = lanes.computeIfAbsent(lane, l -> new ArrayDeque<>());
        if (first) {
          queue.addFirst(parked);
        } else {
          queue.add(parked);
          scheduler.at(parked.at + limits.keys().parkedAge(), lane, () -> expire(lane, parked));
        }
        count++;
        return;
      }
    }
    parked.refuse.run();
  }

  private void expire(String lane, Parked parked) {
    synchronized (this) {
      var queue = lanes.get(lane);
      if (queue == null || !queue.remove(parked)) {
        return;
      }
      count--;
      if (queue.isEmpty()) {
        lanes.remove(lane);
      }
    }
    parked.refuse.run();
  }

  /** Something was filled: lanes that are free now flow on, in order. */
  public void filled() {
    synchronized (this) {
      fills++;
      for (var lane : lanes.keySet()) {
        scheduler.execute(lane, () -> drain(lane));
      }
    }
  }

  private void drain(String lane) {
    var before = fills();
    var head = head(lane);
    if (head == null) {
      return;
    }
    var next = new AtomicReference<Optional<CompletionStage<?>>>(AT_ONCE);
    scheduler.attempt(
        lane,
        attempt -> {
          try {
            head.work.run(attempt);
          } catch (Slot.SlotEmptyException e) {
            park(lane, head, true);
            next.set(Optional.empty());
          } catch (AwaitedException e) {
            park(lane, head, true);
            next.set(Optional.of(e.answer));
          }
        },
        () -> drained(lane, before, Objects.requireNonNull(next.get())));
  }

  /** Takes out what is first in a lane, which then waits for it; null if it may not flow. */
  private synchronized @Nullable Parked head(String lane) {
    var queue = lanes.get(lane);
    if (queue == null || !open.test(lane)) {
      return null;
    }
    if (queue.isEmpty()) {
      lanes.remove(lane);
      return null;
    }
    if (!draining.add(lane)) {
      return null;
    }
    count--;
    return queue.remove();
  }

  /** The lane flows on after {@code next}; if there is none, when something is filled. */
  private void drained(String lane, int before, Optional<CompletionStage<?>> next) {
    synchronized (this) {
      draining.remove(lane);
    }
    next.ifPresentOrElse(answer -> flowAfter(answer, lane), () -> flowIfFilled(before, lane));
  }

  /** What waits in one lane. */
  public synchronized int size(String lane) {
    var queue = lanes.get(lane);
    return queue == null ? 0 : queue.size();
  }

  /** How many records wait. */
  public synchronized int size() {
    return count;
  }
}
