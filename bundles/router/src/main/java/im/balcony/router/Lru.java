package im.balcony.router;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A bounded memory: what was used longest ago is forgotten first. */
final class Lru<K, V> {

  private final Map<K, V> values;

  Lru(int most) {
    values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(values.get(key));
  }

  synchronized void put(K key, V value) {
    values.put(key, value);
  }

  synchronized void remove(K key) {
    values.remove(key);
  }

  synchronized int size() {
    return values.size();
  }
}
