package im.balcony.router.strand;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Work that waits for a thread, one lane a tenant: each tenant that has any gets one turn, then the
 * next, however much one of them has. A lane keeps its order.
 */
public final class Turns {

  /** The lane of what is no tenant's. */
  public static final String COMMON = "";

  // In the order of their turns.
  private final Map<String, ArrayDeque<Runnable>> lanes = new LinkedHashMap<>();

  /** Puts work at the end of a lane. */
  public synchronized void add(String lane, Runnable work) {
    lanes.computeIfAbsent(lane, l -> new ArrayDeque<>()).add(work);
  }

  /**
   * Takes out the work whose turn it is.
   *
   * @throws NoSuchElementException if nothing waits
   */
  public synchronized Runnable next() {
    var lane = lanes.entrySet().iterator().next();
    var queue = lanes.remove(lane.getKey());
    var work = lane.getValue().remove();
    if (queue != null && !queue.isEmpty()) {
      lanes.put(lane.getKey(), queue);
    }
    return work;
  }

  /** Whether nobody waits. */
  public synchronized boolean isEmpty() {
    return lanes.isEmpty();
  }
}
