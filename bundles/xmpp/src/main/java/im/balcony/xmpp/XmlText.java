package im.balcony.xmpp;

/**
 * Text inside XML. What XML 1.0 cannot carry becomes U+FFFD: one such character would end the
 * stream of everybody (RFC 6120 §11.3).
 */
final class XmlText {

  private static final int REPLACEMENT = 0xFFFD;

  private XmlText() {}

  /** Appends {@code text} as character data. */
  static void content(StringBuilder out, String text) {
    escape(out, text, false);
  }

  /** Appends {@code text} as the value of an attribute in either kind of quotes. */
  static void attribute(StringBuilder out, String text) {
    escape(out, text, true);
  }

  private static void escape(StringBuilder out, String text, boolean attribute) {
    for (var i = 0; i < text.length(); ) {
      var codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      switch (codePoint) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '\r' -> out.append("&#xD;");
        case '\'', '"', '\t', '\n' -> {
          if (attribute) {
            out.append("&#x").append(Integer.toHexString(codePoint)).append(';');
          } else {
            out.append((char) codePoint);
          }
        }
        default -> out.appendCodePoint(Characters.allowed(codePoint) ? codePoint : REPLACEMENT);
      }
    }
  }

  /** {@code name} as an XML name without colon: what cannot stand in one becomes {@code _}. */
  static String name(String name) {
    for (var i = 0; i < name.length(); i++) {
      if (!nameCharacter(name.charAt(i), i == 0)) {
        return repaired(name);
      }
    }
    return name.isEmpty() ? "_" : name;
  }

  private static String repaired(String name) {
    var out = new StringBuilder(name.length());
    for (var i = 0; i < name.length(); i++) {
      out.append(nameCharacter(name.charAt(i), i == 0) ? name.charAt(i) : '_');
    }
    return out.toString();
  }

  /** The NCName of Namespaces in XML §3, within the basic plane. */
  static boolean nameCharacter(char c, boolean first) {
    if (c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
      return true;
    }
    if (c < 0x80) {
      return !first && (c == '-' || c == '.' || (c >= '0' && c <= '9'));
    }
    if (c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040) {
      return !first;
    }
    return (c >= 0xC0 && c <= 0x1FFF && c != 0xD7 && c != 0xF7 && c != 0x37E)
        || c == 0x200C
        || c == 0x200D
        || (c >= 0x2070 && c <= 0x218F)
        || (c >= 0x2C00 && c <= 0x2FEF)
        || (c >= 0x3001 && c <= 0xD7FF)
        || (c >= 0xF900 && c <= 0xFDCF)
        || (c >= 0xFDF0 && c <= 0xFFFD);
  }
}
