package im.balcony.router.bounds;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Whether much of a tenant's new work has waited too long for a while: then more comes than can be
 * done, and what is taken would only wait longer. A burst is over sooner than that. From then on
 * new work is taken as far as it does not wait, until nothing had to be refused for some seconds.
 *
 * <p>Each tenant by itself, for they take turns: one that floods waits, others do not. Times are
 * milliseconds. For any thread.
 */
public final class Congestion {

  /** How long work has to have waited too long before more of it is refused. */
  private static final long PATIENCE = 500;

  /** How much of it: who is slow, or has just begun, has little and does it late. */
  private static final int LEAST = 500;

  /** How long nothing must have been refused before all is taken again. */
  private static final long CALM = 3_000;

  /** A queue, by how long what leaves it was in it. */
  private static final class Queue {

    private boolean isLong;
    private boolean standing;
    private long since;
    private int count;
    private long last;
    private long waited;
    private long refused;

    synchronized void left(long wait, long most, long now) {
      var isNext = now - last < PATIENCE;
      last = now;
      waited = wait;
      if (wait < most) {
        isLong = false;
        standing &= now - refused < CALM;
      } else if (!isLong || !isNext) {
        isLong = true;
        since = now;
        count = 1;
      } else if (++count >= LEAST && now - since >= PATIENCE && !standing) {
        standing = true;
        refused = now;
      }
    }

    synchronized boolean refuses(long most, long now) {
      // Half of it, for what comes now finds a longer queue than what left it last.
      var refuses = standing && waited >= most / 2 && now - last < PATIENCE;
      refused = refuses ? now : refused;
      return refuses;
    }
  }

  private final LongSupplier most;
  private final Map<String, Queue> doors = new ConcurrentHashMap<>();
  private final Map<String, Queue> conversations = new ConcurrentHashMap<>();

  /**
   * Nothing waits.
   *
   * @param most how long new work may wait
   */
  public Congestion(LongSupplier most) {
    this.most = most;
  }

  /** New work of a tenant comes in that waited so long at the door. */
  public void atDoor(String tenant, long waited, long now) {
    left(doors, tenant, waited, now);
  }

  /** New work of a tenant is done that came to its conversation so long ago. */
  public void inConversation(String tenant, long waited, long now) {
    left(conversations, tenant, waited, now);
  }

  private void left(Map<String, Queue> queues, String tenant, long waited, long now) {
    queues.computeIfAbsent(tenant, t -> new Queue()).left(waited, most.getAsLong(), now);
  }

  /** Whether a tenant's new work is to be refused. */
  public boolean refuses(String tenant, long now) {
    return refuses(doors, tenant, now) || refuses(conversations, tenant, now);
  }

  private boolean refuses(Map<String, Queue> queues, String tenant, long now) {
    var queue = queues.get(tenant);
    return queue != null && queue.refuses(most.getAsLong(), now);
  }

  /** The tenant is gone. */
  public void forget(String tenant) {
    doors.remove(tenant);
    conversations.remove(tenant);
  }
}
