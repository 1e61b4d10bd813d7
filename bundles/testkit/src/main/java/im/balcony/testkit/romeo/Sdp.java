package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An SDP with its MSRP stream, read strictly (RFC 4566 §5, RFC 4975 §8).
 *
 * @param lines all lines, as type and value
 */
public record Sdp(List<String[]> lines) {

  /** Romeo's description of his end: an MSRP stream on {@code port} with this path. */
  static String write(Call.Offer offer, long version, int port, String path) {
    return "v=0\r\no=romeo 2890844526 "
        + version
        + " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + "m=message "
        + port
        + " TCP/MSRP *\r\na=accept-types:"
        + offer.acceptTypes()
        + "\r\n"
        + (offer.maxSize() > 0 ? "a=max-size:" + offer.maxSize() + "\r\n" : "")
        + (offer.setup().isEmpty() ? "" : "a=setup:" + offer.setup() + "\r\n")
        + "a=path:"
        + path
        + "\r\n";
  }

  /** The same of a stream with TLS, which is reached by this host (RFC 4975 §8.1, RFC 8122 §5). */
  static String secret(String plain, String host, List<String> fingerprints) {
    var out = new StringBuilder(plain.replace(" TCP/MSRP ", " TCP/TLS/MSRP "));
    fingerprints.forEach(value -> out.append("a=fingerprint:").append(value).append("\r\n"));
    return out.toString().replace("c=IN IP4 127.0.0.1", "c=IN IP4 " + host);
  }

  /** Reads a body and notes what is wrong with it. */
  static Sdp read(String body, Violations violations) {
    violations.check(body.endsWith("\r\n"), "RFC 4566 §5", "SDP does not end with CRLF");
    var lines = new ArrayList<String[]>();
    for (var line : body.split("\r\n")) {
      violations.check(line.matches("[a-z]=.+"), "RFC 4566 §5", "SDP line '" + line + "'");
      if (line.length() > 2) {
        lines.add(new String[] {line.substring(0, 1), line.substring(2)});
      }
    }
    var sdp = new Sdp(lines);
    var order = String.join("", lines.stream().map(l -> l[0]).toList());
    violations.check(
        order.matches("vosi?u?e*p*c?b*(t+r*)+z?k?a*(mi?c*b*k?a*)*"),
        "RFC 4566 §5",
        "order of SDP lines " + order);
    violations.check(
        sdp.value("v").filter("0"::equals).isPresent(), "RFC 4566 §5.1", "v= is not 0");
    sdp.mediaLine()
        .filter(m -> !m.startsWith("message 0 "))
        .ifPresent(m -> sdp.checkStream(m, violations));
    return sdp;
  }

  private void checkStream(String media, Violations violations) {
    violations.check(
        media.matches("message \\d+ TCP/(TLS/)?MSRP \\*"), "RFC 4975 §8.1", "m=" + media);
    violations.check(attribute("accept-types").isPresent(), "RFC 4975 §8.6", "no accept-types");
    violations.check(attributes("path").size() == 1, "RFC 4975 §8.2", "not exactly one path");
    violations.check(attribute("setup").isPresent(), "RFC 6135 §4.2.1", "no setup");
    var secure = media.contains("/TLS/");
    violations.check(
        attribute("path").filter(p -> p.startsWith("msrps:") == secure).isPresent(),
        "RFC 4975 §8.1",
        "m= and path differ in TLS");
    violations.check(
        attribute("fingerprint")
                .filter(f -> f.matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}"))
                .isPresent()
            == secure,
        "RFC 8122 §5",
        "fingerprint " + attributes("fingerprint"));
    var host = value("c").map(c -> c.replaceFirst("IN IP[46] ", "")).orElse("");
    var port = media.split(" ")[1];
    if (port.equals("9") && attribute("setup").filter("active"::equals).isPresent()) {
      // Whoever connects needs no port of his own (RFC 6135 §4.2.2).
      return;
    }
    var path = attribute("path").orElse("");
    violations.check(
        path.contains("//" + host + ":" + port + "/")
            || path.contains("//[" + host + "]:" + port + "/"),
        "RFC 4975 §8.1",
        "c= and m= differ from path");
  }

  /** The first line of a type. */
  public Optional<String> value(String type) {
    return lines.stream().filter(l -> l[0].equals(type)).map(l -> l[1]).findFirst();
  }

  /** The m-line of the message stream. */
  public Optional<String> mediaLine() {
    return lines.stream()
        .filter(l -> l[0].equals("m") && l[1].startsWith("message "))
        .map(l -> l[1])
        .findFirst();
  }

  /** The values of an attribute. */
  public List<String> attributes(String name) {
    return lines.stream()
        .filter(l -> l[0].equals("a") && (l[1].equals(name) || l[1].startsWith(name + ":")))
        .map(l -> l[1].equals(name) ? "" : l[1].substring(name.length() + 1))
        .toList();
  }

  /** The first value of an attribute. */
  public Optional<String> attribute(String name) {
    return attributes(name).stream().findFirst();
  }

  /** The path, leftmost URI first. */
  public List<String> path() {
    return List.of(attribute("path").orElse("").split(" "));
  }
}
