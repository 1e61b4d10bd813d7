package im.balcony.net;

import im.balcony.api.wire.ProtocolFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The protocol versions that are there, by protocol name: the one bound last serves. Connections
 * hear of a change through {@link Sockets}.
 */
final class Factories {

  private final Map<String, java.util.ArrayDeque<ProtocolFactory>> byName = new HashMap<>();

  synchronized void add(ProtocolFactory factory) {
    byName.computeIfAbsent(factory.name(), name -> new java.util.ArrayDeque<>()).addFirst(factory);
  }

  synchronized void remove(ProtocolFactory factory) {
    byName.getOrDefault(factory.name(), new java.util.ArrayDeque<>()).remove(factory);
  }

  synchronized Optional<ProtocolFactory> current(String name) {
    var versions = byName.get(name);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.peekFirst());
  }
}
