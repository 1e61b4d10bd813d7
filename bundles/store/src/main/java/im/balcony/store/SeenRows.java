package im.balcony.store;

import im.balcony.api.store.Store.Seen;
import java.util.HexFormat;
import java.util.Optional;

/** Duplicate keys, and the same in the order in which they may be forgotten. */
final class SeenRows {

  private static final byte[] NOTHING = {};

  // Sixteen hexadecimal digits, so that the order of the keys is that of the times.
  private static final HexFormat HEX = HexFormat.of();
  private static final int DIGITS = 16;

  private final Table<String> seen;
  private final Table<String> byEnd;
  private final Weights weights;

  SeenRows(Tables tables, Weights weights) {
    seen = tables.seen();
    byEnd = tables.seenByEnd();
    this.weights = weights;
  }

  Table<String> table() {
    return seen;
  }

  Optional<Seen> find(String key, long now) {
    var row = seen.get(key);
    return row == null || RowCodec.until(row) <= now
        ? Optional.empty()
        : Optional.of(RowCodec.seen(key, row));
  }

  void put(String key, byte[] row) {
    var before = weights.put(seen, key, row);
    if (before != null) {
      byEnd.remove(byEnd(key, before));
    }
    byEnd.add(byEnd(key, row), NOTHING);
  }

  /** Forgets a key. */
  void remove(String key) {
    var before = weights.remove(seen, key);
    if (before != null) {
      byEnd.remove(byEnd(key, before));
    }
  }

  private static String byEnd(String key, byte[] row) {
    return HEX.toHexDigits(RowCodec.until(row)).concat(key);
  }

  /** Forgets keys that are too old at {@code now}, so many at most. */
  void expire(long now, int most) {
    var first = byEnd.first();
    for (var i = 0; i < most && first.isPresent() && isOver(first.get().getKey(), now); i++) {
      var name = first.get().getKey();
      byEnd.remove(name);
      weights.remove(seen, name.substring(DIGITS));
      first = byEnd.first();
    }
  }

  private static boolean isOver(String byEnd, long now) {
    return HexFormat.fromHexDigitsToLong(byEnd, 0, DIGITS) <= now;
  }
}
