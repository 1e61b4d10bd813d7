package im.balcony.router.bounds;

import im.balcony.api.tenant.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the rows that conversations remember, and lets messages be remembered for less long where
 * there are many: a message that was handed over is remembered because an error or a receipt may
 * still come, and how many there are is the rate of messages times that time. A tenant has what the
 * others leave; up to half of it, all is remembered for as long as its limits say, and from there
 * on the less long the less is left. For any thread.
 */
public final class RememberedRows {

  /** How long a message is remembered at least, milliseconds. */
  private static final long LEAST = 1_000;

  private final LongSupplier most;
  private final Map<String, Long> held = new HashMap<>();
  private long all;

  /**
   * Nothing is remembered.
   *
   * @param most rows that there may be, about
   */
  public RememberedRows(LongSupplier most) {
    this.most = most;
  }

  /** A conversation of a tenant has so many rows more; less than none if they are fewer. */
  public synchronized void changed(String tenant, int more) {
    if (more != 0) {
      held.merge(tenant, (long) more, (own, changed) -> own + changed == 0 ? null : own + changed);
      all += more;
    }
  }

  /** Rows of all tenants. */
  public synchronized long held() {
    return all;
  }

  /** The tenant with the times for which its messages are to be remembered now. */
  public Tenant fit(Tenant tenant) {
    var share = share(tenant.id());
    if (share >= 1) {
      return tenant;
    }
    var limits = tenant.limits();
    return tenant.with(
        limits.withWindows(part(limits.errorWindow(), share), part(limits.receiptAge(), share)));
  }

  /** A time that is 0 stays so. */
  private static long part(long time, double share) {
    return Math.min(time, Math.max(LEAST, (long) (time * share)));
  }

  /** From 1, where half or less of what the tenant may have is taken, to 0, where all is. */
  private synchronized double share(String tenant) {
    var own = held.getOrDefault(tenant, 0L);
    var room = Math.max(1, most.getAsLong() - (all - own));
    return Math.max(0, 2 - 2.0 * own / room);
  }
}
