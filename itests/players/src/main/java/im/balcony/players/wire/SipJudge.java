package im.balcony.players.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rules over SIP and SDP as tshark decoded them from the capture itself (RFC 3261, RFC 4975 §8).
 */
final class SipJudge {

  private static final List<String> HEADERS =
      List.of("sip.Via", "sip.From", "sip.To", "sip.Call-ID", "sip.CSeq", "sip.Content-Length");

  private static final int UDP_HEADER = 8;

  private final WirePorts ports;
  private final Findings findings;

  SipJudge(WirePorts ports, Findings findings) {
    this.ports = ports;
    this.findings = findings;
  }

  /** Judges what the gateway sent; gives the MSRP ports in its peers' descriptions. */
  Set<Integer> judge(Path capture) throws IOException, InterruptedException {
    var msrpPeers = new HashSet<Integer>();
    for (var packet : Tshark.dissect(capture, "sip udp tcp", arguments())) {
      if (isOurs(packet)) {
        packet(packet);
      } else {
        packet.of("sip").forEach(message -> msrpPeers.addAll(mediaPorts(message)));
      }
    }
    return msrpPeers;
  }

  private List<String> arguments() {
    var own = String.valueOf(ports.sip());
    var tcp = ports.sipPeers().stream().map(String::valueOf).collect(Collectors.toList());
    tcp.add(own);
    var all = new ArrayList<>(List.of("-d", "udp.port==" + own + ",sip"));
    tcp.forEach(port -> all.addAll(List.of("-d", "tcp.port==" + port + ",sip")));
    all.addAll(List.of("--disable-protocol", "msrp", "-Y"));
    all.add(
        "udp.port == " + own + " or tcp.len > 0 and tcp.port in {" + String.join(",", tcp) + "}");
    return all;
  }

  private boolean isOurs(Packet packet) {
    return packet.number("udp.srcport") == ports.sip()
        || packet.number("tcp.srcport") == ports.sip()
        || ports.sipPeers().contains(packet.number("tcp.dstport"));
  }

  private void packet(Packet packet) {
    var where = "frame " + packet.number();
    var messages = packet.of("sip");
    var continued = packet.of("tcp").stream().anyMatch(l -> l.has("tcp.reassembled_in"));
    findings.check(!packet.isFaulty(), "tshark finds no error in SIP", where);
    findings.check(!messages.isEmpty() || continued, "all octets are SIP", where);
    findings.check(packet.of("data").isEmpty(), "tshark knows all of it", where);
    messages.forEach(message -> message(message, bodyLength(packet, message), where));
  }

  /** In a datagram all that follows the headers is body, whatever Content-Length says. */
  private static int bodyLength(Packet packet, Layer message) {
    var datagram = packet.number("udp.length");
    return datagram < 0
        ? message.first("sip.msg_body").map(Field::size).orElse(0)
        : message.start()
            + datagram
            - UDP_HEADER
            - message.first("sip.msg_hdr").map(Field::end).orElse(0);
  }

  private void message(Layer message, int bodyLength, String where) {
    var request = message.text("sip.Method").isEmpty() ? "" : message.text("sip.Request-Line");
    var place = where + " " + request + message.text("sip.Status-Line");
    var method = message.text("sip.CSeq.method");
    findings.check(
        message.has("sip.Request-Line") != message.has("sip.Status-Line"),
        "a message is a request or a response",
        place);
    HEADERS.forEach(
        header -> findings.check(message.all(header).size() > 0, "a message has " + header, place));
    findings.check(message.has("sip.from.tag"), "From has a tag", place);
    if (message.has("sip.Request-Line")) {
      findings.saw("SIP " + method);
      findings.check(message.has("sip.Max-Forwards"), "a request has Max-Forwards", place);
      findings.check(
          message.text("sip.Method").equals(method), "CSeq names the method of the request", place);
      findings.check(
          message.text("sip.Via.branch").startsWith("z9hG4bK"), "the branch has the cookie", place);
    } else {
      findings.saw("SIP " + message.text("sip.Status-Code") + " " + method);
    }
    body(message, bodyLength, place);
  }

  private void body(Layer message, int length, String place) {
    findings.check(
        message.text("sip.Content-Length").equals(String.valueOf(length)),
        "Content-Length is the length of the body, " + length,
        place);
    findings.check(
        length == 0 || message.has("sip.Content-Type"), "a body has a Content-Type", place);
    if (message.text("sip.Content-Type").startsWith("application/sdp")) {
      findings.saw("SDP");
      description(message, place);
    }
  }

  /** A description of ours has one chat, with all that its receiver needs. */
  private void description(Layer message, String place) {
    findings.check(
        message.text("sdp.version").equals("0") && message.has("sdp.owner.sessionid"),
        "the body is read as SDP",
        place);
    findings.check(
        message.all("sdp.invalid").isEmpty() && message.all("sdp.unknown").isEmpty(),
        "each line of SDP is known",
        place);
    findings.check(mediaPorts(message).size() == 1, "there is one m= line of a chat", place);
    var attributes = message.all("sdp.media_attribute.field").stream().map(Field::text).toList();
    for (var attribute : List.of("path", "accept-types", "setup")) {
      findings.check(
          attributes.stream().filter(attribute::equals).count() == 1,
          "the chat has one a=" + attribute,
          place);
    }
    findings.check(
        message.all("sdp.media").stream().anyMatch(m -> m.text().endsWith(" TCP/MSRP *")),
        "the chat is MSRP over TCP",
        place);
  }

  private static List<Integer> mediaPorts(Layer message) {
    var types = message.all("sdp.media.media");
    var numbers = message.all("sdp.media.port");
    var found = new ArrayList<Integer>();
    for (var i = 0; i < Math.min(types.size(), numbers.size()); i++) {
      var port = Integer.parseInt(numbers.get(i).text());
      if (types.get(i).text().equals("message") && port != 0) {
        found.add(port);
      }
    }
    return found;
  }
}
