package im.balcony.msrp.format;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Content-Type (RFC 2045 §5.1).
 *
 * @param name type and subtype in lower case
 * @param parameters values by name in lower case
 */
public record MediaType(String name, Map<String, String> parameters) {

  static final MediaType TEXT = new MediaType("text/plain", Map.of());

  /** Empty if there is no type and subtype. */
  public static Optional<MediaType> parse(String text) {
    var semicolon = text.indexOf(';');
    var name = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
    var slash = name.indexOf('/');
    if (slash < 1 || slash == name.length() - 1 || name.indexOf(' ') >= 0) {
      return Optional.empty();
    }
    var parameters = semicolon < 0 ? Map.<String, String>of() : parameters(text, semicolon);
    return Optional.of(new MediaType(name.toLowerCase(Locale.ROOT), parameters));
  }

  /** The parameters of any value, such as a Content-Disposition. */
  static Map<String, String> parameters(String text) {
    var semicolon = text.indexOf(';');
    return semicolon < 0 ? Map.of() : parameters(text, semicolon);
  }

  private static Map<String, String> parameters(String text, int from) {
    var all = new HashMap<String, String>();
    var at = from;
    while (at < text.length()) {
      var start = at + 1;
      var end = endOfParameter(text, start);
      // Looked for in this parameter only: most of a long text may have none.
      var parameter = text.substring(Math.min(start, end), end);
      var equals = parameter.indexOf('=');
      if (equals > 0) {
        var name = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        all.putIfAbsent(name, unquoted(parameter.substring(equals + 1).strip()));
      }
      at = end;
    }
    return all;
  }

  private static int endOfParameter(String text, int from) {
    var quoted = false;
    for (var i = from; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ';' && !quoted) {
        return i;
      }
    }
    return text.length();
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  boolean isCpim() {
    // RFC 7702 writes text/cpim where it means message/cpim.
    return name.equals("message/cpim") || name.equals("text/cpim");
  }

  boolean isMultipart() {
    return name.startsWith("multipart/") && !name.equals("multipart/encrypted");
  }

  /** Whether other objects are inside, so that only they decide. */
  public boolean isContainer() {
    return isCpim() || isMultipart();
  }

  /** Whether it is encrypted or a signature, which we can neither read nor show (CPIM-18). */
  boolean isSecured() {
    return name.equals("multipart/encrypted")
        || name.startsWith("application/pkcs7-")
        || name.startsWith("application/x-pkcs7-")
        || name.equals("application/pgp-signature")
        || name.equals("application/pgp-encrypted");
  }

  /** Whether a list such as {@code text/plain}, {@code text/*}, {@code *} allows it. */
  public boolean isIn(List<String> accepted) {
    if (isSecured()) {
      return false;
    }
    for (var entry : accepted) {
      var semicolon = entry.indexOf(';');
      var pattern =
          (semicolon < 0 ? entry : entry.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
      var any = pattern.equals("*") || pattern.equals("*/*");
      var family =
          pattern.endsWith("/*") && name.startsWith(pattern.substring(0, pattern.length() - 1));
      if (any || family || pattern.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
