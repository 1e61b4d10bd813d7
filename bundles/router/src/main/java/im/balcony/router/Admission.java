package im.balcony.router;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts new work that waits, by tenant and in all, so that one tenant cannot starve others. */
final class Admission {

  private final RouterLimits limits;
  private final AtomicInteger total = new AtomicInteger();
  private final Map<String, AtomicInteger> tenants = new ConcurrentHashMap<>();

  Admission(RouterLimits limits) {
    this.limits = limits;
  }

  boolean enter(String tenant) {
    if (total.incrementAndGet() > limits.totalQueue()) {
      total.decrementAndGet();
      return false;
    }
    if (of(tenant).incrementAndGet() > limits.tenantQueue()) {
      leave(tenant);
      return false;
    }
    return true;
  }

  void leave(String tenant) {
    total.decrementAndGet();
    of(tenant).decrementAndGet();
  }

  int waiting() {
    return total.get();
  }

  void forget(String tenant) {
    tenants.computeIfPresent(tenant, (t, count) -> count.get() == 0 ? null : count);
  }

  private AtomicInteger of(String tenant) {
    return tenants.computeIfAbsent(tenant, t -> new AtomicInteger());
  }
}
