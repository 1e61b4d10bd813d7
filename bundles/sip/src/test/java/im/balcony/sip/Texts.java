package im.balcony.sip;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests of Romeo as text, and requests to Romeo as records. */
final class Texts {

  private static final AtomicInteger COUNT = new AtomicInteger();

  static final String SDP =
      "v=0\r\no=romeo 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
          + "m=message 7654 TCP/MSRP *\r\na=accept-types:text/plain\r\n"
          + "a=path:msrp://127.0.0.1:7654/s1;tcp\r\n";

  private Texts() {}

  static String unique() {
    return "u" + COUNT.incrementAndGet() + "x" + System.nanoTime();
  }

  /** A request of Romeo with its own branch, tags and Call-ID. */
  static String request(String method, String via, String more, String body) {
    var id = unique();
    return request(method, via + ";branch=z9hG4bK" + id, id, 1, more, body);
  }

  static String request(String method, String via, String id, int cseq, String more, String body) {
    return method
        + " sip:juliet@example.com SIP/2.0\r\n"
        + "Via: SIP/2.0/"
        + via
        + "\r\nMax-Forwards: 70\r\n"
        + "From: <sip:romeo@example.net>;tag=f"
        + id
        + "\r\nTo: <sip:juliet@example.com>"
        + (more.contains("X-In-Dialog") ? ";tag=ours" : "")
        + "\r\nCall-ID: c"
        + id
        + "\r\nCSeq: "
        + cseq
        + ' '
        + method
        + "\r\n"
        + more
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String message(UdpPeer peer) {
    return request(
        "MESSAGE",
        "UDP 127.0.0.1:" + peer.port(),
        "Content-Type: text/plain\r\n",
        "Art thou not Romeo?");
  }

  static String invite(UdpPeer peer, String more) {
    return request(
        "INVITE",
        "UDP 127.0.0.1:" + peer.port(),
        "Contact: <sip:romeo@127.0.0.1>\r\nContent-Type: application/sdp\r\n" + more,
        SDP);
  }

  /** A response of a peer to a request it has seen. */
  static String response(Seen request, int status, String toTag, String more) {
    var out = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
    request.all("Via").forEach(via -> out.append("Via: ").append(via).append("\r\n"));
    out.append("From: ").append(request.header("From")).append("\r\n");
    out.append("To: ").append(request.header("To"));
    if (!toTag.isEmpty() && !request.header("To").contains("tag=")) {
      out.append(";tag=").append(toTag);
    }
    out.append("\r\nCall-ID: ").append(request.header("Call-ID"));
    out.append("\r\nCSeq: ").append(request.header("CSeq")).append("\r\n");
    return out + more + "Content-Length: 0\r\n\r\n";
  }

  /** A request of ours to Romeo, who sits on this port. */
  static SipRequest toRomeo(String method, int port, String uriParameters, int bodySize) {
    var id = unique();
    return new SipRequest(
        method,
        "sip:romeo@127.0.0.1:" + port + uriParameters,
        new SipParty("sip:juliet@example.com", Optional.empty(), Map.of("tag", "g" + id)),
        SipParty.of("sip:romeo@example.net"),
        "o" + id,
        1,
        70,
        List.of(),
        Optional.of(SipParty.of("sip:juliet@127.0.0.1:5060")),
        List.of(new SipHeader("Subject", "Hear me")),
        Optional.of("text/plain"),
        Octets.utf8("x".repeat(bodySize)),
        Optional.empty());
  }
}
