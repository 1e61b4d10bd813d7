package im.balcony.sip.tcp;

import im.balcony.api.data.Sparing;
import im.balcony.sip.socket.Bounds;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places for accepted connections: some for each source, and for strangers no more than half of
 * all, so that they never keep out whom a tenant trusts. On the loop's thread only.
 */
final class Places {

  private static final Logger LOG = LoggerFactory.getLogger(Places.class);

  private final TcpLimits limits;
  private final Sparing lines = new Sparing(Bounds.LINE_SPAN, Bounds.LINES);

  /** In the order in which they came. */
  private final Set<TcpConnection> taken = new LinkedHashSet<>();

  private final Map<String, Integer> bySource = new HashMap<>();
  private int strangers;

  Places(TcpLimits limits) {
    this.limits = limits;
  }

  /** Whether a connection from here has a place; another may have to go for it. */
  boolean isFree(String source, boolean stranger, long now) {
    if (bySource.getOrDefault(source, 0) >= limits.perSource()) {
      return refuse(source, "connections.source is reached", now);
    }
    if (stranger && strangers >= limits.strangers()) {
      return refuse(source, "strangers have their share of connections.max", now);
    }
    return taken.size() < limits.connections()
        || (!stranger && displace())
        || refuse(source, "connections.max is reached", now);
  }

  private boolean refuse(String source, String why, long now) {
    switch (lines.about(source, now)) {
      case SAY -> LOG.warn("a SIP connection from {} is refused: {}", source, why);
      case SAY_LAST ->
          LOG.warn(
              "a SIP connection from {} is refused: {}; no more such lines for a while",
              source,
              why);
      case HUSH -> {
        // It was said already.
      }
    }
    return false;
  }

  private boolean displace() {
    var oldest = taken.stream().filter(c -> c.isStranger() && c.isOpen()).findFirst();
    oldest.ifPresent(TcpConnection::end);
    return oldest.isPresent();
  }

  void enter(TcpConnection connection) {
    taken.add(connection);
    bySource.merge(connection.peer().address(), 1, Integer::sum);
    strangers += connection.isStranger() ? 1 : 0;
  }

  void leave(TcpConnection connection) {
    if (taken.remove(connection)) {
      bySource.computeIfPresent(
          connection.peer().address(), (source, count) -> count == 1 ? null : count - 1);
      strangers -= connection.isStranger() ? 1 : 0;
    }
  }

  /** Tenants have changed: who was a stranger may be trusted now, and the other way round. */
  void recount() {
    taken.forEach(TcpConnection::judge);
    strangers = (int) taken.stream().filter(TcpConnection::isStranger).count();
  }
}
