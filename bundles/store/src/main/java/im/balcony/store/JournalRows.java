package im.balcony.store;

import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;

/** The journal, and its entries in the order of their last changes. */
final class JournalRows {

  private static final int SLICE = 200;

  /** Entries lie in the order of their commits, which is that of their times up to this. */
  private static final long DISORDER = 10_000;

  private final MVMap<String, byte[]> journal;
  private final MVMap<Long, byte[]> story;
  private final Weights weights;
  private long place;

  // No entry below this place can give way: an entry with another outcome gets another place. So
  // a store that is full of what is owed is not read through for each batch.
  private long pendingBelow;

  JournalRows(Tables tables, Weights weights) {
    journal = tables.journal();
    story = tables.story();
    this.weights = weights;
    place = story.isEmpty() ? 0 : story.lastKey() + 1;
  }

  Optional<Journal> find(String ref) {
    return Optional.ofNullable(journal.get(ref)).map(row -> read(ref, row));
  }

  private static Journal read(String ref, byte[] row) {
    try {
      return JournalCodec.read(ref, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MVMap<String, byte[]> table() {
    return journal;
  }

  /** Puts an entry that {@link JournalCodec#write} wrote, as the newest. */
  void put(String ref, byte[] row) {
    JournalCodec.place(row, place);
    var before = weights.put(journal, ref, row);
    if (before != null) {
      story.remove(JournalCodec.place(before));
      if (JournalCodec.isFinal(before)) {
        var kept = withHops(ref, before, row);
        JournalCodec.place(kept, place);
        weights.put(journal, ref, kept);
      }
    }
    story.put(place, ref.getBytes(StandardCharsets.UTF_8));
    place++;
  }

  /** Delivered, failed and expired never change; what comes later is only another hop. */
  private static byte[] withHops(String ref, byte[] before, byte[] later) {
    var entry = read(ref, before);
    return JournalCodec.write(
        new RowBuffer(),
        new Journal(
            ref,
            entry.tenant(),
            entry.direction(),
            entry.outcome(),
            entry.why(),
            entry.at(),
            read(ref, later).hops(),
            entry.names()));
  }

  /**
   * History gives way to what is owed: entries of messages that were passed on leave, the oldest
   * first, until no more than {@code enough} is used. What may still become of them lies in their
   * conversation.
   *
   * @param kept entries that stay all the same
   */
  void makeRoom(long enough, Set<String> kept) {
    var all = story.cursor(pendingBelow);
    var onlyPending = true;
    while (all.hasNext() && weights.used() > enough) {
      var at = all.next();
      var ref = text(all.getValue());
      var row = journal.get(ref);
      var isPending = row != null && JournalCodec.is(row, Outcome.Kind.PENDING);
      if (!isPending && !kept.contains(ref)) {
        weights.remove(journal, ref);
        story.remove(at);
      } else {
        onlyPending &= isPending;
      }
      if (onlyPending) {
        pendingBelow = at + 1;
      }
    }
  }

  /** Forgets entries that were recorded up to {@code last}, so many at most. */
  void expire(long last, int most) {
    for (var i = 0; i < most && !story.isEmpty(); i++) {
      var oldest = story.firstKey();
      var name = story.get(oldest);
      var ref = name == null ? "" : text(name);
      var row = journal.get(ref);
      if (row != null && JournalCodec.at(row) > last) {
        break;
      }
      story.remove(oldest);
      weights.remove(journal, ref);
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
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
    var below = story.cursor(from, null, true);
    for (var looked = 0; below.hasNext() && found.size() < wanted.count; looked++) {
      var at = below.next();
      if (looked >= SLICE) {
        return Optional.of(at);
      }
      var entry = find(text(below.getValue()));
      if (entry.filter(e -> e.at() < wanted.since - DISORDER).isPresent()) {
        return Optional.empty();
      }
      entry.filter(e -> wanted.which.test(e) && e.at() >= wanted.since).ifPresent(found::add);
    }
    return Optional.empty();
  }
}
