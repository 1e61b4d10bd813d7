package im.balcony.msrp.frame;

import java.util.Optional;

/**
 * A Byte-Range header (RFC 4975 §9). Numbers too big for a long are read as the biggest long, so
 * that every limit refuses them.
 *
 * @param start first octet, from 1
 * @param end last octet, or -1 for {@code *}; only a hint, the end-line tells the truth
 * @param total length of the message, or -1 for {@code *}
 */
public record ByteRange(long start, long end, long total) {

  /** An end or a total that is not said: {@code *}. */
  public static final long UNKNOWN = -1;

  /** What a first chunk without the header means. */
  public static final ByteRange WHOLE = new ByteRange(1, UNKNOWN, UNKNOWN);

  /** Empty if {@code text} does not follow the grammar or starts before octet 1. */
  public static Optional<ByteRange> parse(String text) {
    var dash = text.indexOf('-');
    var slash = text.indexOf('/', dash + 1);
    if (dash < 1 || slash < 0) {
      return Optional.empty();
    }
    var start = number(text.substring(0, dash));
    var end = numberOrStar(text.substring(dash + 1, slash));
    var total = numberOrStar(text.substring(slash + 1));
    return start < 1 || end < UNKNOWN || total < UNKNOWN
        ? Optional.empty()
        : Optional.of(new ByteRange(start, end, total));
  }

  private static long numberOrStar(String text) {
    return text.equals("*") ? UNKNOWN : number(text);
  }

  private static long number(String text) {
    if (text.isEmpty()) {
      return Long.MIN_VALUE;
    }
    var value = 0L;
    for (var i = 0; i < text.length(); i++) {
      var digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Long.MIN_VALUE;
      }
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
    }
    return value;
  }

  @Override
  public String toString() {
    return start + "-" + star(end) + "/" + star(total);
  }

  private static String star(long number) {
    return number == UNKNOWN ? "*" : Long.toString(number);
  }
}
