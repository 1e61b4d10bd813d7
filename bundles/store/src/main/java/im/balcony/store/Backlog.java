package im.balcony.store;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What waits for its commit, one lane a tenant: a group takes one of each tenant, then the next of
 * each, so that the many of one tenant are not before the few of another. A lane keeps its order. A
 * tenant may hold no more octets than are left for the others, so that none finds no room for what
 * another has waiting.
 *
 * @param <T> what waits
 */
final class Backlog<T> {

  // In the order of their turns.
  private final Map<String, ArrayDeque<T>> lanes = new LinkedHashMap<>();
  // Held until released: of what waits, and of what is being committed.
  private final Map<String, Long> held = new HashMap<>();
  private long all;

  /**
   * Puts something at the end of a tenant's lane. Where nothing is held it is taken whatever its
   * size, so that no bound stops anybody for good.
   *
   * @param octets held until {@link #release}
   * @param bound octets that all may hold; a tenant may hold as much as is then left of it
   * @return false if there is no room for it
   */
  synchronized boolean offer(String tenant, T item, long octets, long bound) {
    var own = held.getOrDefault(tenant, 0L);
    if (all > 0 && own + octets > bound - all) {
      return false;
    }
    held.put(tenant, own + octets);
    all += octets;
    lanes.computeIfAbsent(tenant, t -> new ArrayDeque<>()).add(item);
    notifyAll();
    return true;
  }

  /** Gives back what something held that was committed or taken out. */
  synchronized void release(String tenant, long octets) {
    all -= octets;
    held.computeIfPresent(tenant, (t, own) -> own > octets ? own - octets : null);
  }

  /** Takes something out that is there no more use for; false if it was taken before. */
  synchronized boolean remove(String tenant, T item) {
    var lane = lanes.get(tenant);
    if (lane == null || !lane.remove(item)) {
      return false;
    }
    if (lane.isEmpty()) {
      lanes.remove(tenant);
    }
    return true;
  }

  /** Takes up to {@code most} into {@code group}, and waits so long if nothing is there. */
  synchronized void take(List<T> group, int most, long millis) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (lanes.isEmpty()) {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return;
      }
      wait(left);
    }
    while (group.size() < most && !lanes.isEmpty()) {
      var first = lanes.entrySet().iterator().next();
      var tenant = first.getKey();
      var lane = first.getValue();
      lanes.remove(tenant);
      group.add(lane.remove());
      if (!lane.isEmpty()) {
        lanes.put(tenant, lane);
      }
    }
  }

  synchronized boolean isEmpty() {
    return lanes.isEmpty();
  }
}
