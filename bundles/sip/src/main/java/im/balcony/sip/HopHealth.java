package im.balcony.sip;

import im.balcony.sip.time.Timers;
import im.balcony.sip.transport.Hop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a while which next hops were silent, so that new requests pass over them. Requests
 * under way are not touched.
 */
final class HopHealth {

  /** As long as a request needs to fail, so at most every second one is lost to a dead hop. */
  static final long REMEMBERED = 32_000;

  /** Hops remembered; a tenant has few, and more are not worth knowing. */
  private static final int MAX = 1000;

  private final Timers timers;
  private final Map<Hop, Long> until = new ConcurrentHashMap<>();

  HopHealth(Timers timers) {
    this.timers = timers;
  }

  /** The hop could not be reached, or did not answer at all. */
  void silent(Hop hop) {
    var now = timers.now();
    until.values().removeIf(time -> time <= now);
    if (until.size() < MAX) {
      until.put(hop, now + REMEMBERED);
    }
  }

  /** Whether nothing bad is known of the hop. */
  boolean isUp(Hop hop) {
    var time = until.get(hop);
    return time == null || time <= timers.now();
  }
}
