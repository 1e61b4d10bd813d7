package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An MSRP request or response as it stands on the wire (RFC 4975 §7, §9). */
public final class MsrpFrame {

  final String id;
  final String what;
  final List<String[]> headers;
  final byte[] body;
  final char flag;

  private MsrpFrame(String id, String what, List<String[]> headers, byte[] body, char flag) {
    this.id = id;
    this.what = what;
    this.headers = headers;
    this.body = body;
    this.flag = flag;
  }

  /** Reads the next frame; end of file between frames gives nothing. */
  static Optional<MsrpFrame> read(InputStream in, Violations violations) throws IOException {
    var first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    var start = (char) first + line(in, violations);
    var parts = start.split(" ", 3);
    violations.check(
        start.matches("MSRP [A-Za-z0-9][A-Za-z0-9.+%=-]{3,31} ([A-Z]+|\\d{3}( .*)?)"),
        "RFC 4975 §9",
        start);
    if (parts.length < 3) {
      throw new IOException("no MSRP start line");
    }
    var end = "-------" + parts[1];
    var headers = new ArrayList<String[]>();
    while (true) {
      var line = line(in, violations);
      if (line.startsWith(end) && line.length() == end.length() + 1) {
        return Optional.of(
            new MsrpFrame(
                parts[1], parts[2], headers, new byte[0], line.charAt(line.length() - 1)));
      }
      if (line.isEmpty()) {
        var tail = new char[1];
        var body = body(in, end, tail);
        return Optional.of(new MsrpFrame(parts[1], parts[2], headers, body, tail[0]));
      }
      var colon = line.indexOf(": ");
      violations.check(colon > 0, "RFC 4975 §9", "MSRP header '" + line + "'");
      headers.add(
          new String[] {
            line.substring(0, Math.max(colon, 0)), line.substring(Math.max(colon, 0) + 2)
          });
    }
  }

  private static String line(InputStream in, Violations violations) throws IOException {
    var out = new ByteArrayOutputStream();
    while (true) {
      var octet = in.read();
      if (octet < 0) {
        throw new EOFException("end of file inside an MSRP frame");
      }
      if (octet == '\n') {
        var line = out.toString(StandardCharsets.UTF_8);
        violations.check(line.endsWith("\r"), "RFC 4975 §9", "bare LF");
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      }
      out.write(octet);
    }
  }

  private static byte[] body(InputStream in, String end, char[] flag) throws IOException {
    var close = ("\r\n" + end).getBytes(StandardCharsets.US_ASCII);
    var out = new ByteArrayOutputStream();
    var matched = 0;
    while (true) {
      var octet = in.read();
      if (octet < 0) {
        throw new EOFException("end of file inside an MSRP body");
      }
      out.write(octet);
      matched = octet == close[matched] ? matched + 1 : octet == close[0] ? 1 : 0;
      if (matched == close.length) {
        var tail = in.readNBytes(3);
        if (tail.length < 3) {
          throw new EOFException("end of file inside an MSRP end-line");
        }
        flag[0] = (char) tail[0];
        if (tail[1] != '\r' || tail[2] != '\n') {
          throw new IOException("end-line without CRLF");
        }
        var all = out.toByteArray();
        return java.util.Arrays.copyOf(all, all.length - close.length);
      }
    }
  }

  /** The value of a header. */
  public Optional<String> header(String name) {
    return headers.stream().filter(h -> h[0].equals(name)).map(h -> h[1]).findFirst();
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return Character.isDigit(what.charAt(0));
  }

  /** The status of a response. */
  public int status() {
    return Integer.parseInt(what.substring(0, 3));
  }

  /** The method of a request. */
  public String method() {
    return what;
  }

  /** The transact-id. */
  public String id() {
    return id;
  }

  /** The continuation flag. */
  public char flag() {
    return flag;
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body. */
  public byte[] body() {
    return body.clone();
  }

  /** Checks what RFC 4975 asks of every frame and of its own paths. */
  void check(String ownUri, List<String> peerPath, Violations violations) {
    violations.check(
        headers.size() >= 2
            && headers.get(0)[0].equals("To-Path")
            && headers.get(1)[0].equals("From-Path"),
        "RFC 4975 §7.1",
        "To-Path and From-Path are not first in " + this);
    // A response goes to the next hop alone.
    var to = isResponse() ? ownUri.split(" ")[0] : ownUri;
    violations.check(
        header("To-Path").filter(to::equals).isPresent(),
        "RFC 4975 §7.1",
        "To-Path is not ours in " + this + ", which is " + ownUri);
    // A response comes from the next hop alone, a request from the end with all relays between.
    var from = isResponse() ? peerPath.get(0) : String.join(" ", peerPath);
    violations.check(
        header("From-Path").filter(from::equals).isPresent(),
        "RFC 4975 §7.2",
        "From-Path is not the one agreed on");
    violations.check("$+#".indexOf(flag) >= 0, "RFC 4975 §7.1", "flag " + flag);
    if (isResponse()) {
      violations.check(
          flag == '$' && body.length == 0, "RFC 4975 §7.2", "response with a body or another flag");
      return;
    }
    violations.check(
        id.length() >= 11, "RFC 4975 §7.1", "transact-id with less than 64 random bits");
    if (method().equals("SEND")) {
      checkSend(violations);
    } else if (method().equals("REPORT")) {
      violations.check(header("Status").isPresent(), "RFC 4975 §7.1.2", "REPORT without Status");
      violations.check(
          header("Message-ID").isPresent(), "RFC 4975 §7.1.2", "REPORT without Message-ID");
      violations.check(
          header("Success-Report").isEmpty() && header("Failure-Report").isEmpty(),
          "RFC 4975 §7.1.2",
          "REPORT asks for reports");
    }
  }

  private void checkSend(Violations violations) {
    violations.check(
        header("Message-ID")
            .filter(m -> m.matches("[A-Za-z0-9][A-Za-z0-9.+%=-]{3,31}"))
            .isPresent(),
        "RFC 4975 §7.1.1",
        "Message-ID");
    var range = header("Byte-Range").orElse("");
    violations.check(
        range.matches("\\d+-(\\d+|\\*)/(\\d+|\\*)"),
        "RFC 4975 §7.1.1",
        "Byte-Range '" + range + "'");
    if (range.matches("\\d+-\\d+/.*") && flag != '#') {
      var ends = range.split("[-/]");
      violations.check(
          Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1 == body.length,
          "RFC 4975 §7.1.1",
          "Byte-Range " + range + " for " + body.length + " octets");
    }
    violations.check(
        body.length <= 2048 || range.contains("-*/"),
        "RFC 4975 §7.1.1",
        "long chunk is not interruptible");
    var type = header("Content-Type");
    violations.check(
        type.isPresent() || body.length == 0, "RFC 4975 §7.1", "body without Content-Type");
    if (type.isPresent()) {
      violations.check(
          headers.get(headers.size() - 1)[0].equals("Content-Type"),
          "RFC 4975 §9",
          "Content-Type is not last");
    }
  }

  @Override
  public String toString() {
    return "MSRP " + what + header("Byte-Range").map(r -> " " + r).orElse("") + flag;
  }
}
