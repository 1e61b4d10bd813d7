package im.balcony.itests.simulation;

import im.balcony.api.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Messages whose name a process knew by heart and took with it: they were written, but the process
 * did not come to hear of it. Their text, where it may be stored, tells which they are.
 */
final class Orphans {

  /** Commits that may be under way at once. */
  private static final int LATEST = 16;

  private record Orphan(String ref, String written) {}

  private final Deque<Store.Batch> latest = new ArrayDeque<>();
  private final List<Orphan> orphans = new ArrayList<>();

  void read(Store.Batch batch) {
    if (batch.journal().stream().anyMatch(row -> row.outcome().equals("PENDING"))) {
      latest.add(batch);
      if (latest.size() > LATEST) {
        latest.remove();
      }
    }
  }

  /** The process that wrote all this is dead. */
  void died() {
    for (var batch : latest) {
      for (var row : batch.journal()) {
        if (row.outcome().equals("PENDING")) {
          orphans.add(new Orphan(row.ref(), Written.of(batch)));
        }
      }
    }
    latest.clear();
  }

  /** The message that brought this text, if it was written shortly before a death. */
  Optional<String> ref(String text) {
    // The oldest: later batches of the same conversation may hold the text as well.
    return orphans.stream()
        .filter(orphan -> Written.holds(orphan.written, text))
        .map(Orphan::ref)
        .findFirst();
  }
}
