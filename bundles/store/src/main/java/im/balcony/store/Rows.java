package im.balcony.store;

import im.balcony.api.data.Facts;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Kept;
import im.balcony.api.store.Store.Recovered;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is kept. Changed by one thread at a time; nothing is true before the file was committed. */
final class Rows {

  private static final int SWEEP = 10_000;

  private Bounds bounds;
  private final Table<String> conversations;
  private final Table<String> owed;
  private final Weights weights;
  private final SeenRows seen;
  private final JournalRows journal;

  Rows(Tables tables, Bounds bounds) {
    this.bounds = bounds;
    conversations = tables.rows();
    owed = tables.owed();
    weights = new Weights(tables.sums());
    seen = new SeenRows(tables, weights);
    journal = new JournalRows(tables, weights);
  }

  /** Other bounds; what is too much then leaves as time goes on. */
  void bounds(Bounds other) {
    bounds = other;
  }

  /** What all rows weigh, in octets. */
  long used() {
    return weights.used();
  }

  /**
   * Applies a batch as a whole, or not at all.
   *
   * @return whether there was room
   */
  boolean apply(Written written) {
    var limit = written.isOnlyOutcomes() ? bounds.size() : bounds.size() - Bounds.RESERVE;
    // What fits even if it replaces nothing needs no look at what it replaces.
    if (used() + written.most() > limit && !makeRoom(written, limit)) {
      return false;
    }
    put(written);
    weights.save();
    return true;
  }

  private boolean makeRoom(Written written, long limit) {
    var growth = growth(written);
    if (growth <= 0 || used() + growth <= limit) {
      return true;
    }
    journal.makeRoom(limit - growth, written.refs());
    return used() + growth <= limit;
  }

  private long growth(Written written) {
    return Weights.growth(conversations, conversation(written))
        + Weights.growth(owed, weights(written.batch().settled(), written.owed()))
        + Weights.growth(seen.table(), weights(List.of(), written.seen()))
        + Weights.growth(journal.table(), weights(List.of(), written.journal()));
  }

  private Map<String, Long> conversation(Written written) {
    var removed = written.batch().over() ? names(written.prefix()) : written.removed();
    return weights(removed, written.put());
  }

  private static Map<String, Long> weights(List<String> removed, List<Written.Row> put) {
    var afterwards = new HashMap<String, Long>();
    removed.forEach(key -> afterwards.put(key, 0L));
    put.forEach(row -> afterwards.put(row.key(), row.weight()));
    return afterwards;
  }

  /** The names of all rows of a conversation. */
  private List<String> names(String prefix) {
    var names = new ArrayList<String>();
    var all = conversations.from(prefix);
    while (all.hasNext()) {
      var name = all.next().getKey();
      if (!name.startsWith(prefix)) {
        break;
      }
      names.add(name);
    }
    return names;
  }

  private void put(Written written) {
    if (written.batch().over()) {
      names(written.prefix()).forEach(name -> weights.remove(conversations, name));
    }
    for (var name : written.removed()) {
      weights.remove(conversations, name);
    }
    for (var row : written.put()) {
      weights.put(conversations, row.key(), row.octets());
    }
    for (var effectId : written.batch().settled()) {
      weights.remove(owed, effectId);
    }
    for (var row : written.owed()) {
      weights.put(owed, row.key(), row.octets());
    }
    for (var row : written.seen()) {
      seen.put(row.key(), row.octets());
    }
    for (var row : written.journal()) {
      journal.put(row.key(), row.octets());
    }
  }

  /**
   * Whether a batch accepts nothing new: an outcome, or a step of a conversation that is there. Its
   * outcomes wait behind its other steps, a deadline for example.
   */
  boolean isOngoing(Written written) {
    return !written.acceptsMessages()
        && (!written.journal().isEmpty() || isThere(written.prefix()));
  }

  private boolean isThere(String prefix) {
    var first = conversations.from(prefix);
    return first.hasNext() && first.next().getKey().startsWith(prefix);
  }

  /**
   * Forgets what is too old at {@code now}: a bounded number of rows a call.
   *
   * @return whether anything was forgotten
   */
  boolean expire(long now) {
    seen.expire(now, SWEEP);
    journal.expire(now - bounds.age(), SWEEP);
    return weights.save();
  }

  Optional<Seen> seen(String key, long now) {
    return seen.find(key, now);
  }

  Optional<Journal> journal(String ref) {
    return journal.find(ref);
  }

  /** See {@link JournalRows#recent}. */
  Optional<Long> recent(JournalRows.Wanted wanted, long from, List<Journal> found) {
    return journal.recent(wanted, from, found);
  }

  /** All conversations and requests in the order of their names, and the rows of each in that. */
  Recovered all() {
    try {
      return new Recovered(kept(), requests());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Kept> kept() throws IOException {
    var all = new ArrayList<Kept>();
    var prefix = "";
    var session = new LinkedHashMap<String, Facts>();
    var mapping = new LinkedHashMap<String, Facts>();
    for (var rows = conversations.from(null); rows.hasNext(); ) {
      var row = rows.next();
      var name = row.getKey();
      if (prefix.isEmpty() || !name.startsWith(prefix)) {
        if (!prefix.isEmpty()) {
          all.add(new Kept(Names.key(prefix), session, mapping));
        }
        prefix = Names.prefix(name);
        session.clear();
        mapping.clear();
      }
      var own = Names.isSession(name, prefix) ? session : mapping;
      own.put(Names.own(name, prefix), FactsCodec.read(row.getValue()));
    }
    if (!prefix.isEmpty()) {
      all.add(new Kept(Names.key(prefix), session, mapping));
    }
    return all;
  }

  private List<PreparedRequest> requests() throws IOException {
    var all = new ArrayList<PreparedRequest>();
    for (var rows = owed.from(null); rows.hasNext(); ) {
      var row = rows.next();
      all.add(RowCodec.request(row.getKey(), row.getValue()));
    }
    return all;
  }
}
