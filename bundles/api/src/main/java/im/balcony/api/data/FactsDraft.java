package im.balcony.api.data;

/**
 * {@link Facts} in the making: setting many values one by one costs no copy of all for each. For
 * one thread.
 */
public final class FactsDraft {

  private final SmallMap.Draft<Object> values;

  FactsDraft(SmallMap.Draft<Object> values) {
    this.values = values;
  }

  /**
   * Sets {@code name} to {@code value}; a new name comes last.
   *
   * @throws IllegalArgumentException if the value is of a type that is no fact
   */
  public FactsDraft with(String name, Object value) {
    values.put(name, Facts.checked(value));
    return this;
  }

  /** Leaves {@code name} out. */
  public FactsDraft without(String name) {
    values.remove(name);
    return this;
  }

  /** Whether there are no values. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The facts as they are now. */
  public Facts facts() {
    return Facts.kept(values);
  }
}
