package im.balcony.session.rows;

import im.balcony.api.data.Changes;
import im.balcony.session.state.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind, in the order of their arrival. An entry is found by its name, its effect or
 * its deadline, and what has changed since the last step is known: nothing here walks over all of
 * them.
 *
 * @param <T> what a row says
 */
public final class Table<T extends Entry> {

  /** When something is due, and whose that is. */
  private record Deadline(long time, long order) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      var byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** What a row said when the last step ended; nothing of a row that was not there. */
  private record Before<T>(long order, @Nullable T entry) {}

  private final Form<T> form;
  private final List<Groups<T>> groups;
  private final Map<String, Long> orders = new HashMap<>();
  private final Map<String, Long> effects = new HashMap<>();
  private final TreeMap<Long, T> entries = new TreeMap<>();
  private final TreeSet<Deadline> deadlines = new TreeSet<>();
  private final Map<String, Before<T>> touched = new LinkedHashMap<>();

  @SafeVarargs
  @SuppressWarnings("varargs") // They are only read.
  Table(Form<T> form, Groups<T>... groups) {
    this.form = form;
    this.groups = List.of(groups);
  }

  // What is there.

  /** The entry of that name. */
  public Optional<T> find(String key) {
    return at(orders.get(key));
  }

  /** The entry that waits for the result of this effect. */
  public Optional<T> ofEffect(String effectId) {
    return at(effects.get(effectId));
  }

  private Optional<T> at(@Nullable Long order) {
    return order == null ? Optional.empty() : at(order.longValue());
  }

  /** The entry at this place in the order of arrival. */
  public Optional<T> at(long order) {
    return Optional.ofNullable(entries.get(order));
  }

  /** Whether there is an entry of that name. */
  public boolean has(String key) {
    return orders.containsKey(key);
  }

  /** All of them, oldest first; they change with the table. */
  public Collection<T> all() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /** The oldest; there has to be one. */
  public T oldest() {
    return entries.firstEntry().getValue();
  }

  /** How many there are. */
  public int size() {
    return entries.size();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** When the first of them is due, milliseconds; {@link Long#MAX_VALUE} for never. */
  public long due() {
    return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().time();
  }

  /** Those that are due by now, oldest first. */
  public List<T> due(long now) {
    if (due() > now) {
      return List.of();
    }
    var found = new TreeMap<Long, T>();
    for (var deadline : deadlines) {
      if (deadline.time() > now) {
        break;
      }
      var entry = entries.get(deadline.order());
      if (entry != null) {
        found.put(deadline.order(), entry);
      }
    }
    return new ArrayList<>(found.values());
  }

  // What a step does.

  /** Puts an entry in the place of the one of its name, or behind all others if it is new. */
  public void put(T entry) {
    var order = orders.get(entry.key());
    if (order == null) {
      append(entry);
    } else {
      touch(entry.key());
      unindex(order);
      index(order, entry);
    }
  }

  /** Puts an entry in the place of the one of its name, if there still is one. */
  public void replace(T entry) {
    if (has(entry.key())) {
      put(entry);
    }
  }

  /** Puts an entry behind all others, and takes the one of its name away. */
  public void append(T entry) {
    remove(entry.key());
    touch(entry.key());
    var order = entries.isEmpty() ? 0 : entries.lastKey() + 1;
    orders.put(entry.key(), order);
    index(order, entry);
  }

  /** Takes the entry of that name away, if there is one. */
  public void remove(String key) {
    var order = orders.get(key);
    if (order != null) {
      touch(key);
      unindex(order);
      orders.remove(key);
    }
  }

  private void touch(String key) {
    if (!touched.containsKey(key)) {
      var order = orders.getOrDefault(key, -1L);
      touched.put(key, new Before<>(order, entries.get(order)));
    }
  }

  private void index(long order, T entry) {
    entries.put(order, entry);
    if (!entry.effectId().isEmpty()) {
      effects.put(entry.effectId(), order);
    }
    if (entry.due() != Long.MAX_VALUE) {
      deadlines.add(new Deadline(entry.due(), order));
    }
    for (var group : groups) {
      group.add(order, entry);
    }
  }

  private void unindex(long order) {
    var entry = entries.remove(order);
    if (entry == null) {
      return;
    }
    effects.remove(entry.effectId());
    if (entry.due() != Long.MAX_VALUE) {
      deadlines.remove(new Deadline(entry.due(), order));
    }
    for (var group : groups) {
      group.remove(order, entry);
    }
  }

  // What has changed.

  /**
   * Whether an entry came, went or is another than when the last step ended.
   *
   * @param lasting takes off what does not count
   */
  boolean isChanged(UnaryOperator<T> lasting) {
    for (var change : touched.entrySet()) {
      var was = change.getValue().entry();
      var is = find(change.getKey()).orElse(null);
      if ((was == null || is == null) ? was != is : !lasting.apply(was).equals(lasting.apply(is))) {
        return true;
      }
    }
    return false;
  }

  /** Tells the rows that have changed, and forgets that they have. */
  void tell(Map<String, Changes.Row> put, Set<String> removed, UnaryOperator<Changes.Row> written) {
    for (var change : touched.entrySet()) {
      var was = change.getValue();
      var order = orders.get(change.getKey());
      if (order == null) {
        if (was.entry() != null) {
          removed.add(form.row(change.getKey()));
        }
      } else {
        var entry = entries.get(order);
        if (entry != null && (order != was.order() || !entry.equals(was.entry()))) {
          var row = Changes.Row.of(form.write(entry, order));
          put.put(form.row(change.getKey()), written.apply(row));
        }
      }
    }
    touched.clear();
  }

  // What was stored.

  /** One row as it was stored, which is to be told again where it lies in another place now. */
  void read(long stored, T entry) {
    var order = entries.isEmpty() ? stored : Math.max(stored, entries.lastKey() + 1);
    remove(entry.key());
    orders.put(entry.key(), order);
    index(order, entry);
    if (order != stored) {
      touched.put(entry.key(), new Before<>(stored, entry));
    }
  }
}
