package im.balcony.store;

import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * The tables of an open file. All that is put or removed between two commits of the file becomes
 * true with the second, together.
 *
 * @param rows those of the conversations by {@link Names}
 * @param owed prepared requests by effect id
 * @param seen duplicate keys
 * @param seenByEnd the same, ordered by when they may be forgotten
 * @param journal entries by message
 * @param story messages in the order of their last change
 * @param sums what must not be counted anew at each start
 */
record Tables(
    Table<String> rows,
    Table<String> owed,
    Table<String> seen,
    Table<String> seenByEnd,
    Table<String> journal,
    Table<Long> story,
    Table<String> sums) {

  /** Opens them; {@code log} hears of each change. */
  static Tables of(MVStore store, Log log) {
    return new Tables(
        Table.texts(store, "rows", 0, log),
        Table.texts(store, "owed", 1, log),
        Table.texts(store, "seen", 2, log),
        Table.texts(store, "seenByEnd", 3, log),
        Table.texts(store, "journal", 4, log),
        Table.numbers(store, "story", 5, log),
        Table.texts(store, "sums", 6, log));
  }

  /** Each at its number in the log. */
  List<Table<?>> all() {
    return List.of(rows, owed, seen, seenByEnd, journal, story, sums);
  }

  /** What was changed so far is what {@link #write} writes. */
  void freeze() {
    all().forEach(Table::freeze);
  }

  /** Puts into the pages what was changed before {@link #freeze}. */
  void write() {
    all().forEach(Table::write);
  }

  /** The pages have what was changed before {@link #freeze}. */
  void thaw() {
    all().forEach(Table::thaw);
  }
}
