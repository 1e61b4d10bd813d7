package im.balcony.router.tenants;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tenants that this router works for, each by an epoch of the store's: what is committed by
 * another is nobody's. May be asked by any thread.
 */
public final class Owned {

  /** By which nothing is ever owned. */
  private static final long NONE = -1;

  private final Map<String, Long> epochs = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  /** A tenant is ours. */
  public void take(String tenant, long epoch) {
    lost.remove(tenant);
    epochs.put(tenant, epoch);
  }

  /** Whether a tenant is ours. */
  public boolean has(String tenant) {
    return epochs.containsKey(tenant);
  }

  /** By which epoch a tenant is ours; one that owns nothing if it is not. */
  public long epoch(String tenant) {
    return epochs.getOrDefault(tenant, NONE);
  }

  /** The tenants that are ours. */
  public Set<String> all() {
    return new TreeSet<>(epochs.keySet());
  }

  /** A tenant is ours no more; by which epoch it was. */
  public long give(String tenant) {
    lost.remove(tenant);
    var epoch = epochs.remove(tenant);
    return epoch == null ? NONE : epoch;
  }

  /** Another owner took a tenant; false if that was known, or by another epoch it is ours. */
  public boolean lose(String tenant, long epoch) {
    return epochs.remove(tenant, epoch) && lost.add(tenant);
  }

  /** Another owner had a tenant when we wanted it. */
  public void miss(String tenant) {
    lost.add(tenant);
  }

  /** Whether another owner has a tenant. */
  public boolean isLost(String tenant) {
    return lost.contains(tenant);
  }
}
