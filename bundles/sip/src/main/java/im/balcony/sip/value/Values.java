package im.balcony.sip.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Cuts header field values at their separators, minding quotes and angle brackets. */
public final class Values {

  private Values() {}

  /**
   * Goes through the parts of a value between its separators, without the blank ones and without
   * blanks around them, and makes a text only of what is asked for.
   */
  static final class Parts {

    private final String value;
    private final char separator;
    private int next;
    private int from;
    private int to;

    Parts(String value, char separator) {
      this.value = value;
      this.separator = separator;
    }

    /** Goes to the next part; false if there is none. */
    boolean next() {
      while (next <= value.length()) {
        from = next;
        to = end();
        next = to + 1;
        trim();
        if (from < to) {
          return true;
        }
      }
      return false;
    }

    private int end() {
      var bracketed = false;
      for (var i = unquoted(value, next); i < value.length(); i = unquoted(value, i + 1)) {
        var c = value.charAt(i);
        if (c == '<') {
          bracketed = true;
        } else if (c == '>') {
          bracketed = false;
        } else if (c == separator && !bracketed) {
          return i;
        }
      }
      return value.length();
    }

    private void trim() {
      while (from < to && Character.isWhitespace(value.charAt(from))) {
        from++;
      }
      while (from < to && Character.isWhitespace(value.charAt(to - 1))) {
        to--;
      }
    }

    /** The part. */
    String text() {
      return value.substring(from, to);
    }

    /** The part as a parameter: its name, as it is written. */
    String name() {
      return value.substring(from, nameEnd()).stripTrailing();
    }

    /** Whether that is {@code name}, in whatever case. */
    boolean isNamed(String name) {
      return value.regionMatches(true, from, name, 0, name.length())
          && value.substring(from + name.length(), nameEnd()).isBlank();
    }

    /** Its value without quotes; empty if it has none. */
    String argument() {
      var equals = nameEnd();
      return equals == to ? "" : unquoted(value.substring(equals + 1, to).strip());
    }

    private int nameEnd() {
      for (var i = from; i < to; i++) {
        if (value.charAt(i) == '=') {
          return i;
        }
      }
      return to;
    }
  }

  /** Where a character stands first that is in no quotes, or -1. */
  static int indexOf(String value, char sought) {
    for (var i = unquoted(value, 0); i < value.length(); i = unquoted(value, i + 1)) {
      if (value.charAt(i) == sought) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The first place that is in no quotes, from a place on that is not: that itself, or the one
   * behind the quoted-strings that begin there. The end of the value if there is none.
   */
  private static int unquoted(String value, int from) {
    var i = from;
    while (i < value.length() && value.charAt(i) == '"') {
      i = closing(value, i) + 1;
    }
    return Math.min(i, value.length());
  }

  /** Where the quoted-string ends that begins there (RFC 3261 §25.1). */
  private static int closing(String value, int open) {
    for (var i = open + 1; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i;
      }
    }
    return value.length();
  }

  /** The values of a comma-separated list, in order, without empty ones. */
  public static List<String> list(String value) {
    var values = new ArrayList<String>(1);
    var parts = new Parts(value, ',');
    while (parts.next()) {
      values.add(parts.text());
    }
    return values;
  }

  /**
   * The parameters behind the first part of a value, by lower-case name; one without value has an
   * empty text, quotes are taken off.
   */
  public static Map<String, String> parameters(String value) {
    var parts = behindAddress(value);
    if (!parts.next()) {
      return Map.of();
    }
    var parameters = new LinkedHashMap<String, String>();
    do {
      parameters.putIfAbsent(parts.name().toLowerCase(Locale.ROOT), parts.argument());
    } while (parts.next());
    return parameters;
  }

  /** One of these parameters; empty if it is not there. */
  public static Optional<String> parameter(String value, String name) {
    var parts = behindAddress(value);
    while (parts.next()) {
      if (parts.isNamed(name)) {
        return Optional.of(parts.argument());
      }
    }
    return Optional.empty();
  }

  /** What follows the first part: of an address in brackets what follows these. */
  private static Parts behindAddress(String value) {
    var semicolon = value.indexOf(';');
    // A display name may look like parameters, and is none of them.
    var open = semicolon >= 0 && semicolon < value.indexOf('<') ? indexOf(value, '<') : -1;
    var close = open < 0 ? -1 : value.indexOf('>', open);
    var parts = new Parts(close < 0 ? value : value.substring(close), ';');
    parts.next();
    return parts;
  }

  /** The URI of a Route or similar value, with or without brackets, as it is written. */
  public static String uri(String value) {
    return Parties.read(value).uri();
  }

  /** The text without quotes around it and backslashes inside. */
  static String unquoted(String text) {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    var out = new StringBuilder();
    for (var i = 1; i < text.length() - 1; i++) {
      var c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() - 1) {
        c = text.charAt(++i);
      }
      out.append(c);
    }
    return out.toString();
  }

  /** The text as a quoted-string (RFC 3261 §25.1). */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
