package im.balcony.api.data;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** How configurations write numbers: digits and a suffix, without fraction or sign. */
public enum Quantity {
  /** Plain number. */
  COUNT,
  /** Messages a second. */
  RATE,
  /** Octets; kB is 1000. */
  OCTETS,
  /** Milliseconds inside, seconds where a configuration names no unit. */
  TIME;

  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,12}) ?([A-Za-z/]{0,3})");

  // The largest first; the empty one is what a number without a unit means.
  private List<Suffix> suffixes() {
    return switch (this) {
      case COUNT -> List.of(new Suffix("", 1));
      case RATE -> List.of(new Suffix("/s", 1), new Suffix("", 1));
      case OCTETS ->
          List.of(
              new Suffix("GB", 1_000_000_000),
              new Suffix("MB", 1_000_000),
              new Suffix("kB", 1000),
              new Suffix("B", 1),
              new Suffix("", 1));
      case TIME ->
          List.of(
              new Suffix("d", 86_400_000),
              new Suffix("h", 3_600_000),
              new Suffix("min", 60_000),
              new Suffix("s", 1000),
              new Suffix("ms", 1),
              new Suffix("", 1000));
    };
  }

  /** The number that {@code text} means, in octets, milliseconds or pieces; empty if it is none. */
  public OptionalLong parse(String text) {
    var match = NUMBER.matcher(text);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    for (var suffix : suffixes()) {
      if (suffix.text.toLowerCase(Locale.ROOT).equals(match.group(2).toLowerCase(Locale.ROOT))) {
        var number = Long.parseLong(match.group(1));
        return number > Long.MAX_VALUE / suffix.factor
            ? OptionalLong.empty()
            : OptionalLong.of(number * suffix.factor);
      }
    }
    return OptionalLong.empty();
  }

  /** The shortest text that {@link #parse} reads as {@code number}. */
  public String render(long number) {
    for (var suffix : suffixes()) {
      if (!suffix.text.isEmpty()
          && number % suffix.factor == 0
          && (number > 0 || suffix.factor == 1)) {
        return number / suffix.factor + (suffix.text.startsWith("/") ? "" : " ") + suffix.text;
      }
    }
    return Long.toString(number);
  }

  private record Suffix(String text, long factor) {}
}
