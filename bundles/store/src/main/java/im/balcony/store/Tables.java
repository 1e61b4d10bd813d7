package im.balcony.store;

import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

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
    MVMap<String, byte[]> rows,
    MVMap<String, byte[]> owed,
    MVMap<String, byte[]> seen,
    MVMap<String, byte[]> seenByEnd,
    MVMap<String, byte[]> journal,
    MVMap<Long, byte[]> story,
    MVMap<String, byte[]> sums) {

  /** Opens them; {@code log} hears of each change. */
  static Tables of(MVStore store, Log log) {
    return new Tables(
        LoggedTable.texts(store, "rows", 0, log),
        LoggedTable.texts(store, "owed", 1, log),
        LoggedTable.texts(store, "seen", 2, log),
        LoggedTable.texts(store, "seenByEnd", 3, log),
        LoggedTable.texts(store, "journal", 4, log),
        LoggedTable.numbers(store, "story", 5, log),
        LoggedTable.texts(store, "sums", 6, log));
  }

  /** Each at its number in the log. */
  List<MVMap<?, byte[]>> all() {
    return List.of(rows, owed, seen, seenByEnd, journal, story, sums);
  }

  static MVMap<String, byte[]> named(MVStore store, String name) {
    return store.openMap(
        name,
        new MVMap.Builder<String, byte[]>()
            .keyType(StringDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }
}
