package im.balcony.store;

import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVStore;

/**
 * The tables of an open file. All that is put or removed between two commits of the file becomes
 * true with the second, together.
 *
 * @param rows those of the conversations by {@link Names}
 * @param owed prepared requests by effect id
 * @param seen duplicate keys
 * @param journal entries by message
 * @param story messages in the order of their last change
 * @param sums what must not be counted anew at each start
 */
record Tables(
    Table<String> rows,
    Table<String> owed,
    SeenKeys seen,
    Table<String> journal,
    Table<Long> story,
    Table<String> sums) {

  // Their numbers in the log; never another's, in any version.
  static final int ROWS = 0;
  static final int OWED = 1;
  static final int JOURNAL = 4;
  static final int SEEN = 7;

  /** Duplicate keys of schemas 4 and 5: a row each. */
  static final int FORMER_SEEN = 2;

  /** The numbers of those that follow from the others, which only schema 4 wrote into its log. */
  private static final Set<Integer> FOLLOW = Set.of(3, 5, 6);

  /** A duplicate key has its name in its row. */
  private static final String NAMELESS = "";

  /** Opens them; {@code log} hears of each change but for those that follow from others. */
  static Tables of(MVStore store, Log log) {
    return new Tables(
        Table.texts(store, "rows", changes(log, ROWS)),
        Table.texts(store, "owed", changes(log, OWED)),
        new SeenKeys(store, entry -> log.put(SEEN, NAMELESS, entry)),
        Table.texts(store, "journal", changes(log, JOURNAL)),
        Table.numbers(store, "story"),
        Table.texts(store, "sums", Table.Changes.nobodys()));
  }

  private static Table.Changes<String> changes(Log log, int table) {
    return new Table.Changes<>() {
      @Override
      public void put(String key, byte[] row) {
        log.put(table, key, row);
      }

      @Override
      public void remove(String key) {
        log.remove(table, key);
      }
    };
  }

  /** Whether such a number in a log is of a table that follows from the others. */
  static boolean follows(int table) {
    return FOLLOW.contains(table);
  }

  private List<Table<?>> all() {
    return List.of(rows, owed, journal, story, sums);
  }

  /** What was changed so far is what {@link #write} writes. */
  void freeze() {
    all().forEach(Table::freeze);
    seen.freeze();
  }

  /** Puts into the pages what was changed before {@link #freeze}. */
  void write() {
    all().forEach(Table::write);
    seen.write();
  }

  /** The pages have what was changed before {@link #freeze}. */
  void thaw() {
    all().forEach(Table::thaw);
    seen.thaw();
  }
}
