package im.balcony.store;

import im.balcony.api.message.Outcome;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Recovered;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/**
 * What is kept, and what it weighs. Changed by one thread at a time; nothing is true before the
 * file was committed.
 */
final class Rows {

  /** What each row weighs besides its octets: keys, pages and index entries. */
  static final long ROW = 128;

  private static final Set<Outcome.Kind> FINAL =
      EnumSet.of(Outcome.Kind.DELIVERED, Outcome.Kind.FAILED, Outcome.Kind.EXPIRED);
  private static final byte[] NOTHING = {};
  private static final String USED = "used";
  private static final int SWEEP = 10_000;
  private static final int SLICE = 200;

  /** Entries lie in the order of their commits, which is that of their times up to this. */
  private static final long DISORDER = 10_000;

  private Bounds bounds;
  private final Tables tables;
  private long used;
  private long place;

  // No entry below this place can give way: an entry with another outcome gets another place. So
  // a store that is full of what is owed is not read through for each batch.
  private long pendingBelow;

  Rows(Tables tables, Bounds bounds) {
    this.tables = tables;
    this.bounds = bounds;
    var sum = tables.sums().get(USED);
    used = sum == null ? 0 : ByteBuffer.wrap(sum).getLong();
    place = tables.story().isEmpty() ? 0 : tables.story().lastKey() + 1;
  }

  /** Other bounds; what is too much then leaves as time goes on. */
  void bounds(Bounds other) {
    bounds = other;
  }

  /** What all rows weigh, in octets. */
  long used() {
    return used;
  }

  /** A batch with its rows written, so that the one thread that commits has little to do. */
  record Written(
      Batch batch, String name, Optional<byte[]> snapshot, List<byte[]> owed, List<byte[]> seen) {

    static Written of(Batch batch) {
      return new Written(
          batch,
          RowCodec.name(batch.key()),
          batch.snapshot().map(RowCodec::write),
          batch.owed().stream().map(RowCodec::write).toList(),
          batch.seen().stream().map(RowCodec::write).toList());
    }

    /** Octets of its rows, but for those of the journal. */
    long octets() {
      return Stream.of(snapshot.stream(), owed.stream(), seen.stream())
          .flatMap(rows -> rows)
          .mapToLong(row -> row.length)
          .sum();
    }

    /** Only what became of messages accepted before. */
    boolean isOnlyOutcomes() {
      return !batch.journal().isEmpty() && !acceptsMessages();
    }

    boolean acceptsMessages() {
      return batch.journal().stream().anyMatch(e -> is(e, Outcome.Kind.PENDING));
    }
  }

  /**
   * Applies a batch as a whole, or not at all.
   *
   * @return whether there was room
   */
  boolean apply(Written written) {
    var entries = entries(written.batch.journal());
    var growth = growth(written, entries);
    var limit = written.isOnlyOutcomes() ? bounds.size() : bounds.size() - Bounds.RESERVE;
    if (growth > 0 && used + growth > limit) {
      makeRoom(used + growth - limit, written.batch);
      if (used + growth(written, entries) > limit) {
        return false;
      }
    }
    put(written, entries);
    putSum();
    return true;
  }

  /**
   * Whether a batch accepts nothing new: an outcome, or a step of a conversation that is there. Its
   * outcomes wait behind its other steps, a deadline for example.
   */
  boolean isOngoing(Written written) {
    return !written.acceptsMessages()
        && (!written.batch.journal().isEmpty() || tables.conversations().containsKey(written.name));
  }

  private void putSum() {
    tables.sums().put(USED, ByteBuffer.allocate(Long.BYTES).putLong(used).array());
  }

  private List<RowCodec.Entry> entries(List<Journal> journal) {
    var all = new ArrayList<RowCodec.Entry>();
    for (var entry : journal) {
      // Delivered, failed and expired never change; what comes later is only another hop.
      var before = journal(entry.ref()).filter(Rows::isFinal);
      all.add(new RowCodec.Entry(before.map(b -> withHops(b, entry.hops())).orElse(entry), place));
      place++;
    }
    return all;
  }

