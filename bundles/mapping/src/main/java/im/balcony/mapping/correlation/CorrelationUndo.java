package im.balcony.mapping.correlation;

import java.util.ArrayDeque;
import java.util.Deque;

/** How to take back what one call has changed, the last change first. */
final class CorrelationUndo {

  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Another change, and what takes it back. */
  void add(Runnable step) {
    steps.push(step);
  }

  /** What was changed so far stays. */
  void forget() {
    steps.clear();
  }

  /** Takes all of it back. */
  void run() {
    while (!steps.isEmpty()) {
      steps.pop().run();
    }
  }
}
