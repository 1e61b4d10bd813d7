package im.balcony.session.rows;

import im.balcony.api.data.Arrivals;
import im.balcony.api.data.Changes;
import im.balcony.api.data.ChangesDraft;
import im.balcony.session.state.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  // A table has many entries seldom, and there are four in each conversation.
  private static final int FEW = 2;

  /** What a row said when the last step ended; nothing of a row that was not there. */
  private record Before<T>(long order, @Nullable T entry) {}

  private final Form<T> form;
  private final List<Groups<T>> groups;
  private final Map<String, Long> orders = new HashMap<>(FEW);
  private final Map<String, Long> effects = new HashMap<>(FEW);
  private final Arrivals<T> entries = new Arrivals<>();
  private final Deadlines deadlines = new Deadlines();
  private Map<String, Before<T>> touched = Map.of();

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
    return entries.values();
  }

  /** The oldest; there has to be one. */
  public T oldest() {
    return entries.first();
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
    return deadlines.first();
  }

  /** Those that are due by now, oldest first. */
  public List<T> due(long now) {
    if (due() > now) {
      return List.of();
    }
    var found = new Arrivals<T>();
    deadlines.until(
        now,
        order -> {
          var entry = entries.get(order);
          if (entry != null) {
            found.put(order, entry);
          }
        });
    return List.copyOf(found.values());
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
    var order = entries.last(-1) + 1;
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
      if (touched.isEmpty()) {
        touched = new LinkedHashMap<>(FEW);
      }
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
      deadlines.add(entry.due(), order);
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
      deadlines.remove(entry.due(), order);
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
    if (touched.isEmpty()) {
      return false;
    }
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
  void tell(ChangesDraft changes, UnaryOperator<Changes.Row> written) {
    if (touched.isEmpty()) {
      return;
    }
    for (var change : touched.entrySet()) {
      var was = change.getValue();
      var order = orders.get(change.getKey());
      if (order == null) {
        if (was.entry() != null) {
          changes.remove(form.row(change.getKey()));
        }
      } else {
        var entry = entries.get(order);
        if (entry != null && (order != was.order() || !entry.equals(was.entry()))) {
          var row = Changes.Row.of(form.write(entry, order));
          changes.put(form.row(change.getKey()), written.apply(row));
        }
      }
    }
    touched = Map.of();
  }

  // What was stored.

  /** One row as it was stored, which is to be told again where it lies in another place now. */
  void read(long stored, T entry) {
    var order = Math.max(stored, entries.last(stored - 1) + 1);
    remove(entry.key());
    orders.put(entry.key(), order);
    index(order, entry);
    if (order != stored) {
      if (touched.isEmpty()) {
        touched = new LinkedHashMap<>(FEW);
      }
      touched.put(entry.key(), new Before<>(stored, entry));
    }
  }
}
