package im.balcony.store;

import im.balcony.api.data.Facts;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Kept;
import im.balcony.api.store.Store.Recovered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is kept. Changed by one thread at a time; nothing is true before the file was committed. */
final class Rows {

  private static final int SWEEP = 10_000;

  /** Whose the requests are that a version before wrote. */
  private static final String NOBODY_KNOWS = "";

  private Bounds bounds;
  private final Table<String> conversations;
  private final Table<String> owed;
  private final Weights weights;
  private final SeenKeys seen;
  private final JournalRows journal;

  // What the tenants that nobody took yet owed at the first look; one who is not taken owes no
  // more.
  private @Nullable Map<String, List<PreparedRequest>> untaken;

  Rows(Tables tables, Bounds bounds) {
    this.bounds = bounds;
    conversations = tables.rows();
    owed = tables.owed();
    weights = new Weights(tables.sums());
    seen = tables.seen();
    journal = new JournalRows(tables, weights);
  }

  /** Other bounds; what is too much then leaves as time goes on. */
  void bounds(Bounds other) {
    bounds = other;
  }

  /** What all rows weigh, in octets. */
  long used() {
    return weights.used() + seen.weight();
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
    if (seen.size() + written.seen().size() > bounds.seen() && !written.isOnlyOutcomes()) {
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
    journal.makeRoom(limit - growth - seen.weight(), written.refs());
    return used() + growth <= limit;
  }

  private long growth(Written written) {
    return Weights.growth(conversations, conversation(written))
        + Weights.growth(owed, weights(written.batch().settled(), written.owed()))
        + seen.growth(written.seen())
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
    for (var entry : written.seen()) {
      seen.put(entry);
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
    seen.expire(now);
    journal.expire(now - bounds.age(), SWEEP);
    return weights.save();
  }

  Optional<SeenEntry> seen(Fingerprint key, long now) {
    return seen.find(key, now);
  }

  Optional<Journal> journal(String ref) {
    return journal.find(ref);
  }

  /** See {@link JournalRows#recent}. */
  Optional<Long> recent(JournalRows.Wanted wanted, long from, List<Journal> found) {
    return journal.recent(wanted, from, found);
  }

  /**
   * The conversations of a tenant and what it owes, in the order of their names, and the rows of
   * each in that.
   *
   * @param first whether nobody took the tenant since the file was opened: of all such, one look at
   *     the requests serves
   */
  Recovered of(String tenant, long epoch, boolean first) throws IOException {
    if (!first) {
      return new Recovered(epoch, kept(tenant), owed(requests(), tenant));
    }
    if (untaken == null) {
      untaken = requests();
    }
    var own = owed(untaken, tenant);
    untaken.remove(tenant);
    return new Recovered(epoch, kept(tenant), own);
  }

  private static List<PreparedRequest> owed(Map<String, List<PreparedRequest>> all, String tenant) {
    var own = new ArrayList<>(all.getOrDefault(tenant, List.of()));
    own.addAll(all.getOrDefault(NOBODY_KNOWS, List.of()));
    return own;
  }

  /** The tenants that have conversations. */
  Set<String> tenants() {
    var tenants = new TreeSet<String>();
    var rows = conversations.from(null);
    while (rows.hasNext()) {
      var tenant = Names.tenant(rows.next().getKey());
      tenants.add(tenant);
      rows = conversations.from(Names.behind(tenant));
    }
    return tenants;
  }

  private List<Kept> kept(String tenant) throws IOException {
    var all = new ArrayList<Kept>();
    var own = Names.prefixOf(tenant);
    var prefix = "";
    var session = new LinkedHashMap<String, Facts>();
    var mapping = new LinkedHashMap<String, Facts>();
    for (var rows = conversations.from(own); rows.hasNext(); ) {
      var row = rows.next();
      var name = row.getKey();
      if (!name.startsWith(own)) {
        break;
      }
      if (prefix.isEmpty() || !name.startsWith(prefix)) {
        if (!prefix.isEmpty()) {
          all.add(new Kept(Names.key(prefix), session, mapping));
        }
        prefix = Names.prefix(name);
        session.clear();
        mapping.clear();
      }
      var rowsOf = Names.isSession(name, prefix) ? session : mapping;
      rowsOf.put(Names.own(name, prefix), FactsCodec.read(row.getValue()));
    }
    if (!prefix.isEmpty()) {
      all.add(new Kept(Names.key(prefix), session, mapping));
    }
    return all;
  }

  private Map<String, List<PreparedRequest>> requests() throws IOException {
    var all = new HashMap<String, List<PreparedRequest>>();
    for (var rows = owed.from(null); rows.hasNext(); ) {
      var row = rows.next();
      var request = RowCodec.owed(row.getKey(), row.getValue());
      all.computeIfAbsent(request.tenant(), t -> new ArrayList<>()).add(request.request());
    }
    return all;
  }
}
