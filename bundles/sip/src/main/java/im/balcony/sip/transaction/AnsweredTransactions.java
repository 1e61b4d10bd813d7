package im.balcony.sip.transaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transactions that have their answer, the oldest first, and how large the answers are. Each
 * step costs the same however many there are: a flood must not become dearer while it lasts.
 */
final class AnsweredTransactions {

  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private long octets;

  /** One has its answer, or another one: it is the youngest now. */
  synchronized void put(String id, int size) {
    remove(id);
    sizes.put(id, size);
    octets += size;
  }

  synchronized void remove(String id) {
    var size = sizes.remove(id);
    octets -= size == null ? 0 : size;
  }

  synchronized Optional<String> oldest() {
    return sizes.keySet().stream().findFirst();
  }

  /** How large all answers are. */
  synchronized long octets() {
    return octets;
  }
}
