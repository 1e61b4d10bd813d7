package im.balcony.store;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all rows weigh, in octets: counted as they are put and removed, and kept as a row itself, so
 * that a start need not read everything.
 */
final class Weights {

  /** What each row weighs besides its octets: keys, pages and index entries. */
  static final long ROW = 128;

  private static final String USED = "used";

  private final Table<String> sums;
  private long used;
  private long saved;

  Weights(Table<String> sums) {
    this.sums = sums;
    var sum = sums.get(USED);
    used = sum == null ? 0 : ByteBuffer.wrap(sum).getLong();
    saved = used;
  }

  long used() {
    return used;
  }

  static long of(String key, byte[] row) {
    return ROW + key.length() + row.length;
  }

  private static long of(Table<String> table, String key) {
    var row = table.get(key);
    return row == null ? 0 : of(key, row);
  }

  /** By how much a table's rows would become heavier if each of these keys weighed that much. */
  static long growth(Table<String> table, Map<String, Long> afterwards) {
    var growth = 0L;
    for (var row : afterwards.entrySet()) {
      growth += row.getValue() - of(table, row.getKey());
    }
    return growth;
  }

  /** Puts a row; what was there before. */
  byte @Nullable [] put(Table<String> table, String key, byte[] row) {
    var before = table.put(key, row);
    used += of(key, row) - (before == null ? 0 : of(key, before));
    return before;
  }

  /** Removes a row; what was there before. */
  byte @Nullable [] remove(Table<String> table, String key) {
    var before = table.remove(key);
    used -= before == null ? 0 : of(key, before);
    return before;
  }

  /** Writes the sum down if it is another than before. */
  boolean save() {
    if (used == saved) {
      return false;
    }
    sums.put(USED, ByteBuffer.allocate(Long.BYTES).putLong(used).array());
    saved = used;
    return true;
  }
}
