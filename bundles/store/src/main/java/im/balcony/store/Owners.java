package im.balcony.store;

import im.balcony.api.store.Store.Batch;
import java.util.HashMap;
import java.util.Map;

/**
 * By which epoch each tenant is owned; one that nobody took since the file was opened has 0, which
 * is nobody's. Tenants are few. For one thread.
 */
final class Owners {

  private final Map<String, Long> epochs = new HashMap<>();
  private long last;

  /** Whether who made this batch still has the tenant. */
  boolean own(Batch batch) {
    return batch.epoch() == epochs.getOrDefault(batch.key().tenant(), 0L);
  }

  /** Whether nobody took this tenant yet. */
  boolean isUntaken(String tenant) {
    return !epochs.containsKey(tenant);
  }

  /** Gives a tenant to another owner; his epoch. */
  long take(String tenant) {
    epochs.put(tenant, ++last);
    return last;
  }

  /** Takes a tenant from the owner of this epoch, if it is still his. */
  void release(String tenant, long epoch) {
    epochs.computeIfPresent(tenant, (t, now) -> now == epoch ? ++last : now);
  }
}
