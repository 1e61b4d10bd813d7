package im.balcony.mapping.address;

import im.balcony.api.address.AddressException;
import java.util.Map;

/**
 * The escaping of localparts (XEP-0106): ten characters that a JID must not hold raw are written as
 * {@code \hh}. It is applied to localparts only, never to domainparts or resourceparts.
 */
public final class JidEscaping {

  private static final char BACKSLASH = '\\';

  /** PRECIS maps it to a backslash, which must not happen behind the escaping's back. */
  private static final char FULLWIDTH_BACKSLASH = '\uFF3C';

  /** XEP-0106 §3.2; the backslash is escaped only where it would be misread. */
  private static final Map<Character, String> CODES =
      Map.of(
          ' ', "20", '"', "22", '&', "26", '\'', "27", '/', "2f", ':', "3a", '<', "3c", '>', "3e",
          '@', "40", BACKSLASH, "5c");

  private JidEscaping() {}

  /**
   * The escaped form of {@code text} (XEP-0106 §4.2). Codes are looked for in either case behind a
   * backslash, because the localpart is folded to lower case afterwards.
   *
   * @throws AddressException if it begins or ends with a space, which has no escaped form
   */
  public static String escape(String text) throws AddressException {
    if (text.startsWith(" ") || text.endsWith(" ")) {
      throw new AddressException("localpart begins or ends with a space");
    }
    var source = text.replace(FULLWIDTH_BACKSLASH, BACKSLASH);
    if (isPlain(source)) {
      return source;
    }
    var out = new StringBuilder(source.length() + 8);
    for (var i = 0; i < source.length(); i++) {
      var c = source.charAt(i);
      var code = CODES.get(c);
      if (code == null || (c == BACKSLASH && !isCode(source, i + 1, true))) {
        out.append(c);
      } else {
        out.append(BACKSLASH).append(code);
      }
    }
    return out.toString();
  }

  /** Whether it has none of the ten, as most names. */
  private static boolean isPlain(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (CODES.containsKey(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text that {@code localpart} stands for (XEP-0106 §4.3); sequences that are none of the ten
   * stay.
   */
  public static String unescape(String localpart) {
    if (localpart.indexOf(BACKSLASH) < 0) {
      return localpart;
    }
    var out = new StringBuilder(localpart.length());
    for (var i = 0; i < localpart.length(); i++) {
      if (localpart.charAt(i) == BACKSLASH && isCode(localpart, i + 1, false)) {
        out.append((char) Integer.parseInt(localpart.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        out.append(localpart.charAt(i));
      }
    }
    return out.toString();
  }

  private static boolean isCode(String text, int start, boolean anyCase) {
    return CODES.values().stream().anyMatch(code -> text.regionMatches(anyCase, start, code, 0, 2));
  }
}
