package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.Transport;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.value.Grammar;
import im.balcony.sip.value.Parties;
import im.balcony.sip.value.Values;
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
   * The request on the wire. A strict router at the head of the routes stands in its Request-URI,
   * and its target behind the other routes (RFC 3261 §12.2.1.1).
   *
   * @param routes the Route values, preloaded ones included
   * @throws IllegalArgumentException if a URI or another value cannot stand in a SIP message
   */
  public static Octets write(SipRequest request, HopFields hop, List<String> routes) {
    checkUri(request.requestUri());
    checkUri(request.from().uri());
    checkUri(request.to().uri());
    var body = Written.body(request.body(), request.sdp());
    return head(request, hop, routes, body, HeadText.written()).with(body);
  }

  /**
   * How many octets {@link #write} would make of it, which are not made.
   *
   * @throws IllegalArgumentException as {@link #write}
   */
  public static int length(SipRequest request, HopFields hop, List<String> routes) {
    checkUri(request.requestUri());
    checkUri(request.from().uri());
    checkUri(request.to().uri());
    var body = Written.body(request.body(), request.sdp());
    return head(request, hop, routes, body, HeadText.measured()).length() + body.length();
  }

  private static HeadText head(
      SipRequest request, HopFields hop, List<String> routes, Octets body, HeadText out) {
    var strict = !routes.isEmpty() && Values.parameter(uri(routes), "lr").isEmpty();
    out.line(request.method(), " ", strict ? uri(routes) : request.requestUri(), " SIP/2.0");
    out.field("Via", hop.via());
    out.field("Max-Forwards", Integer.toString(request.maxForwards()));
    for (var route : strict ? routes.subList(1, routes.size()) : routes) {
      out.field("Route", route);
    }
    if (strict) {
      out.field("Route", '<' + request.requestUri() + '>');
    }
    out.field("From", Parties.write(request.from()));
    out.field("To", Parties.write(request.to()));
    out.field("Call-ID", request.callId());
    out.line("CSeq: ", Long.toString(request.cseq()), " ", request.method());
    // RFC 3428 §4: a MESSAGE has no Contact; an ACK needs none.
    if (!request.method().equals("MESSAGE") && !request.method().equals("ACK")) {
      request.contact().ifPresent(c -> out.field("Contact", contact(c)));
    }
    request.headers().forEach(h -> out.field(h.name(), h.value()));
    Written.contentType(request.contentType(), request.sdp(), body)
        .ifPresent(type -> out.field("Content-Type", type));
    out.field("Content-Length", Integer.toString(body.length()));
    out.end();
    return out;
  }

  private static String contact(SipParty contact) {
    checkUri(contact.uri());
    return Parties.write(contact);
  }

  private static String uri(List<String> routes) {
    var uri = Values.uri(routes.get(0));
    checkUri(uri);
    return uri;
  }

  private static void checkUri(String uri) {
    try {
      Grammar.writtenUri(uri);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("URI is malformed", e);
    }
  }
}
