package im.balcony.mapping;

import im.balcony.api.mapping.Context;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import java.util.Locale;
import java.util.Optional;

/** Bodies of requests that cannot be taken whatever they say (RFC 3261 §8.2.3). */
final class DialogBodies {

  private DialogBodies() {}

  /**
   * The refusal of an encoded body, of a body without a type, and of an INVITE or UPDATE with
   * anything but a session description; empty if the body may be read.
   */
  static Optional<SipResponse> refusal(SipRequest request, Context context) {
    var encoding = request.header("Content-Encoding").map(e -> e.strip().toLowerCase(Locale.ROOT));
    if (encoding.filter(e -> !e.isEmpty() && !e.equals("identity")).isPresent()) {
      return Optional.of(
          SipResponse.of(415, "Unsupported Media Type").with("Accept-Encoding", "identity"));
    }
    if (request.body().isEmpty() || request.sdp().isPresent()) {
      return Optional.empty();
    }
    if (request.contentType().isEmpty()) {
      return Optional.of(SipResponse.of(400, "Content-Type is missing"));
    }
    var session = request.method().equals("INVITE") || request.method().equals("UPDATE");
    var unsupported = Failure.sip(415, "Unsupported Media Type");
    return session
        ? Optional.of(ErrorMapping.toSipResponse(unsupported, true, false, context.book()))
        : Optional.empty();
  }
}
