package im.balcony.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/**
 * Duplicate keys: random ones, each looked for once and of no use after a minute. As rows of a
 * table each would cost two pages when it comes and two when it goes. So all of them lie in memory,
 * as {@link SeenSpan}s by when they may be forgotten, and the pages have them by the thousand, in
 * the order in which they came; of a key that comes twice the later one counts.
 *
 * <p>As with a {@link Table}, one thread at a time changes them or looks for them, {@link #write}
 * may run beside it, and readers may where nobody changes anything.
 */
final class SeenKeys {

  /** What each weighs: its place in memory, of which a third is free, and its octets. */
  static final long WEIGHT = 64;

  private static final String PAGES = "seenKeys";

  /** Keys that end within the same 2^13 milliseconds are forgotten together. */
  private static final int SPAN = 13;

  /** Keys in a row of the pages. */
  private static final int MOST_IN_ROW = 2_000;

  /** A row of the pages, and when the last of its keys may be forgotten. */
  private record Row(long number, long end) {}

  /** Keys that came lately, as they are written. */
  private static final class Late {

    private byte[] octets = new byte[16 * SeenEntry.OCTETS];
    private int count;
    private long end;

    void add(SeenEntry entry) {
      var place = count * SeenEntry.OCTETS;
      if (place == octets.length) {
        octets = Arrays.copyOf(octets, 2 * octets.length);
      }
      entry.write(octets, place);
      count++;
      end = Math.max(end, entry.until());
    }

    byte[] row() {
      return Arrays.copyOf(octets, count * SeenEntry.OCTETS);
    }
  }

  private final MVMap<Long, byte[]> pages;
  private final Consumer<byte[]> log;
  private final byte[] entryOctets = new byte[SeenEntry.OCTETS];

  // By their number, the latest first: nearly all that is looked for ends late.
  private final NavigableMap<Long, SeenSpan> spans = new TreeMap<>(Comparator.reverseOrder());

  // Those that the pages have or get, in the order of their numbers.
  private final Queue<Row> rows = new ArrayDeque<>();
  private Late late = new Late();
  private final SortedMap<Long, byte[]> lateRows = new TreeMap<>();
  private final List<Long> over = new ArrayList<>();
  private SortedMap<Long, byte[]> frozen = new TreeMap<>();
  private List<Long> frozenOver = List.of();
  private long next;
  private int size;

  /**
   * Those of a file.
   *
   * @param log hears of each key that is put, as {@link SeenEntry} writes it, before it is there
   */
  SeenKeys(MVStore store, Consumer<byte[]> log) {
    this.log = log;
    pages =
        store.openMap(
            PAGES,
            new MVMap.Builder<Long, byte[]>()
                .keyType(LongDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    for (var all = pages.cursor(null); all.hasNext(); ) {
      var number = all.next();
      var row = all.getValue();
      var end = 0L;
      for (var place = 0; place < row.length; place += SeenEntry.OCTETS) {
        var entry = SeenEntry.read(row, place);
        keep(entry);
        end = Math.max(end, entry.until());
      }
      rows.add(new Row(number, end));
      next = number + 1;
    }
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** What they weigh. */
  long weight() {
    return size * WEIGHT;
  }

  /** What is known of a key that may not be forgotten yet. */
  Optional<SeenEntry> find(Fingerprint print, long now) {
    for (var span : spans.values()) {
      var until = span.until(print);
      if (until > 0) {
        return until > now
            ? Optional.of(new SeenEntry(print, span.answer(print), until))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** By how much these would make all of them heavier. */
  long growth(List<SeenEntry> entries) {
    var growth = 0L;
    for (var entry : entries) {
      growth += find(entry.print(), 0).isPresent() ? 0 : WEIGHT;
    }
    return growth;
  }

  /** Puts a key. */
  void put(SeenEntry entry) {
    entry.write(entryOctets, 0);
    log.accept(entryOctets);
    late.add(entry);
    if (late.count == MOST_IN_ROW) {
      endRow();
    }
    keep(entry);
  }

  private void keep(SeenEntry entry) {
    var number = entry.until() >> SPAN;
    for (var span : spans.entrySet()) {
      if (span.getKey() != number && span.getValue().remove(entry.print())) {
        size--;
      }
    }
    var span = spans.get(number);
    if (span == null) {
      span = new SeenSpan();
      spans.put(number, span);
    }
    size += span.put(entry) ? 1 : 0;
  }

  private void endRow() {
    if (late.count > 0) {
      lateRows.put(next, late.row());
      rows.add(new Row(next, late.end));
      next++;
      late = new Late();
    }
  }

  /** Forgets those that may be forgotten at {@code now}, some seconds later at most. */
  void expire(long now) {
    var oldest = spans.lastEntry();
    while (oldest != null && oldest.getKey() < now >> SPAN) {
      size -= oldest.getValue().size();
      spans.remove(oldest.getKey());
      oldest = spans.lastEntry();
    }
    // One behind the other: no row may outlive a later one that has the same key anew.
    while (!rows.isEmpty() && rows.element().end >> SPAN < now >> SPAN) {
      over.add(rows.remove().number);
    }
  }

  /** What came and went so far, and is not in the pages, is what {@link #write} writes. */
  void freeze() {
    endRow();
    var rows = new TreeMap<>(frozen);
    rows.putAll(lateRows);
    lateRows.clear();
    var gone = new ArrayList<>(frozenOver);
    gone.addAll(over);
    over.clear();
    frozen = rows;
    frozenOver = gone;
  }

  /** Brings into the pages what came and went before {@link #freeze}. */
  void write() {
    pages.putAll(frozen);
    frozenOver.forEach(pages::remove);
  }

  /** The pages have what came and went before {@link #freeze}. */
  void thaw() {
    frozen = new TreeMap<>();
    frozenOver = List.of();
  }
}
