package im.balcony.api.data;

import java.util.LinkedHashSet;
import java.util.Set;

/** {@link Changes} in the making. For one thread. */
public final class ChangesDraft {

  private final SmallMap.Draft<Changes.Row> put;
  private Set<String> removed = Set.of();

  /** Nothing has changed yet. */
  public ChangesDraft() {
    this(new SmallMap.Draft<>());
  }

  ChangesDraft(SmallMap.Draft<Changes.Row> put) {
    this.put = put;
  }

  /** A row is new or has changed. */
  public void put(String name, Changes.Row row) {
    if (removed.contains(name)) {
      removed.remove(name);
    }
    put.put(name, row);
  }

  /** A row is no more. */
  public void remove(String name) {
    put.remove(name);
    removed = removed.isEmpty() ? new LinkedHashSet<>(2) : removed;
    removed.add(name);
  }

  /** The changes as they are now. */
  public Changes changes() {
    return put.isEmpty() && removed.isEmpty() ? Changes.NONE : new Changes(put.map(), removed);
  }
}
