package im.balcony.mapping.correlation;

import im.balcony.api.data.Arrivals;
import im.balcony.api.data.Changes;
import im.balcony.api.data.ChangesDraft;
import im.balcony.api.data.Facts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Named entries of one kind in the order in which they came, each a row of its own. The shelf has a
 * bound: when it is full the oldest entry is forgotten. Nothing here looks at all entries but
 * {@link #all}.
 *
 * @param <T> an immutable entry, equal to another where it is written alike
 */
public final class CorrelationShelf<T> {

  // Most shelves of most conversations are empty, and few hold more than one.
  private static final int FEW = 2;

  /** The fact of a row that says when its entry came, counted on its shelf. */
  private static final String ORDER = "order";

  /**
   * How entries are written, and found.
   *
   * @param prefix what the names of their rows begin with
   * @param read an entry out of its name and facts, of which it keeps those that it does not know
   * @param write the facts of an entry
   * @param keys by what else than its name an entry is found
   */
  record Codec<T>(
      String prefix,
      BiFunction<String, Facts, T> read,
      Function<T, Facts> write,
      Function<T, List<String>> keys) {}

  private static final class Place<T> {
    private final String name;
    private final long order;
    private final T value;

    /** The row as it was told last; nothing if it was not. */
    private Facts told;

    Place(String name, long order, T value, Facts told) {
      this.name = name;
      this.order = order;
      this.value = value;
      this.told = told;
    }
  }

  private final Codec<T> codec;
  private final int bound;
  private final CorrelationUndo undo;
  private final Arrivals<Place<T>> order = new Arrivals<>();
  private Map<String, Place<T>> places = Map.of();
  private Map<String, Set<String>> index = Map.of();

  /** What was told last of each row that may have changed since. */
  private Map<String, Facts> touched = Map.of();

  private long youngest;
  private long edition;

  CorrelationShelf(Codec<T> codec, int bound, CorrelationUndo undo) {
    this.codec = codec;
    this.bound = bound;
    this.undo = undo;
  }

  // Reading.

  /** The entry of that name. */
  public Optional<T> get(String name) {
    var place = places.get(name);
    return place == null ? Optional.empty() : Optional.of(place.value);
  }

  /** The names of the entries with that key, the one that got it first in front. */
  Collection<String> named(String key) {
    return List.copyOf(index.getOrDefault(key, Set.of()));
  }

  /** The name of the entry that got that key first. */
  Optional<String> first(String key) {
    var names = index.get(key);
    return names == null ? Optional.empty() : Optional.of(names.iterator().next());
  }

  /** The name of the oldest entry. */
  Optional<String> oldest() {
    return order.isEmpty() ? Optional.empty() : Optional.of(order.first().name);
  }

  /** All entries, the oldest first: for shelves that hold few. */
  List<T> all() {
    var all = new ArrayList<T>(places.size());
    order.values().forEach(place -> all.add(place.value));
    return all;
  }

  /** How many there are. */
  public int size() {
    return places.size();
  }

  /** Another number whenever anything on the shelf has changed. */
  long edition() {
    return edition;
  }

  // Changing.

  /** Puts an entry where the one of that name stood, or else behind all others. */
  public void put(String name, T value) {
    put(name, value, bound);
  }

  /** The same for a shelf that may hold {@code most}. */
  void put(String name, T value, int most) {
    var before = places.get(name);
    if (before != null) {
      if (!before.value.equals(value)) {
        replace(new Place<>(name, before.order, value, before.told));
        undo.add(() -> replace(before));
      }
      return;
    }
    while (places.size() >= most) {
      remove(order.first().name);
    }
    var place = new Place<>(name, ++youngest, value, Facts.NONE);
    replace(place);
    undo.add(() -> take(place));
  }

  /** Forgets an entry. */
  public void remove(String name) {
    var place = places.get(name);
    if (place != null) {
      take(place);
      undo.add(() -> replace(place));
    }
  }

  private void replace(Place<T> place) {
    places = places.isEmpty() ? new HashMap<>(FEW) : places;
    var before = places.put(place.name, place);
    order.put(place.order, place);
    touch(place);
    var keys = codec.keys.apply(place.value);
    var old = before == null ? List.<String>of() : codec.keys.apply(before.value);
    if (!keys.equals(old)) {
      old.forEach(key -> lose(key, place.name));
      keys.forEach(key -> gain(key, place.name));
    }
  }

  private void touch(Place<T> place) {
    touched = touched.isEmpty() ? new LinkedHashMap<>(FEW) : touched;
    touched.putIfAbsent(place.name, place.told);
    edition++;
  }

  private void gain(String key, String name) {
    index = index.isEmpty() ? new HashMap<>(FEW) : index;
    index.merge(
        key,
        Set.of(name),
        (names, one) -> {
          var more = names.size() > 1 ? names : new LinkedHashSet<>(names);
          more.add(name);
          return more;
        });
  }

  private void take(Place<T> place) {
    places.remove(place.name);
    order.remove(place.order);
    touch(place);
    codec.keys.apply(place.value).forEach(key -> lose(key, place.name));
  }

  private void lose(String key, String name) {
    var names = index.get(key);
    if (names != null && names.contains(name)) {
      if (names.size() == 1) {
        index.remove(key);
      } else {
        names.remove(name);
      }
    }
  }

  // Rows.

  /** The name of an entry that a row of this shelf holds. */
  Optional<String> nameOf(String row) {
    return row.startsWith(codec.prefix)
        ? Optional.of(row.substring(codec.prefix.length()))
        : Optional.empty();
  }

  /** Takes over rows by the names of their entries. */
  void open(Map<String, Facts> rows) {
    rows.entrySet().stream()
        .sorted(Comparator.comparingLong(row -> row.getValue().number(ORDER, 0)))
        .forEach(row -> read(row.getKey(), row.getValue(), row.getValue()));
    touched = Map.of();
  }

  /** Takes over a shelf of the time before there were rows; the next changes tell all of it. */
  void openWhole(Facts shelf) {
    for (var name : shelf.asMap().keySet()) {
      var facts = shelf.facts(name);
      if (!facts.isEmpty()) {
        read(name, facts, Facts.NONE);
      }
    }
  }

  private void read(String name, Facts facts, Facts told) {
    youngest = Math.max(youngest + 1, facts.number(ORDER, 0));
    var value = codec.read.apply(name, facts.without(ORDER));
    replace(new Place<>(name, youngest, value, told));
  }

  /** Adds what has changed since this was asked last. */
  void tell(ChangesDraft changes) {
    if (touched.isEmpty()) {
      return;
    }
    touched.forEach(
        (name, was) -> {
          var place = places.get(name);
          if (place != null) {
            place.told = written(place);
            if (!place.told.equals(was)) {
              changes.put(codec.prefix + name, Changes.Row.of(place.told));
            }
          } else if (!was.isEmpty()) {
            changes.remove(codec.prefix + name);
          }
        });
    touched = Map.of();
  }

  /** Adds all rows as they are to be. */
  void write(Map<String, Facts> rows) {
    order.values().forEach(place -> rows.put(codec.prefix + place.name, written(place)));
  }

  private Facts written(Place<T> place) {
    return codec.write.apply(place.value).with(ORDER, place.order);
  }
}
