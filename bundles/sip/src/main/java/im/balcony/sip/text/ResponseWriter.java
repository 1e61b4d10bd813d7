package im.balcony.sip.text;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.value.Parties;
import im.balcony.sip.value.Values;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Writes a response from the facts of its transaction alone. */
public final class ResponseWriter {

  private ResponseWriter() {}

  /**
   * The response on the wire.
   *
   * @param facts of {@link ResponseTemplate}
   * @throws IllegalArgumentException if a value holds a line end
   */
  public static Octets write(Facts facts, SipResponse response) {
    var method = ResponseTemplate.method(facts);
    var success = response.status() >= 200 && response.status() < 300;
    // RFC 3428 §5, §7: a 2xx to a MESSAGE has neither Contact nor body.
    var bare = method.equals("MESSAGE") && success;
    var body = bare ? Octets.EMPTY : Written.body(response.body(), response.sdp());
    var out = HeadText.written();
    out.line("SIP/2.0 ", Integer.toString(response.status()), " ", response.reason());
    facts.texts(ResponseTemplate.VIA).forEach(via -> out.field("Via", via));
    out.fieldIfAny("From", facts.text(ResponseTemplate.FROM, ""));
    out.fieldIfAny("To", to(facts, response));
    out.fieldIfAny("Call-ID", facts.text(ResponseTemplate.CALL_ID, ""));
    out.fieldIfAny("CSeq", facts.text(ResponseTemplate.CSEQ, ""));
    if (method.equals("INVITE") && response.status() > 100 && response.status() < 300) {
      facts.texts(ResponseTemplate.RECORD_ROUTE).forEach(route -> out.field("Record-Route", route));
    }
    response.headers().forEach(h -> out.field(h.name(), h.value()));
    if (!bare) {
      response.contact().forEach(c -> out.field("Contact", Parties.write(c)));
      Written.contentType(response.contentType(), response.sdp(), body)
          .ifPresent(type -> out.field("Content-Type", type));
    }
    out.field("Content-Length", Integer.toString(body.length()));
    out.end();
    return out.with(body);
  }

  private static String to(Facts facts, SipResponse response) {
    var to = facts.text(ResponseTemplate.TO, "");
    if (response.status() == 100 || to.isEmpty() || Values.parameter(to, "tag").isPresent()) {
      return to;
    }
    return to + ";tag=" + response.toTag().orElseGet(() -> stableTag(facts));
  }

  /** The response with this tag for its To, or with none. */
  public static SipResponse tagged(SipResponse response, Optional<String> tag) {
    return new SipResponse(
        response.status(),
        response.reason(),
        response.to(),
        tag,
        response.routes(),
        response.contact(),
        response.headers(),
        response.contentType(),
        response.body(),
        response.sdp());
  }

  /**
   * A tag that every edge would choose for this request, so that copies of an answer are equal, and
   * CANCEL and INVITE are answered with the same one (RFC 3261 §9.2).
   */
  public static String stableTag(Facts facts) {
    var vias = facts.texts(ResponseTemplate.VIA);
    var seed =
        facts.text(ResponseTemplate.FROM, "")
            + '\n'
            + facts.text(ResponseTemplate.CALL_ID, "")
            + '\n'
            + ResponseTemplate.number(facts)
            + '\n'
            + (vias.isEmpty() ? "" : vias.get(0));
    return HexFormat.of().toHexDigits(Fingerprint.of(seed).high());
  }

  /** The usual Reason-Phrases of the statuses that the edge answers with by itself. */
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(100, "Trying"),
          Map.entry(200, "OK"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(416, "Unsupported URI Scheme"),
          Map.entry(413, "Request Entity Too Large"),
          Map.entry(414, "Request-URI Too Long"),
          Map.entry(420, "Bad Extension"),
          Map.entry(422, "Session Interval Too Small"),
          Map.entry(481, "Call/Transaction Does Not Exist"),
          Map.entry(482, "Loop Detected"),
          Map.entry(489, "Bad Event"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "Version Not Supported"),
          Map.entry(513, "Message Too Large"));

  /** A response of the edge itself. */
  public static SipResponse own(int status) {
    return SipResponse.of(status, REASONS.getOrDefault(status, ""));
  }
}
