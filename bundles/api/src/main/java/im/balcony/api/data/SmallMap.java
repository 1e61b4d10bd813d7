package im.balcony.api.data;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map of a few names in their order. Rows are made anew with every step of a
 * conversation; two arrays cost a fifth of the memory of a linked hash map, and for as few entries
 * as {@link #MOST} looking at each is no slower than hashing. Maps may share arrays, which nobody
 * changes once a map has them.
 *
 * @param <V> what is named
 */
final class SmallMap<V> extends AbstractMap<String, V> {

  /** Entries up to which this map is to be preferred. */
  static final int MOST = 24;

  private final String[] names;
  private final Object[] values;
  private final int size;

  private SmallMap(String[] names, Object[] values, int size) {
    this.names = names;
    this.values = values;
    this.size = size;
  }

  /** The entries of {@code map}. */
  static <V> SmallMap<V> of(Map<String, V> map) {
    var names = new String[map.size()];
    var values = new Object[names.length];
    var i = 0;
    for (var entry : map.entrySet()) {
      names[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    return new SmallMap<>(names, values, i);
  }

  /** The same with {@code name} set to {@code value}; a new name comes last. */
  SmallMap<V> with(String name, V value) {
    var at = find(name);
    if (at >= 0) {
      var changed = values.clone();
      changed[at] = value;
      return new SmallMap<>(names, changed, size);
    }
    var longer = Arrays.copyOf(names, size + 1);
    longer[size] = name;
    var more = Arrays.copyOf(values, size + 1);
    more[size] = value;
    return new SmallMap<>(longer, more, size + 1);
  }

  /** The same without any of {@code others}. */
  SmallMap<V> without(Set<String> others) {
    var left = 0;
    for (var i = 0; i < size; i++) {
      left += others.contains(names[i]) ? 0 : 1;
    }
    if (left == size) {
      return this;
    }
    var fewer = new String[left];
    var kept = new Object[left];
    var count = 0;
    for (var i = 0; count < left; i++) {
      if (!others.contains(names[i])) {
        fewer[count] = names[i];
        kept[count++] = values[i];
      }
    }
    return new SmallMap<>(fewer, kept, count);
  }

  private int find(@Nullable Object name) {
    return find(names, size, name);
  }

  private static int find(String[] names, int size, @Nullable Object name) {
    for (var i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @SuppressWarnings("unchecked") // Only what is a V is ever put into the array.
  private V value(int at) {
    return (V) values[at];
  }

  @Override
  public @Nullable V get(@Nullable Object name) {
    var at = find(name);
    return at < 0 ? null : value(at);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(name) >= 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super V> action) {
    for (var i = 0; i < size; i++) {
      action.accept(names[i], value(i));
    }
  }

  /** As any map, but two of these are compared without an object for each entry. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof SmallMap<?> map)) {
      return super.equals(other);
    }
    if (map.size != size) {
      return false;
    }
    for (var i = 0; i < size; i++) {
      var at = i < map.size && map.names[i].equals(names[i]) ? i : map.find(names[i]);
      if (at < 0 || !map.values[at].equals(values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, V>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Entry<String, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var entry = Map.entry(names[next], value(next));
      next++;
      return entry;
    }
  }

  /**
   * Such a map in the making; with more entries it becomes a linked hash map. It may go on after a
   * map was made of it.
   *
   * @param <V> what is named
   */
  static final class Draft<V> {

    private static final int USUAL = 8;

    /** Places that may stay free in a map. */
    private static final int SPARE = 1;

    private String[] names;
    private Object[] values;
    private int size;

    /** Whether a map has the arrays, so that they are copied before they change. */
    private boolean shared;

    /** All entries once there are too many for arrays. */
    private @Nullable Map<String, V> many;

    Draft() {
      names = new String[USUAL];
      values = new Object[USUAL];
    }

    /** One that begins as {@code map}. */
    Draft(SmallMap<V> map) {
      names = map.names;
      values = map.values;
      size = map.size;
      shared = true;
    }

    /** Sets {@code name} to {@code value}; a new name comes last. */
    void put(String name, V value) {
      var at = many == null ? find(names, size, name) : -1;
      if (many != null) {
        many.put(name, value);
      } else if (at >= 0) {
        own(size);
        values[at] = value;
      } else if (size < MOST) {
        own(size + 1);
        names[size] = name;
        values[size++] = value;
      } else {
        many = new LinkedHashMap<>(map());
        many.put(name, value);
      }
    }

    void remove(String name) {
      var at = many == null ? find(names, size, name) : -1;
      if (many != null) {
        many.remove(name);
      } else if (at >= 0) {
        own(size);
        size--;
        System.arraycopy(names, at + 1, names, at, size - at);
        System.arraycopy(values, at + 1, values, at, size - at);
      }
    }

    private void own(int room) {
      if (shared || room > names.length) {
        var length = room > names.length ? Math.min(MOST, room + USUAL) : names.length;
        names = Arrays.copyOf(names, length);
        values = Arrays.copyOf(values, length);
        shared = false;
      }
    }

    boolean isEmpty() {
      return many == null ? size == 0 : many.isEmpty();
    }

    /** What was set, unmodifiable and in its order. */
    Map<String, V> map() {
      if (many != null) {
        return many.size() > MOST
            ? Collections.unmodifiableMap(new LinkedHashMap<>(many))
            : of(many);
      }
      if (names.length - size > SPARE) {
        // Rows are kept for long, in no more room than they need.
        return new SmallMap<>(Arrays.copyOf(names, size), Arrays.copyOf(values, size), size);
      }
      shared = true;
      return new SmallMap<>(names, values, size);
    }
  }
}
