package im.balcony.sip.transaction;

import im.balcony.sip.text.Fingerprint;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.time.Timers;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What is known of transactions, a row of numbers each: under a flood an object and a timer for
 * each would be most of what the collector copies. Rows that are to end stand in a line with those
 * that are remembered as long, the oldest first, and a line has one deadline. Each step costs the
 * same however many rows there are. The last row takes the place of one that goes, so nobody
 * outside knows a row's number. May be called by any thread.
 *
 * @param <T> what else is known, possibly shared by many rows
 */
final class TransactionRows<T> {

  /** How long something is remembered. */
  enum Line {
    /** Until somebody says otherwise. */
    OPEN(0),
    /** Timers D, H, J, L and M. */
    LIFE(1),
    /** Timers I and K. */
    SHORT(2);

    private final int number;

    Line(int number) {
      this.number = number;
    }
  }

  /**
   * A row as it is now.
   *
   * @param what what else is known
   * @param number a number of the caller's
   * @param end when it ends, by the clock of the edge
   */
  record Row<T>(T what, long number, long end) {}

  private static final int NONE = -1;

  private static final int END = 0;
  private static final int NUMBER = 1;

  private static final int LINE = 0;
  private static final int OLDER = 1;
  private static final int YOUNGER = 2;

  /** Milliseconds that ended rows may lie, unseen, so that many go at once. */
  private static final long SWEEP = 100;

  private final Timers timers;
  private final DueTimes deadlines;
  private final DueTimes.Due sweep =
      new DueTimes.Due() {
        @Override
        protected void due() {
          sweep();
        }
      };

  private final FingerprintIndex ids = new FingerprintIndex();
  private final FingerprintIndex others = new FingerprintIndex();
  private final Columns pages = new Columns(2, 3, 1);
  private final int[] oldest = {NONE, NONE, NONE};
  private final int[] youngest = {NONE, NONE, NONE};
  private final ToIntFunction<T> weight;
  private int size;
  private long octets;

  /**
   * No rows.
   *
   * @param deadlines have the ends of rows among them
   * @param weight how many octets something holds that has no row of its own; never changes while
   *     it stands in a row that is to end
   */
  TransactionRows(Timers timers, DueTimes deadlines, ToIntFunction<T> weight) {
    this.timers = timers;
    this.deadlines = deadlines;
    this.weight = weight;
  }

  /** What is known under this fingerprint. */
  synchronized Optional<Row<T>> find(Fingerprint id) {
    var row = live(ids.find(id));
    return row == NONE ? Optional.empty() : Optional.of(row(row));
  }

  /** The same; if there is nothing yet, {@code what} stands there from now on. */
  synchronized Optional<Row<T>> putIfAbsent(Fingerprint id, T what) {
    var known = find(id);
    if (known.isEmpty()) {
      // One may be there that has ended.
      remove(id);
      put(id, Line.OPEN, new Row<>(what, 0, DueTimes.NEVER));
    }
    return known;
  }

  /** Puts a row, or another one in its place, as the youngest of its line. */
  synchronized void put(Fingerprint id, Line line, Row<T> row) {
    var at = ids.find(id);
    if (at == NONE) {
      at = added(id);
    } else {
      leaveLine(at);
    }
    pages.object(at, row.what());
    pages.number(at, NUMBER, row.number());
    pages.number(at, END, row.end());
    enterLine(at, line);
  }

  private int added(Fingerprint id) {
    cover(size + 1);
    ids.put(size, id);
    return size++;
  }

  /**
   * Whether another row has this fingerprint besides its own. If none has, the row gets it, unless
   * it is not there.
   */
  synchronized boolean isOthers(Fingerprint other, Fingerprint id) {
    var row = live(ids.find(id));
    if (row == NONE) {
      return false;
    }
    var first = live(others.find(other));
    if (first == NONE) {
      others.remove(row);
      others.put(row, other);
    }
    return first != NONE && first != row;
  }

  /** Forgets what is known. */
  synchronized void remove(Fingerprint id) {
    var row = ids.find(id);
    if (row != NONE) {
      drop(row);
    }
  }

  /** The same, if that is still {@code what}. */
  synchronized void remove(Fingerprint id, T what) {
    var row = ids.find(id);
    if (row != NONE && what(row) == what) {
      drop(row);
    }
  }

  /** Forgets the row that ends next; what was known, or nothing if all are open. */
  synchronized Optional<T> removeOldest() {
    var next = nextToEnd();
    if (next == NONE) {
      return Optional.empty();
    }
    var what = what(next);
    drop(next);
    return Optional.of(what);
  }

  /** What is held by the rows that are to end. */
  synchronized long octets() {
    return octets;
  }

  /** How many there are. */
  synchronized int size() {
    return size;
  }

  private int live(int row) {
    return row != NONE && end(row) > timers.now() ? row : NONE;
  }

  private Row<T> row(int row) {
    return new Row<>(what(row), pages.number(row, NUMBER), end(row));
  }

  @SuppressWarnings("unchecked") // Only what is a T is ever put into the array.
  private T what(int row) {
    return (T) pages.object(row);
  }

  private long end(int row) {
    return pages.number(row, END);
  }

  private int line(int row) {
    return pages.small(row, LINE);
  }

  private long weight(int row) {
    return line(row) == Line.OPEN.number ? 0 : weight.applyAsInt(what(row));
  }

  private int nextToEnd() {
    var life = oldest[Line.LIFE.number];
    var brief = oldest[Line.SHORT.number];
    return life == NONE || (brief != NONE && end(brief) < end(life)) ? brief : life;
  }

  private synchronized void sweep() {
    var now = timers.now();
    for (var row = nextToEnd(); row != NONE && end(row) <= now; row = nextToEnd()) {
      drop(row);
    }
    var next = nextToEnd();
    if (next != NONE) {
      deadlines.set(sweep, Math.max(end(next), now + SWEEP));
    }
  }

  private void enterLine(int row, Line line) {
    var number = line.number;
    var last = youngest[number];
    pages.small(row, LINE, number);
    octets += weight(row);
    join(last, row, number);
    join(row, NONE, number);
    if (last == NONE && line != Line.OPEN) {
      deadlines.set(sweep, end(nextToEnd()));
    }
  }

  private void leaveLine(int row) {
    octets -= weight(row);
    join(pages.small(row, OLDER), pages.small(row, YOUNGER), line(row));
  }

  /** Makes two rows neighbours, or one of them an end of its line. */
  private void join(int before, int behind, int line) {
    if (before == NONE) {
      oldest[line] = behind;
    } else {
      pages.small(before, YOUNGER, behind);
    }
    if (behind == NONE) {
      youngest[line] = before;
    } else {
      pages.small(behind, OLDER, before);
    }
  }

  private void drop(int row) {
    leaveLine(row);
    ids.remove(row);
    others.remove(row);
    size--;
    if (row != size) {
      move(size, row);
    }
    pages.object(size, null);
    cover(size);
  }

  private void move(int from, int to) {
    ids.move(from, to);
    others.move(from, to);
    pages.object(to, what(from));
    pages.number(to, END, end(from));
    pages.number(to, NUMBER, pages.number(from, NUMBER));
    pages.small(to, LINE, line(from));
    join(pages.small(from, OLDER), to, line(to));
    join(to, pages.small(from, YOUNGER), line(to));
  }

  private void cover(int rows) {
    ids.cover(rows);
    others.cover(rows);
    pages.cover(rows);
  }
}
