package im.balcony.store;

import im.balcony.api.store.Store.Seen;
import java.util.HexFormat;
import java.util.Optional;
import org.h2.mvstore.MVMap;

/** Duplicate keys, and the same in the order in which they may be forgotten. */
final class SeenRows {

  private static final byte[] NOTHING = {};

  // Sixteen hexadecimal digits, so that the order of the keys is that of the times.
  private static final HexFormat HEX = HexFormat.of();
  private static final int DIGITS = 16;

  private final MVMap<String, byte[]> seen;
  private final MVMap<String, byte[]> byEnd;
  private final Weights weights;

  SeenRows(Tables tables, Weights weights) {
    seen = tables.seen();
    byEnd = tables.seenByEnd();
    this.weights = weights;
  }

  MVMap<String, byte[]> table() {
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
    byEnd.put(byEnd(key, row), NOTHING);
  }

  private static String byEnd(String key, byte[] row) {
    return HEX.toHexDigits(RowCodec.until(row)) + key;
  }

  /** Forgets keys that are too old at {@code now}, so many at most. */
  void expire(long now, int most) {
    for (var i = 0; i < most && !byEnd.isEmpty(); i++) {
      var first = byEnd.firstKey();
      if (HexFormat.fromHexDigitsToLong(first, 0, DIGITS) > now) {
        break;
      }
      byEnd.remove(first);
      weights.remove(seen, first.substring(DIGITS));
    }
  }
}
