package im.balcony.sip.digest;

import im.balcony.sip.value.Values;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in a challenge or in credentials behind {@code Digest}. Texts are as they stand
 * between their quotes: backslashes are hashed and sent back as they came (RFC 7616 §3.4, {@code
 * unq}).
 */
final class Fields {

  private static final String SCHEME = "Digest ";

  private final Map<String, String> byName;

  private Fields(Map<String, String> byName) {
    this.byName = byName;
  }

  /** Those of a header field; none of another scheme, or if one stands there twice. */
  static Fields of(String value) {
    var text = value.strip();
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Fields(Map.of());
    }
    var fields = new HashMap<String, String>();
    for (var part : Values.list(text.substring(SCHEME.length()))) {
      var equals = part.indexOf('=');
      if (equals < 0) {
        return new Fields(Map.of());
      }
      var name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (fields.put(name, unquoted(part.substring(equals + 1).strip())) != null) {
        return new Fields(Map.of());
      }
    }
    return new Fields(fields);
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** The one with this name. */
  Optional<String> get(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The same; empty if it is not there. */
  String text(String name) {
    return byName.getOrDefault(name, "");
  }

  /** Whether a list of words has this one, in whatever case. */
  static boolean lists(String list, String word) {
    for (var one : list.split(",", -1)) {
      if (one.strip().equalsIgnoreCase(word)) {
        return true;
      }
    }
    return false;
  }
}
