package im.balcony.api.data;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Values by when they came, counted: for the rows of a conversation, of which there are none or a
 * few mostly, and some hundreds at most. Two arrays hold an entry in a fifth of the memory of a
 * tree, and nothing while there is none; what comes is put at the end. For one thread.
 *
 * @param <T> what came
 */
public final class Arrivals<T> {

  private static final long[] NO_ORDERS = {};
  private static final Object[] NO_VALUES = {};
  private static final int FEW = 2;

  private long[] orders = NO_ORDERS;
  private Object[] values = NO_VALUES;
  private int size;

  /** What came as that one; null if it is not there. */
  public @Nullable T get(long order) {
    var at = find(order);
    return at < 0 ? null : value(at);
  }

  /** Puts a value in the place of what came as that one, or where it belongs; what was there. */
  public @Nullable T put(long order, T value) {
    var at = find(order);
    if (at < 0) {
      insert(-at - 1, order, value);
      return null;
    }
    var before = value(at);
    values[at] = value;
    return before;
  }

  private void insert(int at, long order, T value) {
    if (size == orders.length) {
      var length = Math.max(FEW, size + (size >> 1));
      orders = Arrays.copyOf(orders, length);
      values = Arrays.copyOf(values, length);
    }
    System.arraycopy(orders, at, orders, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    orders[at] = order;
    values[at] = value;
    size++;
  }

  /** Takes out what came as that one; null if it is not there. */
  public @Nullable T remove(long order) {
    var at = find(order);
    if (at < 0) {
      return null;
    }
    var before = value(at);
    size--;
    System.arraycopy(orders, at + 1, orders, at, size - at);
    System.arraycopy(values, at + 1, values, at, size - at);
    values[size] = null;
    if (size == 0) {
      orders = NO_ORDERS;
      values = NO_VALUES;
    }
    return before;
  }

  private int find(long order) {
    // Who comes is behind all others.
    return size == 0 || order > orders[size - 1]
        ? -size - 1
        : Arrays.binarySearch(orders, 0, size, order);
  }

  @SuppressWarnings("unchecked") // Only what is a T is ever put into the array.
  private T value(int at) {
    return (T) values[at];
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * The oldest.
   *
   * @throws NoSuchElementException if there is none
   */
  public T first() {
    if (size == 0) {
      throw new NoSuchElementException();
    }
    return value(0);
  }

  /** As which one the youngest came; {@code otherwise} if there is none. */
  public long last(long otherwise) {
    return size == 0 ? otherwise : orders[size - 1];
  }

  /** As which one the next behind {@code order} came; {@code otherwise} if there is none. */
  public long after(long order, long otherwise) {
    var at = find(order);
    var next = at < 0 ? -at - 1 : at + 1;
    return next == size ? otherwise : orders[next];
  }

  /** Adds all of them to others. */
  public void addTo(Arrivals<T> others) {
    for (var i = 0; i < size; i++) {
      others.put(orders[i], value(i));
    }
  }

  /** The values, the oldest first; they change with this, and not while somebody goes through. */
  public Collection<T> values() {
    return new AbstractCollection<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<T> iterator() {
        return iterate();
      }
    };
  }

  private Iterator<T> iterate() {
    return new Iterator<>() {
      private final int all = size;
      private int next;

      @Override
      public boolean hasNext() {
        return next < all;
      }

      @Override
      public T next() {
        if (size != all) {
          throw new ConcurrentModificationException();
        }
        if (next == all) {
          throw new NoSuchElementException();
        }
        return value(next++);
      }
    };
  }
}
