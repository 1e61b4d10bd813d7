package im.balcony.api.address;

/**
 * The forms that nearly all addresses have, told by a look at each character: what is so needs
 * neither PRECIS nor IDNA, for these leave it as it is.
 */
final class Ascii {

  private static final int LONGEST_LABEL = 63;

  private Ascii() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || isLetter(c);
  }

  /** Whether it has only the characters from {@code !} to {@code ~}, and at least one. */
  static boolean isVisible(String text) {
    return isWithin(text, '!');
  }

  /** The same with spaces. */
  static boolean isPrintable(String text) {
    return isWithin(text, ' ');
  }

  private static boolean isWithin(String text, char first) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < first || c > '~') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether it is a host name of letters, digits and hyphens (RFC 1123 §2.1) without A-labels. */
  static boolean isHostName(String text) {
    var start = 0;
    while (start <= text.length()) {
      var dot = text.indexOf('.', start);
      var end = dot < 0 ? text.length() : dot;
      if (!isLabel(text, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private static boolean isLabel(String text, int start, int end) {
    if (end == start
        || end - start > LONGEST_LABEL
        || text.charAt(start) == '-'
        || text.charAt(end - 1) == '-'
        || text.regionMatches(true, start, "xn--", 0, 4)) {
      return false;
    }
    for (var i = start; i < end; i++) {
      if (!isAlphanumeric(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether it begins and ends with a letter or digit, with these, dots and hyphens between, and
   * perhaps a dot behind: all that the grammar of RFC 3261 §25.1 takes for a name or an IPv4
   * address, and a little more.
   */
  static boolean isHost(String text) {
    var end = text.endsWith(".") ? text.length() - 1 : text.length();
    if (end < 1 || !isAlphanumeric(text.charAt(0)) || !isAlphanumeric(text.charAt(end - 1))) {
      return false;
    }
    for (var i = 1; i < end; i++) {
      var c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** Whether it looks like an IPv6 address in brackets. */
  static boolean isAddressLiteral(String text) {
    if (text.length() < 3 || text.charAt(0) != '[' || !text.endsWith("]")) {
      return false;
    }
    for (var i = 1; i < text.length() - 1; i++) {
      var c = text.charAt(i);
      if (c > '~' || (c != ':' && c != '.' && Character.digit(c, 16) < 0)) {
        return false;
      }
    }
    return true;
  }
}
