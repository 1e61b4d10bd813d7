package im.balcony.api.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An immutable tree of named values: what a snapshot is made of. It uses only classes of the JDK
 * and of this bundle, so it outlives the bundle that wrote it, and a reader that does not know a
 * name keeps it: every {@code with} copies all other names unchanged.
 *
 * <p>A value is a String, a Long, a Boolean, a {@link Facts} or a List of these. Names are short
 * and stable; they are part of the snapshot's schema.
 */
public final class Facts {

  /** No values. */
  public static final Facts NONE = new Facts(SmallMap.of(Map.of()));

  private final Map<String, Object> values;

  private Facts(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * The tree of {@code values}.
   *
   * @throws IllegalArgumentException if a value is of another type than this class allows
   */
  public static Facts of(Map<String, ?> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    var draft = draft();
    values.forEach(draft::with);
    return draft.facts();
  }

  static Facts kept(SmallMap.Draft<Object> checked) {
    return checked.isEmpty() ? NONE : new Facts(checked.map());
  }

  /** Facts in the making, with nothing in them yet. */
  public static FactsDraft draft() {
    return new FactsDraft(new SmallMap.Draft<>());
  }

  /** Facts in the making that begin as these. */
  public FactsDraft change() {
    return new FactsDraft(changed());
  }

  private SmallMap.Draft<Object> changed() {
    if (values instanceof SmallMap<Object> small) {
      return new SmallMap.Draft<>(small);
    }
    var draft = new SmallMap.Draft<Object>();
    values.forEach(draft::put);
    return draft;
  }

  static Object checked(Object value) {
    if (value instanceof String
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Facts) {
      return value;
    }
    if (value instanceof Integer number) {
      return (long) number;
    }
    if (value instanceof List<?> list) {
      return checked(list);
    }
    throw new IllegalArgumentException("not a fact: " + (value == null ? null : value.getClass()));
  }

  private static List<Object> checked(List<?> list) {
    var copy = new Object[list.size()];
    var i = 0;
    for (var element : list) {
      copy[i++] = checked(element);
    }
    return List.of(copy);
  }

  /** The same facts with {@code name} set to {@code value}. */
  public Facts with(String name, Object value) {
    if (values instanceof SmallMap<Object> small && small.size() < SmallMap.MOST) {
      return new Facts(small.with(name, checked(value)));
    }
    return change().with(name, value).facts();
  }

  /** The same facts without any of {@code names}. */
  public Facts without(Set<String> names) {
    if (values instanceof SmallMap<Object> small) {
      var fewer = small.without(names);
      return fewer.isEmpty() ? NONE : new Facts(fewer);
    }
    var draft = change();
    names.forEach(draft::without);
    return draft.facts();
  }

  /** The same facts without {@code name}. */
  public Facts without(String name) {
    return values.containsKey(name) ? change().without(name).facts() : this;
  }

  /** The text of {@code name}, if it is there and a text. */
  public Optional<String> text(String name) {
    return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The text of {@code name}, or {@code otherwise}. */
  public String text(String name, String otherwise) {
    return values.get(name) instanceof String text ? text : otherwise;
  }

  /** The number of {@code name}, if it is there and a number. */
  public OptionalLong number(String name) {
    return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** The number of {@code name}, or {@code otherwise}. */
  public long number(String name, long otherwise) {
    return values.get(name) instanceof Long number ? number : otherwise;
  }

  /** Whether {@code name} is there and true. */
  public boolean flag(String name) {
    return values.get(name) instanceof Boolean flag && flag;
  }

  /** The tree below {@code name}; empty if there is none. */
  public Facts facts(String name) {
    return values.get(name) instanceof Facts facts ? facts : NONE;
  }

  /** The texts in the list {@code name}; empty if there is none. */
  public List<String> texts(String name) {
    return list(name, String.class);
  }

  /** The trees in the list {@code name}; empty if there is none. */
  public List<Facts> list(String name) {
    return list(name, Facts.class);
  }

  private <T> List<T> list(String name, Class<T> type) {
    if (!(values.get(name) instanceof List<?> list)) {
      return List.of();
    }
    var found = new ArrayList<T>(list.size());
    for (var element : list) {
      if (type.isInstance(element)) {
        found.add(type.cast(element));
      }
    }
    return Collections.unmodifiableList(found);
  }

  /** Whether {@code name} is there. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whether there are no values. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** All values by name, in the order they were written; unmodifiable. */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts f && values.equals(f.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Only the names: the values may be bodies or addresses. */
  @Override
  public String toString() {
    return "Facts" + values.keySet();
  }
}
