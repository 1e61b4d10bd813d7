package im.balcony.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a strict endpoint saw that a specification forbids; empty at the end of every good test. */
public final class Violations {

  private final List<String> seen = new CopyOnWriteArrayList<>();

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
}
