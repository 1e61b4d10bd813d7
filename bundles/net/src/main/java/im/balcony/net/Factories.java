package im.balcony.net;

import im.balcony.api.wire.ProtocolFactory;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The protocol versions that are there, by protocol name: the one bound last serves. Connections
 * hear of a change through {@link Sockets}.
 */
final class Factories {

  private final Map<String, ArrayDeque<ProtocolFactory>> byName = new TreeMap<>();

  synchronized void add(ProtocolFactory factory) {
    byName.computeIfAbsent(factory.name(), name -> new ArrayDeque<>()).addFirst(factory);
  }

  synchronized void remove(ProtocolFactory factory) {
    byName.getOrDefault(factory.name(), new ArrayDeque<>()).remove(factory);
  }

  /** All, by name; the first of a name serves. */
  synchronized List<ProtocolFactory> all() {
    return byName.values().stream().flatMap(Collection::stream).toList();
  }

  synchronized Optional<ProtocolFactory> current(String name) {
    var versions = byName.get(name);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.peekFirst());
  }
}
