package im.balcony.session.rows;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * When entries of a table are due, the first in front. Two arrays: of a conversation few are due at
 * any time, mostly one.
 */
final class Deadlines {

  private static final long[] NONE = {};
  private static final int FEW = 2;

  private long[] times = NONE;
  private long[] orders = NONE;
  private int size;

  /** When the first one is due, milliseconds; {@link Long#MAX_VALUE} for never. */
  long first() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  /** The entry at this place in the order of arrival is due then. */
  void add(long time, long order) {
    var at = find(time, order);
    if (size == times.length) {
      var length = Math.max(FEW, size + (size >> 1));
      times = Arrays.copyOf(times, length);
      orders = Arrays.copyOf(orders, length);
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    System.arraycopy(orders, at, orders, at + 1, size - at);
    times[at] = time;
    orders[at] = order;
    size++;
  }

  /** It is not any more. */
  void remove(long time, long order) {
    var at = find(time, order);
    if (at < size && times[at] == time && orders[at] == order) {
      size--;
      System.arraycopy(times, at + 1, times, at, size - at);
      System.arraycopy(orders, at + 1, orders, at, size - at);
    }
  }

  /** Gives the places of those that are due by {@code now}. */
  void until(long now, LongConsumer due) {
    for (var i = 0; i < size && times[i] <= now; i++) {
      due.accept(orders[i]);
    }
  }

  /** The place of this one, or where it belongs. */
  private int find(long time, long order) {
    var low = 0;
    var high = size;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (times[middle] < time || (times[middle] == time && orders[middle] < order)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
