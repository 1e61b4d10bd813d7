package im.balcony.msrp.format;

import java.util.Locale;

/** The escapes of cpim header values (RFC 3862 §2.3): those of Java strings. */
final class CpimEscapes {

  private static final String CHARACTERS = "\b\t\n\r\\";
  private static final String LETTERS = "btnr\\";

  /** For what is no character. */
  private static final char HALF = '\ufffd';

  private CpimEscapes() {}

  /**
   * Control characters and backslashes escaped, and spaces at either end, which a reader takes for
   * what stands around a value.
   */
  static String escape(String value) {
    var out = new StringBuilder(value.length() + 8);
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      var known = CHARACTERS.indexOf(c);
      if (known >= 0) {
        out.append('\\').append(LETTERS.charAt(known));
      } else if (c < ' ' || c == 0x7f || (isOutermost(value, i) && Character.isWhitespace(c))) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isOutermost(String value, int at) {
    return at == 0 || at == value.length() - 1;
  }

  /**
   * Escapes undone; an unknown one stands for its character, a lone one at the end for nothing, and
   * half of a surrogate pair for U+FFFD.
   */
  static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    var out = new StringBuilder(value.length());
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (++i == value.length()) {
        break;
      }
      var code = value.charAt(i) == 'u' ? hex(value, i + 1) : -1;
      if (code >= 0) {
        out.append((char) code);
        i += 4;
      } else {
        var known = LETTERS.indexOf(value.charAt(i));
        out.append(known >= 0 ? CHARACTERS.charAt(known) : value.charAt(i));
      }
    }
    return whole(out);
  }

  private static String whole(StringBuilder text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        text.setCharAt(i, HALF);
      }
    }
    return text.toString();
  }

  private static int hex(String text, int from) {
    if (from + 4 > text.length()) {
      return -1;
    }
    var code = 0;
    for (var i = from; i < from + 4; i++) {
      var digit = text.charAt(i) > 0x7f ? -1 : Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
