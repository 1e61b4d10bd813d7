package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.stand.Text;
import java.util.Arrays;
import java.util.Locale;

/**
 * A goal of speed, and how far from it a run is.
 *
 * @param id what it is called
 * @param shape what is measured
 * @param bound the figure to be reached
 * @param isLeast whether it is to be reached or exceeded, not kept below
 * @param unit of the figures
 * @param figures those of the rounds
 */
record Goal(String id, String shape, double bound, boolean isLeast, String unit, double[] figures) {

  /** To be reached or exceeded. */
  static Goal least(String id, String shape, double bound, String unit, double... figures) {
    return new Goal(id, shape, bound, true, unit, figures);
  }

  /** To be kept below, or reached at most. */
  static Goal most(String id, String shape, double bound, String unit, double... figures) {
    return new Goal(id, shape, bound, false, unit, figures);
  }

  private double median() {
    var sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private boolean isMet() {
    return isLeast ? median() >= bound : median() <= bound;
  }

  private String verdict() {
    if (isMet()) {
      return "met";
    }
    var share = isLeast ? bound / median() : median() / bound;
    return "missed by a factor of " + figure(share);
  }

  /** A row of a table. */
  String line() {
    var spread =
        figures.length == 1
            ? ""
            : " ("
                + figure(Arrays.stream(figures).min().orElse(Double.NaN))
                + " - "
                + figure(Arrays.stream(figures).max().orElse(Double.NaN))
                + ")";
    return String.join(
        " | ",
        "| " + id,
        shape,
        (isLeast ? "at least " : "at most ") + figure(bound) + unit,
        figure(median()) + unit + spread,
        verdict() + " |");
  }

  private static String figure(double value) {
    return value < 10 && value > -10
        ? String.format(Locale.ROOT, "%.2f", value)
        : Text.figure(value);
  }
}
