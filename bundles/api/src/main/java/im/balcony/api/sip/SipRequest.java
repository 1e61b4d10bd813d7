package im.balcony.api.sip;

import im.balcony.api.data.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A SIP request without what belongs to one hop (Via, branch): received, or to be sent.
 *
 * @param method the method
 * @param requestUri the Request-URI as written; of a request to be sent in a dialog, its target
 * @param from the From
 * @param to the To
 * @param callId the Call-ID
 * @param cseq the CSeq number
 * @param maxForwards the Max-Forwards
 * @param routes the route set of a request to be sent, nearest first: a strict router at its head
 *     is put into the Request-URI as it is sent (RFC 3261 §12.2.1.1); Record-Route values of a
 *     received one, in their order
 * @param contact the Contact, if there is one
 * @param headers all other headers that are no transport matter, in their order
 * @param contentType the Content-Type with its parameters
 * @param body the body; of a multipart with an {@code application/sdp} part still the whole body
 * @param sdp the session description: read from the body, or to become the body
 */
public record SipRequest(
    String method,
    String requestUri,
    SipParty from,
    SipParty to,
    String callId,
    long cseq,
    int maxForwards,
    List<String> routes,
    Optional<SipParty> contact,
    List<SipHeader> headers,
    Optional<String> contentType,
    Octets body,
    Optional<SessionDescription> sdp) {

  /** Copies the lists. */
  public SipRequest {
    routes = List.copyOf(routes);
    headers = List.copyOf(headers);
  }

  /** The value of the first header with this name, ignoring case. */
  public Optional<String> header(String name) {
    for (var header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** The same request with more headers. */
  public SipRequest with(List<SipHeader> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(headers);
    all.addAll(more);
    return new SipRequest(
        method,
        requestUri,
        from,
        to,
        callId,
        cseq,
        maxForwards,
        routes,
        contact,
        all,
        contentType,
        body,
        sdp);
  }

  /** Method and CSeq only: addresses and bodies are never logged. */
  @Override
  public String toString() {
    return "SipRequest[" + method + " " + cseq + "]";
  }
}