  private static Journal withHops(Journal entry, List<String> hops) {
    return new Journal(
        entry.ref(),
        entry.tenant(),
        entry.direction(),
        entry.outcome(),
        entry.why(),
        entry.at(),
        hops,
        entry.names());
  }

  private long growth(Written written, List<RowCodec.Entry> entries) {
    var growth = -weight(tables.conversations(), written.name);
    growth += written.snapshot.map(row -> weight(written.name, row)).orElse(0L);
    for (var effectId : written.batch.settled()) {
      growth -= weight(tables.owed(), effectId);
    }
    for (var i = 0; i < written.owed.size(); i++) {
      growth += weight(written.batch.owed().get(i).effectId(), written.owed.get(i));
    }
    for (var i = 0; i < written.seen.size(); i++) {
      growth += weight(written.batch.seen().get(i).key(), written.seen.get(i));
    }
    for (var entry : entries) {
      var ref = entry.journal().ref();
      growth += weight(ref, RowCodec.write(entry)) - weight(tables.journal(), ref);
    }
    return growth;
  }

  private static long weight(MVMap<String, byte[]> table, String key) {
    var row = table.get(key);
    return row == null ? 0 : weight(key, row);
  }

  private static long weight(String key, byte[] row) {
    return ROW + key.length() + row.length;
  }

  /**
   * History gives way to what is owed: entries of messages that were passed on leave, the oldest
   * first. What may still become of them lies in their conversation.
   */
  private void makeRoom(long octets, Batch batch) {
    var kept = batch.journal().stream().map(Journal::ref).toList();
    var enough = used - octets;
    var all = tables.story().cursor(pendingBelow);
    var onlyPending = true;
    while (all.hasNext() && used > enough) {
      var at = all.next();
      var ref = text(all.getValue());
      var isPending = journal(ref).filter(e -> is(e, Outcome.Kind.PENDING)).isPresent();
      if (!isPending && !kept.contains(ref)) {
        removeJournal(ref);
      } else {
        onlyPending &= isPending;
      }
      if (onlyPending) {
        pendingBelow = at + 1;
      }
    }
  }

  private void put(Written written, List<RowCodec.Entry> entries) {
    var batch = written.batch;
    if (written.snapshot.isPresent()) {
      put(tables.conversations(), written.name, written.snapshot.get());
    } else {
      remove(tables.conversations(), written.name);
    }
    batch.settled().forEach(effectId -> remove(tables.owed(), effectId));
    for (var i = 0; i < written.owed.size(); i++) {
      put(tables.owed(), batch.owed().get(i).effectId(), written.owed.get(i));
    }
    for (var i = 0; i < written.seen.size(); i++) {
      putSeen(batch.seen().get(i), written.seen.get(i));
    }
    entries.forEach(this::putJournal);
  }

  private void put(MVMap<String, byte[]> table, String key, byte[] row) {
    var before = table.put(key, row);
    used += weight(key, row) - (before == null ? 0 : weight(key, before));
  }

  private byte[] remove(MVMap<String, byte[]> table, String key) {
    var before = table.remove(key);
    used -= before == null ? 0 : weight(key, before);
    return before == null ? NOTHING : before;
  }

  private void putSeen(Seen seen, byte[] row) {
    readSeen(seen.key()).ifPresent(before -> tables.seenByEnd().remove(byEnd(before)));
    put(tables.seen(), seen.key(), row);
    tables.seenByEnd().put(byEnd(seen), NOTHING);
  }

  // Sixteen hexadecimal digits, so that the order of the keys is that of the times.
  private static String byEnd(Seen seen) {
    return "%016x".formatted(seen.until()) + seen.key();
  }

