package im.balcony.router;

/**
 * Where the router gets time and threads from; a test gives it virtual ones. Everything that the
 * router does happens in a caller's thread or in one of these.
 */
public interface Scheduler {

  /** Milliseconds of a monotone clock that was set to wall time once. */
  long now();

  /** Runs {@code work} soon, on some worker; work handed in by one thread starts in its order. */
  void execute(Runnable work);

  /** Runs {@code work} on a worker once {@link #now} has reached {@code when}. */
  Timer at(long when, Runnable work);

  /** Work that waits for its time. */
  interface Timer {

    /** Makes it not run, unless it runs already. */
    void cancel();
  }
}
