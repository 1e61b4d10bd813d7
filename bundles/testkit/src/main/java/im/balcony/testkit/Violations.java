package im.balcony.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a strict endpoint saw that a specification forbids, and what came to it that nobody waited
 * for; empty at the end of every good test.
 */
public final class Violations {

  /** So often it is looked whether something more arrives: a flood is no quiet. */
  private static final int ROUNDS = 40;

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Queue<Inbox<?>> inboxes = new ConcurrentLinkedQueue<>();

  /** Notes a violation of {@code rule} (an RFC and its section) unless {@code holds}. */
  public void check(boolean holds, String rule, String what) {
    if (!holds) {
      seen.add(rule + ": " + what);
    }
  }

  /** All that was seen, in order. */
  public List<String> all() {
    return List.copyOf(seen);
  }

  /** What stays in this inbox is asked for by {@link #untaken}. */
  public void watch(Inbox<?> inbox) {
    inbox.watched();
    inboxes.add(inbox);
  }

  /**
   * Waits until nothing more arrives for {@code quiet}, and says what came to any endpoint that
   * nobody took and nobody said not to look at. The inboxes are empty afterwards.
   */
  public List<String> untaken(Duration quiet) throws InterruptedException {
    var before = -1L;
    for (var round = 0; round < ROUNDS && before != arrived(); round++) {
      before = arrived();
      Thread.sleep(quiet.toMillis());
    }
    var all = new ArrayList<String>();
    inboxes.forEach(inbox -> all.addAll(inbox.untaken()));
    return all;
  }

  private long arrived() {
    return inboxes.stream().mapToLong(Inbox::arrived).sum();
  }
}