  private void putJournal(RowCodec.Entry entry) {
    var ref = entry.journal().ref();
    removeJournal(ref);
    put(tables.journal(), ref, RowCodec.write(entry));
    tables.story().put(entry.place(), ref.getBytes(StandardCharsets.UTF_8));
  }

  private void removeJournal(String ref) {
    readEntry(ref).ifPresent(entry -> tables.story().remove(entry.place()));
    remove(tables.journal(), ref);
  }

  private static boolean isFinal(Journal entry) {
    return FINAL.stream().anyMatch(kind -> is(entry, kind));
  }

  private static boolean is(Journal entry, Outcome.Kind kind) {
    return entry.outcome().equals(kind.name());
  }

  /**
   * Forgets what is too old at {@code now}: a bounded number of rows a call.
   *
   * @return whether anything was forgotten
   */
  boolean expire(long now) {
    var before = used;
    for (var i = 0; i < SWEEP && !tables.seenByEnd().isEmpty(); i++) {
      var first = tables.seenByEnd().firstKey();
      if (Long.parseLong(first.substring(0, 16), 16) > now) {
        break;
      }
      tables.seenByEnd().remove(first);
      remove(tables.seen(), first.substring(16));
    }
    for (var i = 0; i < SWEEP && !tables.story().isEmpty(); i++) {
      var oldest = tables.story().firstKey();
      var ref = Optional.ofNullable(tables.story().get(oldest)).map(Rows::text).orElse("");
      if (journal(ref).filter(e -> e.at() + bounds.age() > now).isPresent()) {
        break;
      }
      tables.story().remove(oldest);
      remove(tables.journal(), ref);
    }
    if (used != before) {
      putSum();
    }
    return used != before;
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  Optional<Seen> seen(String key, long now) {
    return readSeen(key).filter(row -> row.until() > now);
  }

  private Optional<Seen> readSeen(String key) {
    return find(tables.seen(), key, row -> RowCodec.seen(key, row));
  }

  Optional<Journal> journal(String ref) {
    return readEntry(ref).map(RowCodec.Entry::journal);
  }

  private Optional<RowCodec.Entry> readEntry(String ref) {
    return find(tables.journal(), ref, row -> RowCodec.entry(ref, row));
  }

  /** The journal entries that are asked for: some of those since a time, so many at most. */
  record Wanted(Predicate<Journal> which, long since, int count) {}

  /**
   * Adds a slice of the newest entries.
   *
   * @param from where the slice begins, downwards
   * @return where the next one begins, if there may be more
   */
  Optional<Long> recent(Wanted wanted, long from, List<Journal> found) {
    var below = tables.story().cursor(from, null, true);
    for (var looked = 0; below.hasNext() && found.size() < wanted.count; looked++) {
      var place = below.next();
      if (looked >= SLICE) {
        return Optional.of(place);
      }
      var entry = journal(text(below.getValue()));
      if (entry.filter(e -> e.at() < wanted.since - DISORDER).isPresent()) {
        return Optional.empty();
      }
      entry.filter(e -> wanted.which.test(e) && e.at() >= wanted.since).ifPresent(found::add);
    }
    return Optional.empty();
  }

  Recovered all() {
    var conversations = new ArrayList<Snapshot>();
    for (Map.Entry<String, byte[]> row : tables.conversations().entrySet()) {
      conversations.add(read(row.getValue(), RowCodec::snapshot));
    }
    var owed = new ArrayList<PreparedRequest>();
    for (Map.Entry<String, byte[]> row : tables.owed().entrySet()) {
      owed.add(read(row.getValue(), RowCodec::request));
    }
    return new Recovered(conversations, owed);
  }

  private interface Reader<T> {
    T read(byte[] row) throws IOException;
  }

  private static <T> Optional<T> find(MVMap<String, byte[]> table, String key, Reader<T> reader) {
    return Optional.ofNullable(table.get(key)).map(row -> read(row, reader));
  }

  private static <T> T read(byte[] row, Reader<T> reader) {
    try {
      return reader.read(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
