package im.balcony.router.slot;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * How much of the time that a call takes is the call's own doing. A thread that waits of its own
 * will, or computes, is charged all of it; one that the machine gives no processor, that loads
 * classes, or that waits for another which gets no further, only a tenth. So what is slow for such
 * a reason has ten times as long, and what never comes back is found out all the same.
 */
public final class Blame {

  /** What a tick weighs that is the call's own doing. */
  public static final int FULL = 10;

  /** What a tick weighs in which it could not help being slow. */
  public static final int SLOW = 1;

  /** Classes are loaded near the top of a stack. */
  private static final int DEPTH = 64;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Nanoseconds of processor time that a thread has had; negative if nobody knows. */
  long cpu(Thread thread) {
    return threads.isThreadCpuTimeSupported() ? threads.getThreadCpuTime(thread.getId()) : -1;
  }

  /**
   * What the last tick weighs for {@code thread}.
   *
   * @param used nanoseconds of processor time that it had in it; negative if nobody knows
   * @param elapsed how many nanoseconds the tick took
   */
  int of(Thread thread, long used, long elapsed) {
    var info = threads.getThreadInfo(thread.getId(), DEPTH);
    if (info == null) {
      return FULL;
    }
    var owner = info.getLockOwnerId() < 0 ? null : threads.getThreadInfo(info.getLockOwnerId());
    return weigh(
        info.getThreadState(),
        owner != null && owner.getThreadState() == Thread.State.RUNNABLE,
        loadsClasses(info),
        used,
        elapsed);
  }

  /**
   * The same from what is known of a thread.
   *
   * @param behind whether it waits for a lock of a thread that does not wait itself
   */
  static int weigh(Thread.State state, boolean behind, boolean loading, long used, long elapsed) {
    if (loading || behind) {
      return SLOW;
    } else if (state != Thread.State.RUNNABLE || used < 0) {
      return FULL;
    }
    return (int) Math.max(SLOW, Math.min(FULL, FULL * used / Math.max(1, elapsed)));
  }

  private static boolean loadsClasses(ThreadInfo info) {
    return Arrays.stream(info.getStackTrace()).anyMatch(Blame::isLoading);
  }

  /** Whether a frame is of the loading, linking or initialising of a class. */
  static boolean isLoading(StackTraceElement frame) {
    var type = frame.getClassName();
    return frame.getMethodName().equals("<clinit>")
        || frame.getMethodName().equals("loadClass")
        || type.equals("java.lang.ClassLoader")
        || (type.equals("java.lang.Class") && frame.getMethodName().startsWith("forName"))
        || type.equals("java.lang.invoke.MethodHandleNatives")
        || type.startsWith("jdk.internal.loader.");
  }
}
