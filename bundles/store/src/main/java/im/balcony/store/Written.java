package im.balcony.store;

import im.balcony.api.data.Changes;
import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Batch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A batch with its rows written, so that the one thread that commits has little to do.
 *
 * @param prefix of the names of the conversation's rows
 * @param put rows of the conversation that are new or have changed; none if it is over
 * @param removed names of those that are no more; none if it is over, for then all are removed
 */
record Written(
    Batch batch,
    String prefix,
    List<Row> put,
    List<String> removed,
    List<Row> owed,
    List<SeenEntry> seen,
    List<Row> journal) {

  /** A row and its name in its table. */
  record Row(String key, byte[] octets) {

    long weight() {
      return Weights.of(key, octets);
    }
  }

  /**
   * Writes the rows of a batch.
   *
   * @param out where each of them is written before its octets are taken
   */
  static Written of(Batch batch, RowBuffer out) {
    var prefix = Names.prefix(batch.key());
    var put = new ArrayList<Row>();
    var removed = new ArrayList<String>();
    if (!batch.over()) {
      changes(out, prefix + Names.SESSION, batch.session(), put, removed);
      changes(out, prefix + Names.MAPPING, batch.mapping(), put, removed);
    }
    var owed = new ArrayList<Row>(batch.owed().size());
    batch
        .owed()
        .forEach(
            r -> owed.add(new Row(r.effectId(), RowCodec.write(out, batch.key().tenant(), r))));
    var seen = new ArrayList<SeenEntry>(batch.seen().size());
    batch.seen().forEach(s -> seen.add(SeenEntry.of(s)));
    var journal = new ArrayList<Row>(batch.journal().size());
    batch.journal().forEach(e -> journal.add(new Row(e.ref(), JournalCodec.write(out, e))));
    return new Written(batch, prefix, put, removed, owed, seen, journal);
  }

  private static void changes(
      RowBuffer out, String prefix, Changes changes, List<Row> put, List<String> removed) {
    changes.removed().forEach(name -> removed.add(prefix + name));
    changes
        .put()
        .forEach(
            (name, row) -> put.add(new Row(prefix + name, FactsCodec.write(out, row.written()))));
  }

  /** Octets of its rows, but for those of the journal. */
  long octets() {
    return octets(put) + octets(owed) + (long) seen.size() * SeenEntry.OCTETS;
  }

  private static long octets(List<Row> rows) {
    var octets = 0L;
    for (var row : rows) {
      octets += row.octets.length;
    }
    return octets;
  }

  /** What it can make the store heavier at most: if it replaces nothing. */
  long most() {
    return weight(put) + weight(owed) + seen.size() * SeenKeys.WEIGHT + weight(journal);
  }

  private static long weight(List<Row> rows) {
    var weight = 0L;
    for (var row : rows) {
      weight += row.weight();
    }
    return weight;
  }

  /** Only what became of messages accepted before. */
  boolean isOnlyOutcomes() {
    return !journal.isEmpty() && !acceptsMessages();
  }

  boolean acceptsMessages() {
    for (var row : journal) {
      if (JournalCodec.is(row.octets, Outcome.Kind.PENDING)) {
        return true;
      }
    }
    return false;
  }

  /** The messages that it tells of. */
  HashSet<String> refs() {
    var refs = new HashSet<String>();
    journal.forEach(row -> refs.add(row.key));
    return refs;
  }
}
