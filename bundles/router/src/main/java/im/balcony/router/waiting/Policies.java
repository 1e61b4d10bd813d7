package im.balcony.router.waiting;

import im.balcony.api.control.Gateway;
import im.balcony.api.message.Failure;
import im.balcony.router.strand.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tenants' own configuration has refused or ended of late: a line in the log, at most one
 * a tenant, key and minute, and a reason among those that operators are told as long as it is
 * recent.
 */
public final class Policies {

  /** How long operators are told. */
  static final long RECENT = 600_000;

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
  private static final long LOGGED = 60_000;

  /** Tenants and keys that are remembered; the oldest goes first. */
  private static final int MOST = 1000;

  private record Name(String tenant, String key) {}

  private record Memory(String text, int count, long last, long logged) {}

  private static final Memory NOTHING = new Memory("", 0, 0, 0);

  private final Scheduler scheduler;
  private final Map<Name, Memory> memories = new LinkedHashMap<>();

  /** Nothing was refused yet. */
  public Policies(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Something failed; nothing happens here unless a key of the configuration decided so. */
  public synchronized void note(String tenant, String conversation, Failure why) {
    if (why.policy().isEmpty()) {
      return;
    }
    var now = scheduler.now();
    var name = new Name(tenant, why.policy());
    var before = memories.getOrDefault(name, NOTHING);
    memories.remove(name);
    var count = before.last < now - RECENT ? 1 : before.count + 1;
    var isDue = before.count == 0 || before.logged <= now - LOGGED;
    var text = why.own() ? why.text().orElse("") : "";
    if (isDue) {
      LOG.info(
          "tenant {}, conversation {}: refused or ended by {}: {} ({} of late)",
          tenant,
          conversation.isEmpty() ? "-" : conversation,
          why.policy(),
          text,
          count);
    }
    if (memories.size() >= MOST) {
      memories.remove(memories.keySet().iterator().next());
    }
    memories.put(name, new Memory(text, count, now, isDue ? now : before.logged));
  }

  /** What is recent of a tenant. */
  public synchronized List<Gateway.Problem> recent(String tenant) {
    var since = scheduler.now() - RECENT;
    var problems = new ArrayList<Gateway.Problem>();
    memories.forEach(
        (name, memory) -> {
          if (name.tenant.equals(tenant) && memory.last >= since) {
            problems.add(
                new Gateway.Problem(
                    "tenant " + tenant,
                    name.key
                        + " refused or ended "
                        + memory.count
                        + " in the last minutes: "
                        + memory.text));
          }
        });
    return problems;
  }
}
