package im.balcony.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the changes of a group: as {@link ChangeWriter} writes them, and as schema 4 did. */
final class ChangeReader {

  private static final int FORMER_PUT = 1;
  private static final int FORMER_TEXT = 1;

  private ChangeReader() {}

  /** What hears of each change, in their order. */
  interface Changed {

    /** A row was put; false if there is no such table. */
    boolean put(int table, String key, byte[] row);

    /** A row was removed; likewise. */
    boolean remove(int table, String key);
  }

  /** Reads what {@link ChangeWriter} wrote; false if a change is of no table. */
  static boolean read(ByteBuffer changes, Changed changed) {
    var last = "";
    var known = true;
    while (known && changes.hasRemaining()) {
      var kind = changes.get();
      var common = small(changes);
      last = last.substring(0, common) + text(changes, small(changes));
      known =
          (kind & ChangeWriter.REMOVED) == 0
              ? changed.put(kind >> 1, last, octets(changes, small(changes)))
              : changed.remove(kind >> 1, last);
    }
    return known;
  }

  /**
   * Reads what schema 4 wrote: each key whole, and each length in four octets. Rows with a number
   * for a key are passed over: they follow from the others.
   */
  static boolean readFormer(ByteBuffer changes, Changed changed) {
    var known = true;
    while (known && changes.hasRemaining()) {
      var isPut = changes.get() == FORMER_PUT;
      var table = changes.get();
      var isText = changes.get() == FORMER_TEXT;
      var key = isText ? text(changes, changes.getInt()) : String.valueOf(changes.getLong());
      var row = isPut ? octets(changes, changes.getInt()) : new byte[0];
      if (isText) {
        known = isPut ? changed.put(table, key, row) : changed.remove(table, key);
      }
    }
    return known;
  }

  /** A number as {@link RowBuffer#small} writes it. */
  static int small(ByteBuffer changes) {
    var number = 0;
    var shift = 0;
    int octet = changes.get();
    while (octet < 0) {
      number |= (octet & 0x7f) << shift;
      shift += 7;
      octet = changes.get();
    }
    return number | octet << shift;
  }

  private static String text(ByteBuffer changes, int length) {
    return new String(octets(changes, length), StandardCharsets.UTF_8);
  }

  private static byte[] octets(ByteBuffer changes, int length) {
    var octets = new byte[length];
    changes.get(octets);
    return octets;
  }
}
