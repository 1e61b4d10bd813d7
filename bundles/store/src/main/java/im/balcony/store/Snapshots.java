package im.balcony.store;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import java.io.IOException;
import java.util.ArrayList;
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
  private final Tables tables;
  private final Table<String> snapshots;
  private final Weights weights;

  private Snapshots(MVStore store, Tables tables) {
    this.store = store;
    this.tables = tables;
    snapshots = Table.texts(store, TABLE, Table.Changes.nobodys());
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
    while (snapshots.first().isPresent()) {
      slice();
      snapshots.freeze();
      snapshots.write();
      tables.freeze();
      tables.write();
      store.commit();
    }
    store.removeMap(TABLE);
    store.commit();
    store.sync();
  }

  private void slice() throws IOException {
    var octets = 0;
    var names = new ArrayList<String>();
    var all = snapshots.from(null);
    while (all.hasNext() && octets < SLICE) {
      var snapshot = all.next();
      octets += snapshot.getValue().length;
      names.add(snapshot.getKey());
      rewrite(snapshot.getKey() + '\n', FactsCodec.read(snapshot.getValue()));
    }
    names.forEach(name -> weights.remove(snapshots, name));
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
    weights.put(tables.rows(), owner + Changes.WHOLE, FactsCodec.write(value));
  }
}
