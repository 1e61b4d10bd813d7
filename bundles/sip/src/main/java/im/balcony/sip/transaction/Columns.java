package im.balcony.sip.transaction;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Columns of numbers and objects by row, in pages: many rows are neither one large array, which a
 * collector keeps in memory of its own, nor ever copied. For one thread.
 */
final class Columns {

  private static final int SHIFT = 10;
  private static final int ROWS = 1 << SHIFT;
  private static final int MASK = ROWS - 1;

  private static final class Page {
    private final long[] longs;
    private final int[] ints;
    private final @Nullable Object[] objects;

    private Page(int longs, int ints, int objects) {
      this.longs = new long[longs * ROWS];
      this.ints = new int[ints * ROWS];
      this.objects = new Object[objects * ROWS];
    }
  }

  private final int longs;
  private final int ints;
  private final int objects;
  private Page[] pages = {};

  /** No rows, with so many columns of each type. */
  Columns(int longs, int ints, int objects) {
    this.longs = longs;
    this.ints = ints;
    this.objects = objects;
    cover(1);
  }

  /** Has room for so many rows, and for not many more. */
  void cover(int rows) {
    var needed = (rows + MASK) >> SHIFT;
    var had = pages.length;
    if (needed > had || needed < had - 1) {
      pages = Arrays.copyOf(pages, needed);
    }
    for (var i = had; i < needed; i++) {
      pages[i] = new Page(longs, ints, objects);
    }
  }

  long number(int row, int column) {
    return pages[row >> SHIFT].longs[(row & MASK) * longs + column];
  }

  void number(int row, int column, long value) {
    pages[row >> SHIFT].longs[(row & MASK) * longs + column] = value;
  }

  int small(int row, int column) {
    return pages[row >> SHIFT].ints[(row & MASK) * ints + column];
  }

  void small(int row, int column, int value) {
    pages[row >> SHIFT].ints[(row & MASK) * ints + column] = value;
  }

  /** What a row has in its one column of objects. */
  Object object(int row) {
    return Objects.requireNonNull(pages[row >> SHIFT].objects[row & MASK]);
  }

  void object(int row, @Nullable Object value) {
    pages[row >> SHIFT].objects[row & MASK] = value;
  }
}
