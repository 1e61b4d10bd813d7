package im.balcony.testkit.romeo;

/** One thread's time: what is handed in runs on that thread. */
interface Timing {

  /** Milliseconds. */
  long now();

  /** Runs {@code work} in {@code delay} milliseconds. */
  void in(long delay, Runnable work);
}
