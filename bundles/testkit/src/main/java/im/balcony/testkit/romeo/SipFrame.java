package im.balcony.testkit.romeo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A SIP message as it stands on the wire: start line, headers in their order, body. */
public final class SipFrame {

  private static final Map<String, String> COMPACT =
      Map.of(
          "v",
          "via",
          "f",
          "from",
          "t",
          "to",
          "i",
          "call-id",
          "m",
          "contact",
          "l",
          "content-length",
          "c",
          "content-type",
          "s",
          "subject",
          "k",
          "supported",
          "e",
          "content-encoding");

  final String startLine;
  final List<String[]> headers;
  final byte[] body;
  final int size;

  SipFrame(String startLine, List<String[]> headers, byte[] body, int size) {
    this.startLine = startLine;
    this.headers = headers;
    this.body = body;
    this.size = size;
  }

  /** What it is, short: for failures. */
  String summary() {
    var text = new String(body, StandardCharsets.UTF_8);
    return startLine
        + " (CSeq "
        + header("CSeq").orElse("")
        + ", Call-ID "
        + header("Call-ID").orElse("")
        + ") "
        + text.substring(0, Math.min(text.length(), 100));
  }

  /**
   * Reads a whole message.
   *
   * @throws IllegalArgumentException if it is none
   */
  static SipFrame read(byte[] octets) {
    var end = endOfHeaders(octets, octets.length);
    if (end < 0) {
      throw new IllegalArgumentException("no end of headers");
    }
    var lines = new String(octets, 0, end, StandardCharsets.UTF_8).split("\r\n", -1);
    var headers = new ArrayList<String[]>();
    for (var i = 1; i < lines.length; i++) {
      var line = lines[i];
      if (line.isEmpty()) {
        continue;
      }
      if ((line.startsWith(" ") || line.startsWith("\t")) && !headers.isEmpty()) {
        headers.get(headers.size() - 1)[1] += " " + line.strip();
        continue;
      }
      var colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("header without a name");
      }
      headers.add(new String[] {line.substring(0, colon), line.substring(colon + 1).strip()});
    }
    var body = new byte[octets.length - end - 4];
    System.arraycopy(octets, end + 4, body, 0, body.length);
    return new SipFrame(lines[0], headers, body, octets.length);
  }

  /** Where the empty line begins, or -1. */
  static int endOfHeaders(byte[] octets, int length) {
    for (var i = 0; i + 3 < length; i++) {
      if (octets[i] == '\r'
          && octets[i + 1] == '\n'
          && octets[i + 2] == '\r'
          && octets[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** All values of a header by its long name, in order; comma lists are not taken apart. */
  public List<String> all(String name) {
    var wanted = name.toLowerCase(Locale.ROOT);
    return headers.stream().filter(h -> longName(h[0]).equals(wanted)).map(h -> h[1]).toList();
  }

  /** The Record-Route values in their order, comma lists taken apart. */
  public List<String> recordRoutes() {
    return all("Record-Route").stream()
        .flatMap(value -> Stream.of(value.split("\\s*,\\s*(?=<)")))
        .toList();
  }

  private static String longName(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return COMPACT.getOrDefault(lower, lower);
  }

  /** The first value of a header. */
  public Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  /** The first value of a header that has to be there. */
  public String need(String name) {
    return header(name).orElseThrow(() -> new AssertionError("no " + name + " in " + startLine));
  }

  /** All header lines, in order: long or short name, colon, value. */
  public List<String> lines() {
    return headers.stream().map(h -> h[0] + ": " + h[1]).toList();
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return startLine.startsWith("SIP/2.0 ");
  }

  /** The status of a response. */
  public int status() {
    return Integer.parseInt(startLine.substring(8, 11));
  }

  /** The Reason-Phrase of a response. */
  public String reason() {
    return startLine.length() > 12 ? startLine.substring(12) : "";
  }

  /** The method: of a request, or of the request that a response answers. */
  public String method() {
    if (!isResponse()) {
      return startLine.substring(0, startLine.indexOf(' '));
    }
    return need("CSeq").replaceFirst("^\\d+\\s+", "");
  }

  /** The Request-URI. */
  public String requestUri() {
    return startLine.split(" ")[1];
  }

  /** The CSeq number. */
  public long cseq() {
    return Long.parseLong(need("CSeq").replaceFirst("\\s.*", ""));
  }

  /** The start line. */
  public String startLine() {
    return startLine;
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body. */
  public byte[] body() {
    return body.clone();
  }

  /** Octets of the whole message. */
  public int size() {
    return size;
  }

  /** The branch of the topmost Via. */
  public String branch() {
    return parameter(need("Via"), "branch").orElse("");
  }

  /** The tag of From or To. */
  public Optional<String> tag(String header) {
    var value = need(header);
    return parameter(value.substring(value.indexOf('>') + 1), "tag");
  }

  /** The URI of From, To or Contact, without brackets. */
  public String uri(String header) {
    return bareUri(need(header));
  }

  static String bareUri(String value) {
    // A display name may hold brackets in its quotes (RFC 3261 §25.1).
    var address = value.strip().replaceFirst("^\"(?:[^\"\\\\]|\\\\.)*\"", "");
    var open = address.indexOf('<');
    if (open >= 0) {
      return address.substring(open + 1, address.indexOf('>', open));
    }
    var semicolon = address.indexOf(';');
    return (semicolon < 0 ? address : address.substring(0, semicolon)).strip();
  }

  /** The value of a parameter behind a semicolon. */
  public static Optional<String> parameter(String value, String name) {
    for (var part : value.split(";")) {
      var equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
        return Optional.of(part.substring(equals + 1).strip());
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return startLine;
  }
}
