package im.balcony.testkit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Twice the input is at most twice the work. A grammar is fed with longer and longer texts, and the
 * processor time of the thread is compared, which does not depend on what else the machine does.
 * Over four times the length something quadratic takes sixteen times as long.
 */
public final class Linear {

  /** Below this many nanoseconds a difference says nothing. */
  private static final long SMALLEST = 4_000_000;

  private static final int FACTOR = 4;
  private static final int MOST_FACTOR = 10;
  private static final int LENGTHS = 3;
  private static final int TRIES = 5;
  private static final int AGAIN = 2;

  private Linear() {}

  /**
   * Feeds texts of {@code first}, 4 and 16 times {@code first} characters.
   *
   * @param place a text in which {@code ~} stands for the repetitions of each of {@code pieces},
   *     one after the other
   * @param first the shortest length of the repetitions, in characters
   * @throws AssertionError if one of them costs ten times as much as one of a quarter of its length
   */
  public static void check(String place, List<String> pieces, int first, Consumer<String> reading) {
    for (var piece : pieces) {
      var costs = costs(place, piece, first, reading);
      // Once more where it was the machine that was late, with code not compiled yet.
      for (var again = 0; again < AGAIN && isWorse(costs); again++) {
        costs = costs(place, piece, first, reading);
      }
      if (isWorse(costs)) {
        throw new AssertionError(
            "worse than linear: %s with '%s' from %d characters on: %s ns"
                .formatted(place, piece, first, costs));
      }
    }
  }

  private static List<Long> costs(String place, String piece, int first, Consumer<String> reading) {
    var costs = new ArrayList<Long>();
    var length = first;
    for (var i = 0; i < LENGTHS; i++, length *= FACTOR) {
      var text = place.replace("~", piece.repeat(length / piece.length()));
      costs.add(cost(() -> reading.accept(text)));
    }
    return costs;
  }

  private static boolean isWorse(List<Long> costs) {
    return IntStream.range(1, costs.size())
        .anyMatch(i -> costs.get(i) > MOST_FACTOR * Math.max(costs.get(i - 1), SMALLEST));
  }

  /** The least of a few tries, for the first ones run cold. */
  private static long cost(Runnable work) {
    var clock = ManagementFactory.getThreadMXBean();
    var least = Long.MAX_VALUE;
    for (var i = 0; i < TRIES && least > SMALLEST; i++) {
      var before = clock.getCurrentThreadCpuTime();
      work.run();
      least = Math.min(least, clock.getCurrentThreadCpuTime() - before);
    }
    return least;
  }
}
