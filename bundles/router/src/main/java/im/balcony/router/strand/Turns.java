package im.balcony.router.strand;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Work that waits for a thread, one lane a tenant: each tenant that has any gets one turn, then the
 * next, however much one of them has. A lane keeps its order.
 */
public final class Turns {

  /** The lane of what is no tenant's. */
  public static final String COMMON = "";

  /** Empty lanes that are kept to be used again. */
  private static final int SPARE = 16;

  private static final class Lane {
    private String name = COMMON;
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
  }

  private final Map<String, Lane> lanes = new HashMap<>();

  // Those in which work waits, in the order of their turns.
  private final ArrayDeque<Lane> order = new ArrayDeque<>();
  private final ArrayDeque<Lane> spare = new ArrayDeque<>();

  /** Puts work at the end of a lane. */
  public synchronized void add(String name, Runnable work) {
    var known = lanes.get(name);
    var lane = known == null ? begun(name) : known;
    lane.work.add(work);
  }

  private Lane begun(String name) {
    var lane = spare.isEmpty() ? new Lane() : spare.remove();
    lane.name = name;
    lanes.put(name, lane);
    order.add(lane);
    return lane;
  }

  /**
   * Takes out the work whose turn it is.
   *
   * @throws NoSuchElementException if nothing waits
   */
  public synchronized Runnable next() {
    var lane = order.remove();
    var work = lane.work.remove();
    if (!lane.work.isEmpty()) {
      order.add(lane);
      return work;
    }
    lanes.remove(lane.name);
    if (spare.size() < SPARE) {
      spare.add(lane);
    }
    return work;
  }

  /** Whether nobody waits. */
  public synchronized boolean isEmpty() {
    return order.isEmpty();
  }
}
