package im.balcony.store;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
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

  static Tables of(MVStore store) {
    return new Tables(
        named(store, "rows"),
        named(store, "owed"),
        named(store, "seen"),
        named(store, "seenByEnd"),
        named(store, "journal"),
        store.openMap(
            "story",
            new MVMap.Builder<Long, byte[]>()
                .keyType(LongDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE)),
        named(store, "sums"));
  }

  static MVMap<String, byte[]> named(MVStore store, String name) {
    return store.openMap(
        name,
        new MVMap.Builder<String, byte[]>()
            .keyType(StringDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }
}
