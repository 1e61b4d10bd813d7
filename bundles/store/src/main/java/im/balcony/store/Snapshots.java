package im.balcony.store;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import java.io.IOException;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * What schema 1 had in place of rows: a table with a whole snapshot of each conversation. It is
 * read once, when a file of such a version is opened, and goes.
 */
final class Snapshots {

  static final String TABLE = "conversations";

  /** Octets of snapshots that one commit of the file turns into rows: what is held in memory. */
  private static final int SLICE = 500_000;

  private final MVStore store;
  private final MVMap<String, byte[]> snapshots;
  private final MVMap<String, byte[]> rows;
  private final Weights weights;

  private Snapshots(MVStore store, Tables tables) {
    this.store = store;
    snapshots = Tables.named(store, TABLE);
    rows = tables.rows();
    weights = new Weights(tables.sums());
  }

  /**
   * Turns the snapshots of a file into rows, if it has any. Each is in one of the two tables after
   * every commit, so an end in the middle loses none and doubles none; the next opening goes on.
   *
   * @throws IOException if one cannot be read
   */
  static void rewrite(MVStore store, Tables tables) throws IOException {
    if (store.hasMap(TABLE)) {
      new Snapshots(store, tables).rewrite();
    }
  }

  private void rewrite() throws IOException {
    while (!snapshots.isEmpty()) {
      slice();
      store.commit();
    }
    store.removeMap(snapshots);
    store.commit();
    store.sync();
  }

  private void slice() throws IOException {
    var octets = 0;
    var all = snapshots.cursor(null);
    while (all.hasNext() && octets < SLICE) {
      var name = all.next();
      var snapshot = all.getValue();
      octets += snapshot.length;
      weights.remove(snapshots, name);
      rewrite(name + '\n', FactsCodec.read(snapshot));
    }
    weights.save();
  }

  private void rewrite(String prefix, Facts snapshot) {
    var body = snapshot.facts("body");
    var schema = snapshot.number("schema", 1);
    put(prefix + Names.SESSION, schema == 1 ? body : body.with("schema", schema));
    if (!snapshot.facts("correlation").isEmpty()) {
      put(prefix + Names.MAPPING, snapshot.facts("correlation"));
    }
  }

  private void put(String owner, Facts value) {
    weights.put(rows, owner + Changes.WHOLE, FactsCodec.write(value));
  }
}
