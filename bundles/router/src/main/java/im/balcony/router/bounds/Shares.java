package im.balcony.router.bounds;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts what tenants hold of something that all share. One tenant may hold no more than its own
 * limit, and no more than what is still free: so those that take most leave as much as each of them
 * has for one that comes later.
 */
public final class Shares {

  private final long total;
  private final Map<String, Long> held = new HashMap<>();
  private long all;

  /** So much is there for all. */
  public Shares(long total) {
    this.total = total;
  }

  /**
   * Takes {@code amount}, if the tenant may; one piece is given to who has none, whatever its size.
   *
   * @param most the tenant's own limit
   */
  public synchronized boolean take(String tenant, long amount, long most) {
    var own = held(tenant);
    if (own > 0 && own + amount > Math.min(most, total - all)) {
      return false;
    }
    add(tenant, amount);
    return true;
  }

  /** Takes {@code amount} of what nobody may be refused. */
  public synchronized void add(String tenant, long amount) {
    held.merge(tenant, amount, Long::sum);
    all += amount;
  }

  /** Gives back what was taken. */
  public synchronized void give(String tenant, long amount) {
    held.computeIfPresent(tenant, (t, own) -> own == amount ? null : Long.valueOf(own - amount));
    all -= amount;
  }

  /** How much the tenant holds. */
  public synchronized long held(String tenant) {
    return held.getOrDefault(tenant, 0L);
  }

  /** What all hold. */
  public synchronized long held() {
    return all;
  }
}
