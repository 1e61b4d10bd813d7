package im.balcony.sip.raw;

import im.balcony.api.sip.SipHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Content-Length (RFC 3261 §20.14). On a stream it is looked for in the octets alone, once a
 * message; everything else of the head is read when the message is complete.
 */
public final class BodyLength {

  static final long NONE = -1;
  static final long BAD = -2;

  private static final int DIGITS = 9;

  private BodyLength() {}

  /** The length that the fields tell, or {@link #NONE} or {@link #BAD}. */
  static long of(List<SipHeader> fields) {
    var length = NONE;
    for (var field : fields) {
      if (field.name().equals("Content-Length")) {
        length = length == NONE ? number(field.value()) : BAD;
      }
    }
    return length;
  }

  /**
   * The length that a head tells.
   *
   * @param from where the start line begins
   * @param headEnd where the body begins
   * @throws MalformedMessageException if the stream cannot be cut into messages any more
   */
  public static int find(byte[] octets, int from, int headEnd) throws MalformedMessageException {
    var length = NONE;
    var at = lineEnd(octets, from, headEnd);
    while (at < headEnd) {
      var end = fieldEnd(octets, at, headEnd);
      if (mayBeLength(octets[at])) {
        var field = new String(octets, at, end - at, StandardCharsets.ISO_8859_1);
        var colon = field.indexOf(':');
        if (colon > 0 && isLength(field.substring(0, colon).strip())) {
          length = length == NONE ? number(field.substring(colon + 1).strip()) : BAD;
        }
      }
      at = end;
    }
    if (length < 0) {
      throw new MalformedMessageException("Content-Length is unusable");
    }
    return (int) length;
  }

  private static boolean mayBeLength(byte first) {
    return first == 'C' || first == 'c' || first == 'L' || first == 'l';
  }

  private static boolean isLength(String name) {
    return FieldNames.canonical(name).equals("Content-Length");
  }

  /** Behind the CRLF that ends this field, folds included. */
  private static int fieldEnd(byte[] octets, int from, int end) {
    var at = lineEnd(octets, from, end);
    while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
      at = lineEnd(octets, at, end);
    }
    return at;
  }

  private static int lineEnd(byte[] octets, int from, int end) {
    for (var i = from; i + 1 < end; i++) {
      if (octets[i] == '\r' && octets[i + 1] == '\n') {
        return i + 2;
      }
    }
    return end;
  }

  private static long number(String text) {
    var digits = text.length() <= DIGITS && !text.isEmpty();
    for (var i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Long.parseLong(text) : BAD;
  }
}
