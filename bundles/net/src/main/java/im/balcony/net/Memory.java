package im.balcony.net;

import java.util.concurrent.atomic.AtomicLong;

/** Octets handed out for connections and not yet taken by their peers, of all together. */
final class Memory {

  private volatile long limit;
  private final AtomicLong held = new AtomicLong();

  Memory(long limit) {
    this.limit = limit;
  }

  /** Another limit, from the next octet on. */
  void limit(long next) {
    limit = next;
  }

  /** Adds octets and says whether the limit was crossed by this. */
  boolean take(long octets) {
    var after = held.addAndGet(octets);
    return after > limit && after - octets <= limit;
  }

  /**
   * Gives octets back and says whether there is room again by this; a little later than it ended,
   * so as not to flutter.
   */
  boolean give(long octets) {
    var enough = limit - limit / 4;
    var after = held.addAndGet(-octets);
    return after <= enough && after + octets > enough;
  }

  boolean isFull() {
    return held.get() > limit;
  }
}
