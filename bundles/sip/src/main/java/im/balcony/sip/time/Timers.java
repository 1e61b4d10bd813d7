package im.balcony.sip.time;

/** Time for the transactions; a test turns it by hand. May be called by any thread. */
public interface Timers {

  /** Milliseconds of a clock that never goes back. */
  long now();

  /** Runs {@code task} at {@code time}, on a thread that must not be held up. */
  Timer at(long time, Runnable task);

  /** A task that is still to run. */
  interface Timer {

    /** Gives it up if it has not begun. */
    void cancel();
  }
}
