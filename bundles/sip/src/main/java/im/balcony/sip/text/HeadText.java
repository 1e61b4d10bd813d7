package im.balcony.sip.text;

import im.balcony.sip.body.Lines;

/** The head of a message in the making, line by line. */
final class HeadText {

  private static final String LINE_END = "\r\n";

  /** Characters that most heads have room in. */
  private static final int USUAL = 512;

  private final StringBuilder out = new StringBuilder(USUAL);

  /**
   * A field.
   *
   * @throws IllegalArgumentException if name or value hold a CR or LF
   */
  void field(String name, String value) {
    line(name, ": ", value);
  }

  /** The same, but nothing where there is no value. */
  void fieldIfAny(String name, String value) {
    if (!value.isEmpty()) {
      field(name, value);
    }
  }

  /**
   * A line made of these parts.
   *
   * @throws IllegalArgumentException if one of them holds a CR or LF
   */
  void line(String... parts) {
    for (var part : parts) {
      out.append(Lines.checked(part));
    }
    out.append(LINE_END);
  }

  /** The empty line behind the last field. */
  void end() {
    out.append(LINE_END);
  }

  String text() {
    return out.toString();
  }

  /** Octets of the text in UTF-8. */
  int length() {
    var octets = out.length();
    for (var i = 0; i < out.length(); i++) {
      var c = out.charAt(i);
      if (c >= 0x80) {
        octets += more(c, i);
      }
    }
    return octets;
  }

  /** Octets that a character needs beyond its first; half of a pair without the other is a '?'. */
  private int more(char c, int at) {
    if (c < 0x800) {
      return 1;
    } else if (!Character.isSurrogate(c)) {
      return 2;
    }
    var paired =
        Character.isHighSurrogate(c)
            ? at + 1 < out.length() && Character.isLowSurrogate(out.charAt(at + 1))
            : at > 0 && Character.isHighSurrogate(out.charAt(at - 1));
    return paired ? 1 : 0;
  }
}
