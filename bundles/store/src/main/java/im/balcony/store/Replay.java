package im.balcony.store;

/** Makes the changes of a log in the tables, and what follows from them. */
final class Replay implements ChangeReader.Changed {

  private final Tables tables;
  private final Weights weights;
  private final SeenKeys seen;
  private final JournalRows journal;

  Replay(Tables tables) {
    this.tables = tables;
    weights = new Weights(tables.sums());
    seen = tables.seen();
    journal = new JournalRows(tables, weights);
  }

  @Override
  public boolean put(int table, String key, byte[] row) {
    switch (table) {
      case Tables.ROWS -> weights.put(tables.rows(), key, row);
      case Tables.OWED -> weights.put(tables.owed(), key, row);
      case Tables.SEEN -> seen.put(SeenEntry.read(row, 0));
      case Tables.FORMER_SEEN -> seen.put(SeenEntry.of(RowCodec.seen(key, row)));
      case Tables.JOURNAL -> journal.putBack(key, row);
      default -> {
        return Tables.follows(table);
      }
    }
    return true;
  }

  @Override
  public boolean remove(int table, String key) {
    switch (table) {
      case Tables.ROWS -> weights.remove(tables.rows(), key);
      case Tables.OWED -> weights.remove(tables.owed(), key);
      case Tables.SEEN, Tables.FORMER_SEEN -> {
        // It was too old, and is.
      }
      case Tables.JOURNAL -> journal.remove(key);
      default -> {
        return Tables.follows(table);
      }
    }
    return true;
  }

  /** Writes the sum down. */
  void end() {
    weights.save();
  }
}
