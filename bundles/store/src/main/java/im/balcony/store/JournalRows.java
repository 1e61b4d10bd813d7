package im.balcony.store;

import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The journal, and its entries in the order of their last changes. */
final class JournalRows {

  private static final int SLICE = 200;

  /** Entries lie in the order of their commits, which is that of their times up to this. */
  private static final long DISORDER = 10_000;

  private final Table<String> journal;
  private final Table<Long> story;
  private final Weights weights;
  private long place;

  // No entry below this place can give way: an entry with another outcome gets another place. So
  // a store that is full of what is owed is not read through for each batch.
  private long pendingBelow;

  JournalRows(Tables tables, Weights weights) {
    journal = tables.journal();
    story = tables.story();
    this.weights = weights;
    var newest = story.downFrom(null);
    place = newest.hasNext() ? newest.next().getKey() + 1 : 0;
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

  Table<String> table() {
    return journal;
  }

  /** Puts an entry that {@link JournalCodec#write} wrote, as the newest. */
  void put(String ref, byte[] row) {
    JournalCodec.place(row, place);
    var before = putBack(ref, row);
    if (before != null && JournalCodec.isFinal(before)) {
      var kept = withHops(ref, before, row);
      JournalCodec.place(kept, place);
      putBack(ref, kept);
    }
    place++;
  }

  /** Puts an entry at the place that it has; what was there before. */
  byte @Nullable [] putBack(String ref, byte[] row) {
    var before = weights.put(journal, ref, row);
    if (before != null) {
      story.remove(JournalCodec.place(before));
    }
    story.add(JournalCodec.place(row), ref.getBytes(StandardCharsets.UTF_8));
    return before;
  }

  /** Forgets an entry. */
  void remove(String ref) {
    var before = weights.remove(journal, ref);
    if (before != null) {
      story.remove(JournalCodec.place(before));
    }
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
    var all = story.from(pendingBelow);
    var onlyPending = true;
    var gone = new ArrayList<Long>();
    while (all.hasNext() && weights.used() > enough) {
      var place = all.next();
      var ref = text(place.getValue());
      var row = journal.get(ref);
      var isPending = row != null && JournalCodec.is(row, Outcome.Kind.PENDING);
      if (!isPending && !kept.contains(ref)) {
        weights.remove(journal, ref);
        gone.add(place.getKey());
      } else {
        onlyPending &= isPending;
      }
      if (onlyPending) {
        pendingBelow = place.getKey() + 1;
      }
    }
    gone.forEach(story::remove);
  }

  /** Forgets entries that were recorded up to {@code last}, so many at most. */
  void expire(long last, int most) {
    var oldest = story.first();
    for (var i = 0; i < most && oldest.isPresent() && isOver(oldest.get(), last); i++) {
      story.remove(oldest.get().getKey());
      weights.remove(journal, text(oldest.get().getValue()));
      oldest = story.first();
    }
  }

  private boolean isOver(Map.Entry<Long, byte[]> place, long last) {
    var row = journal.get(text(place.getValue()));
    return row == null || JournalCodec.at(row) <= last;
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
    var below = story.downFrom(from);
    for (var looked = 0; below.hasNext() && found.size() < wanted.count; looked++) {
      var place = below.next();
      if (looked >= SLICE) {
        return Optional.of(place.getKey());
      }
      var entry = find(text(place.getValue()));
      if (entry.filter(e -> e.at() < wanted.since - DISORDER).isPresent()) {
        return Optional.empty();
      }
      entry.filter(e -> wanted.which.test(e) && e.at() >= wanted.since).ifPresent(found::add);
    }
    return Optional.empty();
  }
}
