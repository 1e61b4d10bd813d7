package im.balcony.net;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts accepted connections by where they come from, so that one source cannot take them all. */
final class Sources {

  private int limit;
  private final Map<InetAddress, Integer> counts = new HashMap<>();

  Sources(int limit) {
    this.limit = limit;
  }

  /** Another limit; connections that are there stay. */
  synchronized void limit(int next) {
    limit = next;
  }

  synchronized boolean enter(InetAddress source) {
    var count = counts.getOrDefault(source, 0);
    if (count >= limit) {
      return false;
    }
    counts.put(source, count + 1);
    return true;
  }

  synchronized void leave(InetAddress source) {
    counts.computeIfPresent(source, (address, count) -> count > 1 ? count - 1 : null);
  }
}
