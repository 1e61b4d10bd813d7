package im.balcony.store;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows in the order of their keys, in three layers: what was changed lately lies in
 * memory, and in the {@link Log}; what was changed before is on its way into the pages; all before
 * is there. A row that comes and goes soon never costs a page anything.
 *
 * <p>One thread at a time changes the upper layer or looks for what lies in it and below it; {@link
 * #write} may run beside it, and any number of readers may where nobody changes anything.
 *
 * @param <K> its keys, texts or numbers
 */
final class Table<K extends Comparable<K>> {

  /** In place of a row that is no more: known by itself, not by its octets. */
  private static final byte[] GONE = {};

  private final MVMap<K, byte[]> pages;
  private final int number;
  private final Log log;
  private NavigableMap<K, byte[]> late = new TreeMap<>();
  private NavigableMap<K, byte[]> frozen = new TreeMap<>();

  // Nothing lies below it: whoever takes the first row again and again must not pass by all that
  // he took before.
  private @Nullable K lowest;

  private Table(MVMap<K, byte[]> pages, int number, Log log) {
    this.pages = pages;
    this.number = number;
    this.log = log;
  }

  /**
   * Opens a table whose keys are texts.
   *
   * @param number what the log calls it; never another's, in any version
   */
  static Table<String> texts(MVStore store, String name, int number, Log log) {
    return open(store, name, StringDataType.INSTANCE, number, log);
  }

  /** The same with numbers. */
  static Table<Long> numbers(MVStore store, String name, int number, Log log) {
    return open(store, name, LongDataType.INSTANCE, number, log);
  }

  private static <K extends Comparable<K>> Table<K> open(
      MVStore store, String name, DataType<K> keys, int number, Log log) {
    var pages =
        store.openMap(
            name,
            new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
    return new Table<>(pages, number, log);
  }

  /** The row at a key, if there is one. */
  byte @Nullable [] get(K key) {
    var row = late.get(key);
    return row == null ? below(key) : there(row);
  }

  private byte @Nullable [] below(K key) {
    var row = frozen.get(key);
    return row == null ? pages.get(key) : there(row);
  }

  private static byte @Nullable [] there(byte[] row) {
    return row == GONE ? null : row;
  }

  /** Puts a row; what was there before. */
  byte @Nullable [] put(K key, byte[] row) {
    log.put(number, key, row);
    if (lowest != null && key.compareTo(lowest) < 0) {
      lowest = key;
    }
    var before = late.put(key, row);
    return before == null ? below(key) : there(before);
  }

  /** Removes a row; what was there before. */
  byte @Nullable [] remove(K key) {
    log.remove(number, key);
    var below = below(key);
    var before = below == null ? late.remove(key) : late.put(key, GONE);
    return before == null ? below : there(before);
  }

  /** Puts a row into the pages at once, and into no log: something about the pages themselves. */
  void note(K key, byte[] row) {
    pages.put(key, row);
  }

  /** The first row, if there is any; for whoever may change the table. */
  Optional<Map.Entry<K, byte[]>> first() {
    var rows = from(lowest);
    if (!rows.hasNext()) {
      return Optional.empty();
    }
    var first = rows.next();
    lowest = first.getKey();
    // The tree's own would become another one when rows are removed.
    return Optional.of(Map.entry(first.getKey(), first.getValue()));
  }

  /** The rows at {@code key} and above it, or all; of no use once the table was changed. */
  Iterator<Map.Entry<K, byte[]>> from(@Nullable K key) {
    return new Merged<>(
        Comparator.naturalOrder(),
        List.of(
            (key == null ? late : late.tailMap(key, true)).entrySet().iterator(),
            (key == null ? frozen : frozen.tailMap(key, true)).entrySet().iterator(),
            entries(pages.cursor(key))),
        GONE);
  }

  /** The rows at {@code key} and below it, or all, the last one first. */
  Iterator<Map.Entry<K, byte[]>> downFrom(@Nullable K key) {
    return new Merged<>(
        Comparator.reverseOrder(),
        List.of(
            (key == null ? late : late.headMap(key, true)).descendingMap().entrySet().iterator(),
            (key == null ? frozen : frozen.headMap(key, true))
                .descendingMap()
                .entrySet()
                .iterator(),
            entries(pages.cursor(key, null, true))),
        GONE);
  }

  private static <K> Iterator<Map.Entry<K, byte[]>> entries(Cursor<K, byte[]> cursor) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.hasNext();
      }

      @Override
      public Map.Entry<K, byte[]> next() {
        return Map.entry(cursor.next(), cursor.getValue());
      }
    };
  }

  /** What was changed so far, and is not in the pages, is what {@link #write} writes. */
  void freeze() {
    if (frozen.isEmpty()) {
      frozen = late;
    } else {
      frozen.putAll(late);
    }
    late = new TreeMap<>();
  }

  /** Puts into the pages what was changed before {@link #freeze}. */
  void write() {
    frozen.forEach(
        (key, row) -> {
          if (there(row) == null) {
            pages.remove(key);
          } else {
            pages.put(key, row);
          }
        });
  }

  /** The pages have what was changed before {@link #freeze}. */
  void thaw() {
    frozen = new TreeMap<>();
  }
}
