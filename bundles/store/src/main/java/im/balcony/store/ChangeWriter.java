package im.balcony.store;

import java.nio.ByteBuffer;

/**
 * The changes of a group as octets: which table and whether a row is put or removed, how much of
 * its key is that of the change before, the rest of the key, and the row. Rows of a conversation
 * follow each other and have long names in common. {@link ChangeReader} reads it.
 *
 * <p>For one thread.
 */
final class ChangeWriter {

  /** In the lowest bit, below the number of the table. */
  static final int REMOVED = 1;

  private final RowBuffer octets = new RowBuffer();
  private String last = "";

  /** Begins another group. */
  void begin() {
    octets.clear();
    last = "";
  }

  boolean isEmpty() {
    return octets.size() == 0;
  }

  /** The changes of the group; of no use when another one was begun. */
  ByteBuffer changes() {
    return octets.view();
  }

  void put(int table, String key, byte[] row) {
    octets.octet(table << 1);
    key(key);
    octets.slim(row);
  }

  void remove(int table, String key) {
    octets.octet(table << 1 | REMOVED);
    key(key);
  }

  private void key(String key) {
    var common = common(last, key);
    octets.small(common);
    octets.rest(key, common);
    last = key;
  }

  private static int common(String one, String other) {
    var most = Math.min(one.length(), other.length());
    var length = 0;
    while (length < most && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    // Half a character has no UTF-8.
    return length > 0 && Character.isHighSurrogate(one.charAt(length - 1)) ? length - 1 : length;
  }
}
