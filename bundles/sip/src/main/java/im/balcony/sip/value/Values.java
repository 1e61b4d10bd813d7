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
      var quoted = false;
      var bracketed = false;
      for (var i = next; i < value.length(); i++) {
        var c = value.charAt(i);
        if (quoted && c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = !quoted;
        } else if (!quoted && c == '<') {
          bracketed = true;
        } else if (!quoted && c == '>') {
          bracketed = false;
        } else if (c == separator && !quoted && !bracketed) {
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
    var parts = new Parts(value, ';');
    parts.next();
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
    var parts = new Parts(value, ';');
    parts.next();
    while (parts.next()) {
      if (parts.isNamed(name)) {
        return Optional.of(parts.argument());
      }
    }
    return Optional.empty();
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
