package im.balcony.store;

import java.util.ArrayList;
import org.h2.mvstore.MVStore;

/**
 * What schemas before 6 had in place of {@link SeenKeys}: a row for each duplicate key, and another
 * for its end. They are read once, when a file of such a version is opened, and go.
 */
final class FormerSeen {

  private static final String TABLE = "seen";
  private static final String BY_END = "seenByEnd";

  private FormerSeen() {}

  /** Takes the keys of a file over, if it has such rows, with one commit. */
  static void rewrite(MVStore store, Tables tables) {
    if (!store.hasMap(TABLE)) {
      return;
    }
    var rows = Table.texts(store, TABLE, Table.Changes.nobodys());
    var weights = new Weights(tables.sums());
    var names = new ArrayList<String>();
    rows.from(null)
        .forEachRemaining(
            row -> {
              tables.seen().put(SeenEntry.of(RowCodec.seen(row.getKey(), row.getValue())));
              names.add(row.getKey());
            });
    names.forEach(name -> weights.remove(rows, name));
    weights.save();
    tables.freeze();
    tables.write();
    store.removeMap(TABLE);
    if (store.hasMap(BY_END)) {
      store.removeMap(BY_END);
    }
    store.commit();
    store.sync();
  }
}
