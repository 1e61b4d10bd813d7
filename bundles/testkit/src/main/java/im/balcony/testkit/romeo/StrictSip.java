package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.util.List;

/** The rules of RFC 3261 and RFC 3428 that every message we receive has to keep. */
final class StrictSip {

  private static final List<String> SINGLE =
      List.of(
          "From",
          "To",
          "Call-ID",
          "CSeq",
          "Max-Forwards",
          "Content-Length",
          "Content-Type",
          "Subject");

  private StrictSip() {}

  static void check(SipFrame frame, boolean datagram, Violations violations) {
    for (var name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
      violations.check(
          frame.header(name).isPresent(), "RFC 3261 §8.1.1", "no " + name + " in " + frame);
    }
    for (var name : SINGLE) {
      violations.check(
          frame.all(name).size() <= 1, "RFC 3261 §7.3.1", "repeated " + name + " in " + frame);
    }
    for (var header : frame.headers) {
      violations.check(
          header[0].matches("[A-Za-z0-9.!%*_+`'~-]+"),
          "RFC 3261 §25.1",
          "header name '" + header[0] + "'");
      violations.check(
          header[1].chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f),
          "RFC 3261 §25.1",
          "control character in " + header[0]);
    }
    if (!frame.all("From").isEmpty()
        && !frame.all("CSeq").isEmpty()
        && !frame.all("To").isEmpty()) {
      common(frame, datagram, violations);
      if (!frame.isResponse()) {
        request(frame, violations);
      }
    }
  }

  private static void common(SipFrame frame, boolean datagram, Violations violations) {
    violations.check(
        frame.branch().startsWith("z9hG4bK"),
        "RFC 3261 §8.1.1.7",
        "branch without cookie in " + frame);
    violations.check(
        frame.tag("From").isPresent(), "RFC 3261 §8.1.1.3", "From without tag in " + frame);
    violations.check(
        frame.need("CSeq").matches("\\d+ " + frame.method()),
        "RFC 3261 §8.1.1.5",
        "CSeq does not fit " + frame);
    violations.check(frame.cseq() < 1L << 31, "RFC 3261 §8.1.1.5", "CSeq too large");
    var length = frame.header("Content-Length");
    violations.check(
        length.isPresent() || datagram,
        "RFC 3261 §18.3",
        "no Content-Length on a stream in " + frame);
    length.ifPresent(
        value ->
            violations.check(
                value.equals(String.valueOf(frame.body.length)),
                "RFC 3261 §18.3",
                "Content-Length " + value + " for " + frame.body.length + " octets"));
    violations.check(
        frame.body.length == 0 || frame.header("Content-Type").isPresent(),
        "RFC 3261 §20.15",
        "body without Content-Type in " + frame);
    for (var name : List.of("From", "To", "Contact")) {
      frame
          .header(name)
          .ifPresent(
              value ->
                  violations.check(
                      value.indexOf('<') >= 0
                          || SipFrame.bareUri(value).equals(value.split(";")[0].strip()),
                      "RFC 3261 §20.10",
                      name + " with parameters needs brackets"));
    }
    if (frame.isResponse() && frame.status() > 100) {
      violations.check(
          frame.tag("To").isPresent(), "RFC 3261 §8.2.6.2", "response without To tag: " + frame);
    }
  }

  private static void request(SipFrame frame, Violations violations) {
    violations.check(
        frame.startLine.matches("[A-Z]+ (sips?|tel):[^ ]+ SIP/2\\.0"),
        "RFC 3261 §25.1",
        frame.startLine);
    violations.check(
        frame.header("Max-Forwards").filter(v -> v.matches("\\d{1,3}")).isPresent(),
        "RFC 3261 §8.1.1.6",
        "no Max-Forwards in " + frame);
    switch (frame.method()) {
      case "MESSAGE" -> {
        violations.check(frame.header("Contact").isEmpty(), "RFC 3428 §4", "Contact in MESSAGE");
        violations.check(frame.size <= 1300, "RFC 3428 §8", "MESSAGE of " + frame.size + " octets");
      }
      case "INVITE", "UPDATE" ->
          violations.check(
              frame.header("Contact").isPresent(),
              "RFC 3261 §8.1.1.8",
              frame.method() + " lacks Contact");
      case "ACK" ->
          violations.check(
              frame.header("Contact").isEmpty() || frame.body.length > 0,
              "RFC 3261 §8.1.1.8",
              "Contact in ACK");
      default -> {}
    }
  }
}
