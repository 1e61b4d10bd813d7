package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.Transport;
import java.util.List;

/** Writes requests of ours. */
public final class RequestWriter {

  private RequestWriter() {}

  /**
   * What belongs to the hop.
   *
   * @param transport {@code UDP} or {@code TCP}
   * @param sentBy host and port under which responses find us
   * @param branch the branch
   */
  public record HopFields(Transport transport, String sentBy, String branch) {

    String via() {
      // rport is empty on purpose: the next hop fills in what it sees (RFC 3581 §3).
      return "SIP/2.0/" + transport.word() + ' ' + sentBy + ";branch=" + branch + ";rport";
    }
  }

  /**
   * The request on the wire.
   *
   * @param routes the Route values, preloaded ones included
   * @throws IllegalArgumentException if a URI or another value cannot stand in a SIP message
   */
  public static Octets write(SipRequest request, HopFields hop, List<String> routes) {
    checkUri(request.requestUri());
    checkUri(request.from().uri());
    checkUri(request.to().uri());
    var body = Written.body(request.body(), request.sdp());
    var out = new StringBuilder();
    line(out, request.method() + ' ' + request.requestUri() + " SIP/2.0");
    line(out, "Via: " + hop.via());
    line(out, "Max-Forwards: " + request.maxForwards());
    routes.forEach(route -> line(out, "Route: " + route));
    line(out, "From: " + Parties.write(request.from()));
    line(out, "To: " + Parties.write(request.to()));
    line(out, "Call-ID: " + request.callId());
    line(out, "CSeq: " + request.cseq() + ' ' + request.method());
    // RFC 3428 §4: a MESSAGE has no Contact; an ACK needs none.
    if (!request.method().equals("MESSAGE") && !request.method().equals("ACK")) {
      request.contact().ifPresent(c -> line(out, "Contact: " + Parties.write(c)));
    }
    request.headers().forEach(h -> line(out, h.name() + ": " + h.value()));
    Written.contentType(request.contentType(), request.sdp(), body)
        .ifPresent(type -> line(out, "Content-Type: " + type));
    line(out, "Content-Length: " + body.length());
    out.append("\r\n");
    return ResponseWriter.joined(out.toString(), body);
  }

  private static void checkUri(String uri) {
    try {
      if (uri.chars().anyMatch(c -> c <= ' ' || c == 0x7f || "<>\"".indexOf(c) >= 0)) {
        throw new IllegalArgumentException("URI holds an illegal character");
      }
      Grammar.uri(uri);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("URI is malformed", e);
    }
  }

  private static void line(StringBuilder out, String line) {
    out.append(Lines.checked(line)).append("\r\n");
  }
}
