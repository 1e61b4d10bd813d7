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
import org.jspecify.annotations.Nullable;

/**
 * A table of rows in the order of their keys, in three layers: what was changed lately lies in
 * memory, and in the {@link Log} unless it follows from what does; what was changed before is on
 * its way into the pages; all before is there. A row that comes and goes soon never costs a page
 * anything.
 *
 * <p>One thread at a time changes the upper layer or looks for what lies in it and below it; {@link
 * #write} may run beside it, and any number of readers may where nobody changes anything.
 *
 * @param <K> its keys, texts or numbers
 */
final class Table<K extends Comparable<K>> {

  /**
   * A row as it was changed lately.
   *
   * @param octets null where it is no more
   * @param isNew whether nothing of its key lies below, so that nothing is left when it goes
   */
  record Late(byte @Nullable [] octets, boolean isNew) {}

  private static final Late GONE = new Late(null, false);

  private final MVMap<K, byte[]> pages;
  private final Changes<K> changes;
  private NavigableMap<K, Late> late = new TreeMap<>();
  private NavigableMap<K, Late> frozen = new TreeMap<>();

  // Nothing lies below it: whoever takes the first row again and again must not pass by all that
  // he took before.
  private @Nullable K lowest;

  private Table(MVMap<K, byte[]> pages, Changes<K> changes) {
    this.pages = pages;
    this.changes = changes;
  }

  /**
   * What hears of each change before it is made.
   *
   * @param <K> the keys
   */
  interface Changes<K> {

    void put(K key, byte[] row);

    void remove(K key);

    /** Of a table that follows from others. */
    static <K> Changes<K> nobodys() {
      return new Changes<>() {
        @Override
        public void put(K key, byte[] row) {
          // It is made again from what it follows from.
        }

        @Override
        public void remove(K key) {
          // Likewise.
        }
      };
    }
  }

  /** Opens a table whose keys are texts. */
  static Table<String> texts(MVStore store, String name, Changes<String> changes) {
    return open(store, name, TextKeys.INSTANCE, changes);
  }

  /** The same with numbers, which follows from others. */
  static Table<Long> numbers(MVStore store, String name) {
    return open(store, name, LongDataType.INSTANCE, Changes.nobodys());
  }

  private static <K extends Comparable<K>> Table<K> open(
      MVStore store, String name, DataType<K> keys, Changes<K> changes) {
    var pages =
        store.openMap(
            name,
            new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
    return new Table<>(pages, changes);
  }

  /** The row at a key, if there is one. */
  byte @Nullable [] get(K key) {
    var row = late.get(key);
    return row == null ? below(key) : row.octets;
  }

  private byte @Nullable [] below(K key) {
    var row = frozen.get(key);
    return row == null ? pages.get(key) : row.octets;
  }

  /** Puts a row; what was there before. */
  byte @Nullable [] put(K key, byte[] row) {
    var before = late.get(key);
    if (before != null) {
      change(key, row, before.isNew);
      return before.octets;
    }
    var below = below(key);
    change(key, row, below == null);
    return below;
  }

  /** Puts a row where the caller knows that there is none: nothing is looked up below. */
  void add(K key, byte[] row) {
    // One that was removed lately still lies below.
    change(key, row, !late.containsKey(key));
  }

  private void change(K key, byte[] row, boolean isNew) {
    changes.put(key, row);
    if (lowest != null && key.compareTo(lowest) < 0) {
      lowest = key;
    }
    late.put(key, new Late(row, isNew));
  }

  /** Removes a row; what was there before. */
  byte @Nullable [] remove(K key) {
    changes.remove(key);
    var before = late.get(key);
    if (before != null && before.isNew) {
      late.remove(key);
      return before.octets;
    }
    var below = before == null ? below(key) : before.octets;
    if (below != null) {
      late.put(key, GONE);
    }
    return below;
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
    return Optional.of(first);
  }

  /** The rows at {@code key} and above it, or all; of no use once the table was changed. */
  Iterator<Map.Entry<K, byte[]>> from(@Nullable K key) {
    return merged(
        Comparator.naturalOrder(),
        key == null ? late : late.tailMap(key, true),
        key == null ? frozen : frozen.tailMap(key, true),
        pages.cursor(key));
  }

  /** The rows at {@code key} and below it, or all, the last one first; likewise. */
  Iterator<Map.Entry<K, byte[]>> downFrom(@Nullable K key) {
    return merged(
        Comparator.reverseOrder(),
        (key == null ? late : late.headMap(key, true)).descendingMap(),
        (key == null ? frozen : frozen.headMap(key, true)).descendingMap(),
        pages.cursor(key, null, true));
  }

  private static <K> Iterator<Map.Entry<K, byte[]>> merged(
      Comparator<K> order, Map<K, Late> late, Map<K, Late> frozen, Cursor<K, byte[]> pages) {
    return new Merged<>(
        order, List.of(late.entrySet().iterator(), frozen.entrySet().iterator(), rows(pages)));
  }

  private static <K> Iterator<Map.Entry<K, Late>> rows(Cursor<K, byte[]> pages) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pages.hasNext();
      }

      @Override
      public Map.Entry<K, Late> next() {
        return Map.entry(pages.next(), new Late(pages.getValue(), false));
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
          if (row.octets == null) {
            pages.remove(key);
          } else {
            pages.put(key, row.octets);
          }
        });
  }

  /** The pages have what was changed before {@link #freeze}. */
  void thaw() {
    frozen = new TreeMap<>();
  }
}
