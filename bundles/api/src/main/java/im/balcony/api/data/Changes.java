package im.balcony.api.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a step changes of the rows that a service remembers of a conversation. A row is a name, such
 * as {@code text/REF}, and a small tree of values, of which a number {@code schema} is part where
 * it is another than 1. Only the service that wrote a row reads it; version N reads the rows of N-1
 * and keeps what it does not know.
 *
 * @param put rows that are new or have changed, by name
 * @param removed names of rows that are no more; none of them is in {@code put}
 */
public record Changes(Map<String, Row> put, Set<String> removed) {

  /** Nothing has changed. */
  public static final Changes NONE = new Changes(Map.of(), Set.of());

  /**
   * The name of the one row in which versions before there were rows kept all of it. Whoever finds
   * it reads it, and removes it with the next changes, which bring the same as rows.
   */
  public static final String WHOLE = "";

  /**
   * A row.
   *
   * @param value what is remembered while the process lives
   * @param written the same as it may be written to disk: without a text that must not be; the same
   *     object where there is none
   */
  public record Row(Facts value, Facts written) {

    /** A row that may be written as it is. */
    public static Row of(Facts value) {
      return new Row(value, value);
    }
  }

  /** Copies both. */
  public Changes {
    put = kept(put);
    removed =
        removed.size() < 2
            ? Set.copyOf(removed)
            : Collections.unmodifiableSet(new LinkedHashSet<>(removed));
  }

  private static Map<String, Row> kept(Map<String, Row> put) {
    if (put.isEmpty() || put instanceof SmallMap) {
      return put.isEmpty() ? Map.of() : put;
    }
    return put.size() <= SmallMap.MOST
        ? SmallMap.of(put)
        : Collections.unmodifiableMap(new LinkedHashMap<>(put));
  }

  /** Whether nothing has changed. */
  public boolean isEmpty() {
    return put.isEmpty() && removed.isEmpty();
  }

  /** These changes, and then others: what came last about a row holds. */
  public Changes then(Changes later) {
    if (later.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return later;
    }
    var both = draft();
    later.removed.forEach(both::remove);
    later.put.forEach(both::put);
    return both.changes();
  }

  private ChangesDraft draft() {
    if (put instanceof SmallMap<Row> small && removed.isEmpty()) {
      return new ChangesDraft(new SmallMap.Draft<>(small));
    }
    var draft = new ChangesDraft();
    removed.forEach(draft::remove);
    put.forEach(draft::put);
    return draft;
  }

  /** Makes the changes in {@code rows}. */
  public void apply(Map<String, Facts> rows) {
    removed.forEach(rows::remove);
    put.forEach((name, row) -> rows.put(name, row.value));
  }

  /** Only the names: the values may be bodies or addresses. */
  @Override
  public String toString() {
    return "Changes" + put.keySet() + "-" + removed;
  }
}
