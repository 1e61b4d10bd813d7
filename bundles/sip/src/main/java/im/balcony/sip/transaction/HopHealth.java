package im.balcony.sip.transaction;

import im.balcony.api.sip.Transport;
import im.balcony.sip.time.Timers;
import im.balcony.sip.transport.Hop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a while which next hops were silent and which asked to be left alone, so that new
 * requests pass over them.
 */
public final class HopHealth implements NextHops {

  /** How long a silent hop is passed over before one request tries it again. */
  public static final long REMEMBERED = 32_000;

  /** How long that one request is waited for, until the next may try. */
  static final long TRIAL = 16_000;

  /** The longest Retry-After that is believed of a server. */
  static final long REST_MAX = 3_600_000;

  /** Hops remembered; a tenant has few, and more are not worth knowing. */
  private static final int MAX = 1000;

  private final Timers timers;
  private final Map<Hop, Long> until = new ConcurrentHashMap<>();
  private final Map<Hop, Long> heard = new ConcurrentHashMap<>();
  private final Map<Hop, Long> resting = new ConcurrentHashMap<>();

  /** Remembers nothing yet. */
  public HopHealth(Timers timers) {
    this.timers = timers;
  }

  @Override
  public void silent(Hop hop) {
    put(until, hop, timers.now() + REMEMBERED);
  }

  @Override
  public void heard(Hop hop) {
    until.remove(hop);
    put(heard, hop, timers.now());
  }

  @Override
  public long lastHeard(Hop hop) {
    return heard.getOrDefault(hop, 0L);
  }

  @Override
  public boolean isUp(Hop hop) {
    var time = until.get(hop);
    return time == null || time <= timers.now();
  }

  @Override
  public boolean mayTry(Hop hop) {
    var now = timers.now();
    var time = until.get(hop);
    // If it was silent, others wait to see what comes of the one that tries.
    return time == null || (time <= now && until.replace(hop, time, now + TRIAL));
  }

  // A server is one whatever the transport: one of them stands for all.
  private static Hop server(Hop hop) {
    return hop.over(Transport.UDP);
  }

  @Override
  public void rest(Hop hop, long millis) {
    put(resting, server(hop), timers.now() + Math.min(millis, REST_MAX));
  }

  @Override
  public long restsFor(Hop hop) {
    return resting.isEmpty()
        ? 0
        : Math.max(0, resting.getOrDefault(server(hop), 0L) - timers.now());
  }

  private void put(Map<Hop, Long> times, Hop hop, long time) {
    if (times.size() >= MAX && !times.containsKey(hop)) {
      var longAgo = timers.now() - REMEMBERED;
      times.values().removeIf(old -> old <= longAgo);
    }
    if (times.size() < MAX || times.containsKey(hop)) {
      times.put(hop, time);
    }
  }
}
