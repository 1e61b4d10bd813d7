package im.balcony.api.data;

import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * {@link Facts} in the making: setting many values one by one costs no copy of all for each. For
 * one thread.
 */
public final class FactsDraft {

  private static final int USUAL = 12;

  private String[] names = new String[USUAL];
  private Object[] values = new Object[USUAL];
  private int size;

  FactsDraft() {}

  /**
   * Sets {@code name} to {@code value}; a new name comes last.
   *
   * @throws IllegalArgumentException if the value is of a type that is no fact
   */
  public FactsDraft with(String name, Object value) {
    keep(name, Facts.checked(value));
    return this;
  }

  void keep(String name, Object checked) {
    var at = find(name);
    if (at < 0) {
      if (size == names.length) {
        names = Arrays.copyOf(names, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      at = size++;
      names[at] = name;
    }
    values[at] = checked;
  }

  /** Leaves {@code name} out. */
  public FactsDraft without(String name) {
    var at = find(name);
    if (at >= 0) {
      size--;
      System.arraycopy(names, at + 1, names, at, size - at);
      System.arraycopy(values, at + 1, values, at, size - at);
    }
    return this;
  }

  private int find(String name) {
    for (var i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether there are no values. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The facts as they are now. */
  public Facts facts() {
    if (size <= SmallMap.MOST) {
      return Facts.of(SmallMap.of(names, values, size));
    }
    var all = new LinkedHashMap<String, Object>();
    for (var i = 0; i < size; i++) {
      all.put(names[i], values[i]);
    }
    return Facts.kept(all);
  }
}
