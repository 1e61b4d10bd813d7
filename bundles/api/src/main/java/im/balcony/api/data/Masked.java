package im.balcony.api.data;

/**
 * Hides what identifies a person wherever a value might be logged; enough is left to tell two
 * values apart.
 */
public final class Masked {

  private Masked() {}

  /**
   * The address with all but the first character of its local part hidden: {@code r…@example.net}.
   */
  public static String address(Object address) {
    var text = String.valueOf(address);
    var colon = text.indexOf(':');
    var start = colon >= 0 && colon < 6 ? colon + 1 : 0;
    var at = text.indexOf('@', start);
    if (at < 0) {
      return text.length() <= start + 1 ? text : text.substring(0, start + 1) + "…";
    }
    var end = at;
    while (end < text.length() && "/;?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(0, Math.min(start + 1, at)) + "…" + text.substring(at, end);
  }

  /** The first four characters of a secret-like identifier, such as an MSRP session-id. */
  public static String id(String id) {
    return id.length() <= 4 ? id : id.substring(0, 4) + "…";
  }

  /** {@code text} as one log-safe line of at most 200 characters: controls become {@code ?}. */
  public static String line(String text) {
    var cut = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    for (var i = 0; i < cut.length(); i++) {
      if (isControl(cut.charAt(i))) {
        return withoutControls(cut);
      }
    }
    return cut;
  }

  private static boolean isControl(char c) {
    return c < ' ' || c == 0x7f;
  }

  private static String withoutControls(String text) {
    var out = new StringBuilder(text);
    for (var i = 0; i < out.length(); i++) {
      if (isControl(out.charAt(i))) {
        out.setCharAt(i, '?');
      }
    }
    return out.toString();
  }
}
