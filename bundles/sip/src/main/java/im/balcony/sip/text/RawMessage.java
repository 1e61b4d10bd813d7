package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
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
 * @param fault what is wrong with lines or lengths, if anything is
 */
public record RawMessage(
    String startLine, List<SipHeader> fields, Octets body, Optional<String> fault) {

  /** Fields in a message; the longest of RFC 4475 has some forty. */
  static final int MAX_FIELDS = 256;

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
    var headEnd = headEnd(octets, 0, octets.length);
    var noBlankLine = headEnd < 0;
    var head = noBlankLine ? octets.length : headEnd;
    var lines = new Lines(new String(octets, 0, head, StandardCharsets.UTF_8));
    var rest = Octets.of(octets).slice(head, octets.length);
    var length = contentLength(lines.fields);
    var fault = lines.fault;
    if (fault == null && noBlankLine) {
      fault = "no empty line after the header";
    }
    if (length == BAD_LENGTH || (length == NO_LENGTH && !datagram)) {
      return new RawMessage(
          lines.startLine, lines.fields, Octets.EMPTY, Optional.of("Content-Length is unusable"));
    }
    var wanted = length == NO_LENGTH ? rest.length() : length;
    if (wanted > rest.length()) {
      return new RawMessage(
          lines.startLine, lines.fields, rest, Optional.of("body is shorter than Content-Length"));
    }
    return new RawMessage(
        lines.startLine, lines.fields, rest.slice(0, (int) wanted), Optional.ofNullable(fault));
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

  static final long NO_LENGTH = -1;
  static final long BAD_LENGTH = -2;

  /** The Content-Length of a head, or {@link #NO_LENGTH} or {@link #BAD_LENGTH}. */
  static long contentLength(List<SipHeader> fields) {
    var length = NO_LENGTH;
    for (var field : fields) {
      if (!field.name().equals("Content-Length")) {
        continue;
      }
      if (length != NO_LENGTH || !field.value().matches("[0-9]{1,9}")) {
        return BAD_LENGTH;
      }
      length = Long.parseLong(field.value());
    }
    return length;
  }

  /**
   * The octets of the body that belong to the head of a stream's message.
   *
   * @throws Malformed if the stream cannot be cut into messages any more
   */
  public static int bodyLength(byte[] octets, int headEnd) throws Malformed {
    var head = new Lines(new String(octets, 0, headEnd, StandardCharsets.UTF_8));
    var length = contentLength(head.fields);
    if (length < 0) {
      throw new Malformed("Content-Length is unusable");
    }
    return (int) length;
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return startLine.startsWith("SIP/");
  }

  /** All values of a field, by its long form. */
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(SipHeader::value).toList();
  }

  /** The first value of a field, by its long form. */
  public Optional<String> first(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(SipHeader::value).findFirst();
  }

  /** Neither fields nor body: they hold addresses and text. */
  @Override
  public String toString() {
    return "RawMessage[" + fields.size() + " fields, " + body.length() + " octets]";
  }

  private static final class Lines {
    private String startLine = "";
    private final List<SipHeader> fields = new ArrayList<>();
    private @org.jspecify.annotations.Nullable String fault;

    private Lines(String head) {
      var lines = head.split("\r\n", -1);
      startLine = checked(lines[0]);
      var i = 1;
      while (i < lines.length) {
        var line = new StringBuilder(lines[i++]);
        while (i < lines.length && isFolded(lines[i])) {
          // RFC 3261 §7.3.1: a fold is one space.
          line.append(' ').append(lines[i++].strip());
        }
        if (!line.isEmpty()) {
          field(line.toString());
        }
      }
    }

    private static boolean isFolded(String line) {
      return line.startsWith(" ") || line.startsWith("\t");
    }

    /** Two readers that differ on a lone CR or LF see two different messages. */
    private String checked(String line) {
      if (line.indexOf('\r') < 0 && line.indexOf('\n') < 0) {
        return line;
      }
      fault = "lone CR or LF";
      return line.replace('\r', ' ').replace('\n', ' ');
    }

    private void field(String unchecked) {
      var line = checked(unchecked);
      var colon = line.indexOf(':');
      var name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (!isToken(name)) {
        fault = "a line of the header is no field";
      } else if (fields.size() == MAX_FIELDS) {
        fault = "too many fields";
      } else {
        fields.add(new SipHeader(FieldNames.canonical(name), line.substring(colon + 1).strip()));
      }
    }
  }

  /** Whether {@code text} is a token (RFC 3261 §25.1). */
  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c -> (c < 0x80 && Character.isLetterOrDigit(c)) || TOKEN_MARKS.indexOf(c) >= 0);
  }
}
