package im.balcony.router.tenants;

import im.balcony.api.mapping.ConversationKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * By which names records find their conversation (see {@link im.balcony.api.mapping.Handles}).
 * Session-ids and tags are secrets of 80 and more random bits, looked up by hash.
 */
public final class Index {

  private final Map<String, ConversationKey> keys = new ConcurrentHashMap<>();

  /** The conversation that has the handle. */
  public Optional<ConversationKey> find(String handle) {
    return Optional.ofNullable(keys.get(handle));
  }

  /** Replaces the names of a conversation; a name that another one has stays with that one. */
  public void replace(ConversationKey key, Set<String> before, Set<String> after) {
    for (var handle : before) {
      if (!after.contains(handle)) {
        keys.remove(handle, key);
      }
    }
    for (var handle : after) {
      keys.putIfAbsent(handle, key);
    }
  }

  /** How many handles there are. */
  public int size() {
    return keys.size();
  }
}
