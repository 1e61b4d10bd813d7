package im.balcony.session.rows;

import im.balcony.api.data.Arrivals;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Those entries of a table that have something in common, in the order of their arrival, with
 * running sums: what a step asks of many entries is answered without looking at each.
 *
 * @param <T> what is grouped
 */
public final class Groups<T> {

  /**
   * Which group an entry belongs to.
   *
   * @param <T> what is grouped
   */
  interface Key<T> {

    /** The group; null for none. */
    @Nullable String of(T entry);
  }

  /** The entries of one group. */
  private static final class Group<T> {
    private final Arrivals<T> entries = new Arrivals<>();
    private long weight;
  }

  // Mostly one; and none, where there is nothing to be grouped, costs nothing.
  private static final int FEW = 2;

  private final Key<T> key;
  private final ToIntFunction<T> weight;
  private Map<String, Group<T>> groups = Map.of();
  private int size;
  private long total;

  Groups(Key<T> key, ToIntFunction<T> weight) {
    this.key = key;
    this.weight = weight;
  }

  /** Groups whose entries weigh nothing. */
  Groups(Key<T> key) {
    this(key, entry -> 0);
  }

  void add(long order, T entry) {
    var name = key.of(entry);
    if (name != null) {
      if (groups.isEmpty()) {
        groups = new HashMap<>(FEW);
      }
      var group = groups.computeIfAbsent(name, n -> new Group<>());
      group.entries.put(order, entry);
      group.weight += weight.applyAsInt(entry);
      total += weight.applyAsInt(entry);
      size++;
    }
  }

  void remove(long order, T entry) {
    var name = key.of(entry);
    var group = name == null ? null : groups.get(name);
    if (name == null || group == null) {
      return;
    }
    group.entries.remove(order);
    group.weight -= weight.applyAsInt(entry);
    total -= weight.applyAsInt(entry);
    size--;
    if (group.entries.isEmpty()) {
      groups.remove(name);
      groups = groups.isEmpty() ? Map.of() : groups;
    }
  }

  /** The groups that have entries just now, in no order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(groups.keySet());
  }

  /** Entries of all groups. */
  public int size() {
    return size;
  }

  /** Entries of one group. */
  public int size(String group) {
    var found = groups.get(group);
    return found == null ? 0 : found.entries.size();
  }

  /** What all entries weigh. */
  public long weight() {
    return total;
  }

  /** What the entries of one group weigh. */
  public long weight(String group) {
    var found = groups.get(group);
    return found == null ? 0 : found.weight;
  }

  /** The entries of one group, oldest first; they change with the table. */
  public Collection<T> of(String group) {
    var found = groups.get(group);
    return found == null ? Collections.emptyList() : found.entries.values();
  }

  /** Adds the entries of one group to others, by their place in the order of arrival. */
  public void collect(String group, Arrivals<T> others) {
    var found = groups.get(group);
    if (found != null) {
      found.entries.addTo(others);
    }
  }

  /** The oldest of a group. */
  public Optional<T> first(String group) {
    var found = groups.get(group);
    return found == null ? Optional.empty() : Optional.of(found.entries.first());
  }

  /** The place of the oldest of a group in the order of arrival; of nothing, past all others. */
  public long firstOrder(String group) {
    return orderAfter(group, Long.MIN_VALUE);
  }

  /** The place of the first of a group that came after another; of nothing, past all others. */
  public long orderAfter(String group, long order) {
    var found = groups.get(group);
    return found == null ? Long.MAX_VALUE : found.entries.after(order, Long.MAX_VALUE);
  }
}
