package im.balcony.sip.raw;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message taken apart into start line, header fields and body, and not yet judged: even a
 * malformed request has to be answered, and the answer copies its fields.
 *
 * @param startLine the first line
 * @param fields the fields in their order, unfolded, by the long form of their names
 * @param body the body
 * @param fault what is wrong with lines or lengths, if anything is; the first of it
 * @param truncated whether the datagram ended before its body did
 */
public record RawMessage(
    String startLine,
    List<SipHeader> fields,
    Octets body,
    Optional<MalformedMessageException> fault,
    boolean truncated) {

  private static final String TOKEN_MARKS = "-.!%*_+`'~";

  /** Copies the fields. */
  public RawMessage {
    fields = List.copyOf(fields);
  }

  /**
   * Reads one message.
   *
   * @param octets the message, without CRLF before it; of a stream: exactly this message
   * @param datagram whether the message ends where the datagram ends, unless Content-Length says
   *     that it ends earlier (RFC 3261 §18.3)
   */
  public static RawMessage read(byte[] octets, boolean datagram) {
    var headEnd = headEnd(octets, 0, Math.min(octets.length, HeadBounds.HEAD));
    var head = headEnd < 0 ? Math.min(octets.length, HeadBounds.HEAD) : headEnd;
    var lines =
        new HeadLines(
            new String(octets, 0, head, StandardCharsets.UTF_8),
            headEnd < 0 ? endless(octets.length) : null);
    var rest = Octets.of(ByteBuffer.wrap(octets, head, octets.length - head));
    var length = BodyLength.of(lines.fields());
    if (length == BodyLength.BAD || (length == BodyLength.NONE && !datagram)) {
      lines.fault(new MalformedMessageException("Content-Length is unusable"));
      length = datagram ? BodyLength.NONE : 0;
    }
    var truncated = length > rest.length();
    if (truncated) {
      lines.fault(new MalformedMessageException("body is shorter than Content-Length"));
    }
    var end = truncated || length < 0 ? rest.length() : (int) length;
    return new RawMessage(
        lines.startLine(), lines.fields(), rest.slice(0, end), lines.fault(), truncated);
  }

  private static MalformedMessageException endless(int length) {
    return length > HeadBounds.HEAD
        ? new MalformedMessageException(513, "Message Too Large")
        : new MalformedMessageException("no empty line after the header");
  }

  /**
   * Where the body begins, counted from 0, or -1 if no empty line begins from {@code from} on and
   * ends before {@code end}.
   */
  public static int headEnd(byte[] octets, int from, int end) {
    for (var i = Math.max(0, from); i + 3 < end; i++) {
      if (octets[i] == '\r'
          && octets[i + 1] == '\n'
          && octets[i + 2] == '\r'
          && octets[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return startLine.regionMatches(true, 0, "SIP/", 0, 4);
  }

  /** All values of a field, by its long form. */
  public List<String> all(String name) {
    var values = new ArrayList<String>(0);
    for (var field : fields) {
      if (field.name().equals(name)) {
        values.add(field.value());
      }
    }
    return values;
  }

  /** How many fields of this name there are, by its long form. */
  public int count(String name) {
    var count = 0;
    for (var field : fields) {
      count += field.name().equals(name) ? 1 : 0;
    }
    return count;
  }

  /** The first value of a field, by its long form. */
  public Optional<String> first(String name) {
    for (var field : fields) {
      if (field.name().equals(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** Neither fields nor body: they hold addresses and text. */
  @Override
  public String toString() {
    return "RawMessage[" + fields.size() + " fields, " + body.length() + " octets]";
  }

  /** Whether {@code text} is a token (RFC 3261 §25.1). */
  public static boolean isToken(String text) {
    return isToken(text, 0, text.length());
  }

  /** Whether what stands there in {@code text} is one. */
  public static boolean isToken(String text, int from, int to) {
    for (var i = from; i < to; i++) {
      var c = text.charAt(i);
      if (!(c < 0x80 && Character.isLetterOrDigit(c)) && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return from < to;
  }
}
