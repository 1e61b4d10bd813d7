package im.balcony.players.chaos;

/**
 * A fault that was.
 *
 * @param begin when it began, in milliseconds since 1970
 * @param end when all was well again
 * @param owed requests that the next process found written and not marked as sent, after a kill: so
 *     many messages at most go out again under their id because of it
 */
record Trouble(Kind kind, long begin, long end, int owed) {

  Trouble(Kind kind, long begin, long end) {
    this(kind, begin, end, 0);
  }

  /** What a fault may do to messages. An upgrade puts a new mapping beside the old one first. */
  enum Kind {
    SIP(true),
    MSRP(true),
    XMPP(true),
    MAPPING(true),
    UPGRADE(true),
    SESSION(true),
    STOP(false),
    KILL(false),
    SERVER(false),
    CUT(false),
    HALF_OPEN(false),
    SLOW_READER(false),
    DISK_FULL(false);

    private final boolean exchange;

    Kind(boolean exchange) {
      this.exchange = exchange;
    }

    /** Whether it replaces a part. */
    boolean isExchange() {
      return exchange;
    }

    /** Whether stanzas in buffers vanish with it. */
    boolean eatsStanzas() {
      return this == KILL || this == SERVER || this == HALF_OPEN;
    }

    /** Whether sessions lose their connections by it. */
    boolean cutsSessions() {
      return this == KILL || this == CUT;
    }
  }

  /** Whether the two times share a moment, with {@code margin} on both sides. */
  boolean overlaps(long from, long to, long margin) {
    return from <= end + margin && to >= begin - margin;
  }
}
