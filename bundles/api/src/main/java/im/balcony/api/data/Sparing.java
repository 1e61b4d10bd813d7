package im.balcony.api.data;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps what strangers can cause as often as they like from filling the log: at most one line a key
 * and span, and at most so many lines a span in all. Holds no more keys than lines it lets through,
 * so nobody makes it grow by being many. May be used by any thread.
 */
public final class Sparing {

  /** What is to be done about one more occasion. */
  public enum Word {
    /** Write the line. */
    SAY,
    /** Write the line, and that for the rest of the span there will be none. */
    SAY_LAST,
    /** Write nothing. */
    HUSH
  }

  private final long span;
  private final int most;
  private final Map<String, Long> said = new LinkedHashMap<>();
  private long begun = Long.MIN_VALUE;
  private int lines;

  /**
   * Nothing was said yet.
   *
   * @param span milliseconds
   * @param most lines a span, 1 or more
   */
  public Sparing(long span, int most) {
    this.span = span;
    this.most = most;
  }

  /**
   * Whether a line about {@code key} is to be written now.
   *
   * @param now milliseconds of a clock that never goes back
   */
  public synchronized Word about(String key, long now) {
    if (begun == Long.MIN_VALUE || now - begun >= span) {
      begun = now;
      lines = 0;
    }
    // In the order in which they were said, so the old ones are in front.
    var times = said.values().iterator();
    while (times.hasNext() && now - times.next() >= span) {
      times.remove();
    }
    if (lines >= most || said.containsKey(key)) {
      return Word.HUSH;
    }
    // Keys of the span before are still here, at most as many as lines were allowed then.
    said.put(key, now);
    lines++;
    return lines == most ? Word.SAY_LAST : Word.SAY;
  }
}
