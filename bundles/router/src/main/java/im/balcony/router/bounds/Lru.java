package im.balcony.router.bounds;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A bounded memory: what was used longest ago is forgotten first. */
public final class Lru<K, V> {

  private final Map<K, V> values;

  /** Keeps {@code most} entries. */
  public Lru(int most) {
    values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /** The value, which is now the one used last. */
  public synchronized Optional<V> get(K key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Keeps the value; the one not used for longest goes where there is no room. */
  public synchronized void put(K key, V value) {
    values.put(key, value);
  }

  /** Forgets the value. */
  public synchronized void remove(K key) {
    values.remove(key);
  }

  /** Forgets the values of which {@code which} is true. */
  public synchronized void removeIf(Predicate<V> which) {
    values.values().removeIf(which);
  }

  synchronized int size() {
    return values.size();
  }
}
