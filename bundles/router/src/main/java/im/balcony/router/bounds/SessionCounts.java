package im.balcony.router.bounds;

import im.balcony.api.session.Conversations.SessionInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions each tenant has, and how many of them are only begun. */
public final class SessionCounts {

  private record Count(AtomicInteger all, AtomicInteger halfOpen) {}

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /** The sessions of one conversation are others now. */
  public void changed(String tenant, List<SessionInfo> before, List<SessionInfo> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return;
    }
    var all = after.size() - before.size();
    var halfOpen = halfOpen(after) - halfOpen(before);
    if (all != 0 || halfOpen != 0) {
      var count = counts.computeIfAbsent(tenant, t -> count());
      count.all.addAndGet(all);
      count.halfOpen.addAndGet(halfOpen);
    }
  }

  private static int halfOpen(List<SessionInfo> sessions) {
    var halfOpen = 0;
    for (var session : sessions) {
      halfOpen += session.halfOpen() ? 1 : 0;
    }
    return halfOpen;
  }

  private static Count count() {
    return new Count(new AtomicInteger(), new AtomicInteger());
  }

  /** How many sessions the tenant has. */
  public int all(String tenant) {
    var count = counts.get(tenant);
    return count == null ? 0 : count.all.get();
  }

  /** How many of them are only begun. */
  public int halfOpen(String tenant) {
    var count = counts.get(tenant);
    return count == null ? 0 : count.halfOpen.get();
  }

  /** The tenant is no more. */
  public void forget(String tenant) {
    counts.remove(tenant);
  }
}
