package im.balcony.sip.socket;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Waits for threads that were told to end: code that still runs after its bundle has been exchanged
 * dies at the first class it has not loaded yet. Bounded, for a stop must not hang.
 */
public final class Ends {

  private static final long PATIENCE = 1000;

  private Ends() {}

  /** Waits for this thread; not for the one that asks. */
  public static void await(Thread thread) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for what this executor still does, and interrupts it then. */
  public static void await(ExecutorService executor) {
    try {
      if (!executor.awaitTermination(PATIENCE, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
