package im.balcony.benchmarks.stand;

import java.util.Locale;

/** How figures are printed. */
public final class Text {

  private Text() {}

  /** A whole number, its thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  /** A figure with three digits that count. */
  public static String figure(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value >= 100 ? count(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
  }
}
