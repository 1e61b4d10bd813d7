package im.balcony.api.sip;

import im.balcony.api.data.Octets;
import java.util.List;
import java.util.Optional;

/**
 * A SIP response, received or to be sent. What a response copies from its request (Via, From,
 * Call-ID, CSeq) stands in {@link SipTransaction} for one to be sent.
 *
 * @param status the status, 100 to 699
 * @param reason the Reason-Phrase, possibly empty
 * @param to the To, with its tag, of a received response; empty for one to be sent
 * @param toTag the tag for the To of a response to be sent; empty lets the edge make a stable one
 * @param routes Record-Route values of a received response, in their order
 * @param contact the Contacts
 * @param headers all other headers that are no transport matter
 * @param contentType the Content-Type
 * @param body the body
 * @param sdp the session description: read from the body, or to become the body
 */
public record SipResponse(
    int status,
    String reason,
    Optional<SipParty> to,
    Optional<String> toTag,
    List<String> routes,
    List<SipParty> contact,
    List<SipHeader> headers,
    Optional<String> contentType,
    Octets body,
    Optional<SessionDescription> sdp) {

  /** Copies the lists. */
  public SipResponse {
    routes = List.copyOf(routes);
    contact = List.copyOf(contact);
    headers = List.copyOf(headers);
  }

  /** A response to be sent, with status and reason only. */
  public static SipResponse of(int status, String reason) {
    return new SipResponse(
        status,
        reason,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Octets.EMPTY,
        Optional.empty());
  }

  /** The same response with one more header. */
  public SipResponse with(String name, String value) {
    var copy = new java.util.ArrayList<>(headers);
    copy.add(new SipHeader(name, value));
    return new SipResponse(
        status, reason, to, toTag, routes, contact, copy, contentType, body, sdp);
  }

  /** The value of the first header with this name, ignoring case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(SipHeader::value)
        .findFirst();
  }
}
