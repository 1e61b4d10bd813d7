package im.balcony.itests.simulation;

import im.balcony.api.store.Store;
import im.balcony.testkit.Violations;
import java.util.ArrayList;
import java.util.List;

/** Texts that nobody may store, looked for in all that is written. */
final class Secrets {

  private final List<String> texts = new ArrayList<>();

  void add(String text) {
    texts.add(text);
  }

  boolean contains(String text) {
    return texts.contains(text);
  }

  void read(Store.Batch batch, Violations violations) {
    if (!texts.isEmpty()) {
      var written = Written.of(batch);
      texts.forEach(
          text ->
              violations.check(
                  !Written.holds(written, text), "durability", "'" + text + "' was stored"));
    }
  }
}
