package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.sip.body.Lines;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The head of a message in the making, line by line: its octets, or only how many there are. */
final class HeadText {

  private static final String LINE_END = "\r\n";

  /** Octets that most messages have room in. */
  private static final int USUAL = 768;

  private static final byte[] NONE = {};

  private final boolean written;
  private byte[] octets;
  private int length;

  private HeadText(boolean written) {
    this.written = written;
    octets = written ? new byte[USUAL] : NONE;
  }

  /** A head that is written. */
  static HeadText written() {
    return new HeadText(true);
  }

  /** One of which only the length is asked. */
  static HeadText measured() {
    return new HeadText(false);
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
    if (written) {
      write(part);
    } else {
      measure(part);
    }
  }

  private void write(String part) {
    room(part.length());
    var start = length;
    for (var i = 0; i < part.length(); i++) {
      var c = part.charAt(i);
      if (c >= 0x80) {
        length = start;
        put(part.getBytes(StandardCharsets.UTF_8));
        return;
      }
      octets[length++] = (byte) c;
    }
  }

  private void put(byte[] run) {
    room(run.length);
    System.arraycopy(run, 0, octets, length, run.length);
    length += run.length;
  }

  private void room(int more) {
    if (more > octets.length - length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
    }
  }

  /** A head that is written, with a body behind it. */
  Octets with(Octets body) {
    room(body.length());
    body.view().get(octets, length, body.length());
    return Octets.of(octets, length + body.length());
  }

  /** Octets of the head in UTF-8. */
  int length() {
    return length;
  }

  private void measure(String part) {
    length += part.length();
    for (var i = 0; i < part.length(); i++) {
      var c = part.charAt(i);
      if (c >= 0x80) {
        length += more(c, part, i);
      }
    }
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
