package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes multipart bodies apart (RFC 2046 §5.1). */
final class Multipart {

  /** Most parts of one body; 400 beyond. */
  static final int MAX_PARTS = 100;

  private static final int MAX_BOUNDARY = 70;

  private Multipart() {}

  /**
   * The parts in order. A missing closing delimiter is forgiven, a missing first one is not.
   *
   * @throws FormatException 400
   */
  static List<Mime> parse(MediaType type, Octets body) throws FormatException {
    var boundary = type.parameters().getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw new FormatException(400, "multipart without a legal boundary");
    }
    var delimiter = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
    var parts = new ArrayList<Mime>();
    var start = -1;
    for (var line = 0; line < body.length(); ) {
      var next = nextLine(body, line);
      if (startsWith(body, line, delimiter)) {
        var behind = line + delimiter.length;
        var last = isLast(body, behind);
        if (last || isBlank(body, behind, next)) {
          if (start >= 0) {
            parts.add(part(body, start, line, parts.size()));
          }
          start = next;
          if (last) {
            return atLeastOne(parts);
          }
        }
      }
      line = next;
    }
    if (start < 0) {
      throw new FormatException(400, "multipart without a delimiter");
    }
    parts.add(part(body, start, body.length(), parts.size()));
    return parts;
  }

  private static List<Mime> atLeastOne(List<Mime> parts) throws FormatException {
    if (parts.isEmpty()) {
      throw new FormatException(400, "multipart without a part");
    }
    return parts;
  }

  /** The line break before a delimiter belongs to it. */
  private static Mime part(Octets body, int start, int delimiterAt, int before)
      throws FormatException {
    if (before >= MAX_PARTS) {
      throw new FormatException(400, "too many parts");
    }
    var end = delimiterAt;
    if (end > start && body.at(end - 1) == '\n' && end < body.length()) {
      end--;
      if (end > start && body.at(end - 1) == '\r') {
        end--;
      }
    }
    return Mime.parse(body.slice(start, end));
  }

  private static int nextLine(Octets body, int from) {
    for (var i = from; i < body.length(); i++) {
      if (body.at(i) == '\n') {
        return i + 1;
      }
    }
    return body.length();
  }

  private static boolean startsWith(Octets body, int at, byte[] text) {
    if (at + text.length > body.length()) {
      return false;
    }
    for (var i = 0; i < text.length; i++) {
      if (body.at(at + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLast(Octets body, int at) {
    return at + 1 < body.length() && body.at(at) == '-' && body.at(at + 1) == '-';
  }

  private static boolean isBlank(Octets body, int from, int to) {
    for (var i = from; i < to; i++) {
      if (" \t\r\n".indexOf(body.at(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
