package im.balcony.sip.text;

import im.balcony.sip.body.Lines;
import org.jspecify.annotations.Nullable;

/** The head of a message in the making, line by line: its text, or only how long that would be. */
final class HeadText {

  private static final String LINE_END = "\r\n";

  /** Characters that most heads have room in. */
  private static final int USUAL = 640;

  private final @Nullable StringBuilder out;
  private int length;

  private HeadText(@Nullable StringBuilder out) {
    this.out = out;
  }

  /** A head that is written. */
  static HeadText written() {
    return new HeadText(new StringBuilder(USUAL));
  }

  /** One of which only the length is asked. */
  static HeadText measured() {
    return new HeadText(null);
  }

  /**
   * A field.
   *
   * @throws IllegalArgumentException if name or value hold a CR or LF
   */
  void field(String name, String value) {
    add(Lines.checked(name));
    add(": ");
    add(Lines.checked(value));
    add(LINE_END);
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
      add(Lines.checked(part));
    }
    add(LINE_END);
  }

  /** The empty line behind the last field. */
  void end() {
    add(LINE_END);
  }

  private void add(String part) {
    if (out != null) {
      out.append(part);
    }
    length += octets(part);
  }

  /** The text of a head that is written. */
  String text() {
    return String.valueOf(out);
  }

  /** Octets of the text in UTF-8. */
  int length() {
    return length;
  }

  private static int octets(String part) {
    var octets = part.length();
    for (var i = 0; i < part.length(); i++) {
      var c = part.charAt(i);
      if (c >= 0x80) {
        octets += more(c, part, i);
      }
    }
    return octets;
  }

  /** Octets that a character needs beyond its first; half of a pair without the other is a '?'. */
  private static int more(char c, String part, int at) {
    if (c < 0x800) {
      return 1;
    } else if (!Character.isSurrogate(c)) {
      return 2;
    }
    var paired =
        Character.isHighSurrogate(c)
            ? at + 1 < part.length() && Character.isLowSurrogate(part.charAt(at + 1))
            : at > 0 && Character.isHighSurrogate(part.charAt(at - 1));
    return paired ? 1 : 0;
  }
}
