package im.balcony.api.data;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map of a few names in their order. Snapshots are copied with every step of a
 * conversation; two arrays cost a fifth of the memory of a linked hash map, and for as few entries
 * as {@link #MOST} looking at each is no slower than hashing.
 */
final class SmallMap extends AbstractMap<String, Object> {

  /** Entries up to which this map is to be preferred. */
  static final int MOST = 24;

  private final String[] names;
  private final Object[] values;

  private SmallMap(String[] names, Object[] values) {
    this.names = names;
    this.values = values;
  }

  /** The entries of {@code map}. */
  static SmallMap of(Map<String, Object> map) {
    var names = new String[map.size()];
    var values = new Object[names.length];
    var i = 0;
    for (var entry : map.entrySet()) {
      names[i] = entry.getKey();
      values[i++] = entry.getValue();
    }
    return new SmallMap(names, values);
  }

  /** The first {@code size} of these entries; the arrays are copied. */
  static SmallMap of(String[] names, Object[] values, int size) {
    return new SmallMap(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
  }

  /** The same with {@code name} set to {@code value}; a new name comes last. */
  SmallMap with(String name, Object value) {
    var at = find(name);
    if (at >= 0) {
      var changed = values.clone();
      changed[at] = value;
      return new SmallMap(names, changed);
    }
    var longer = Arrays.copyOf(names, names.length + 1);
    longer[names.length] = name;
    var more = Arrays.copyOf(values, values.length + 1);
    more[values.length] = value;
    return new SmallMap(longer, more);
  }

  private int find(@Nullable Object name) {
    for (var i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    var at = find(name);
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(name) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Object> action) {
    for (var i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return names.length;
      }

      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<String, Object>> {

    private int next;

    @Override
    public boolean hasNext() {
      return next < names.length;
    }

    @Override
    public Entry<String, Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var entry = Map.entry(names[next], values[next]);
      next++;
      return entry;
    }
  }
}
