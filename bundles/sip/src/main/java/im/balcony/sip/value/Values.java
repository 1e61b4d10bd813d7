package im.balcony.sip.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cuts header field values at their separators, minding quotes and angle brackets. */
public final class Values {

  private Values() {}

  /** The values of a comma-separated list, in order, without empty ones. */
  public static List<String> list(String value) {
    return split(value, ',');
  }

  static List<String> split(String value, char separator) {
    var parts = new ArrayList<String>();
    var start = 0;
    var quoted = false;
    var bracketed = false;
    for (var i = 0; i < value.length(); i++) {
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
        add(parts, value.substring(start, i));
        start = i + 1;
      }
    }
    add(parts, value.substring(start));
    return parts;
  }

  private static void add(List<String> parts, String part) {
    if (!part.isBlank()) {
      parts.add(part.strip());
    }
  }

  /**
   * The parameters behind the first part of a value, by lower-case name; one without value has an
   * empty text, quotes are taken off.
   */
  public static Map<String, String> parameters(String value) {
    var parameters = new LinkedHashMap<String, String>();
    var parts = split(value, ';');
    for (var part : parts.subList(Math.min(1, parts.size()), parts.size())) {
      var equals = part.indexOf('=');
      var name = (equals < 0 ? part : part.substring(0, equals)).strip();
      parameters.putIfAbsent(
          name.toLowerCase(Locale.ROOT),
          equals < 0 ? "" : unquoted(part.substring(equals + 1).strip()));
    }
    return parameters;
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
