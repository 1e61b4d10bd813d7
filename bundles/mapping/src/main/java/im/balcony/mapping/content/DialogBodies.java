package im.balcony.mapping.content;

import im.balcony.api.mapping.Context;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.Formats.Part;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.sdp.SdpPeer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Bodies of requests that cannot be taken whatever they say (RFC 3261 §8.2.3, §20.11). */
public final class DialogBodies {

  /** The type of session descriptions. */
  public static final String SDP = "application/sdp";

  /** What is understood in the body of an INVITE. */
  public static final List<String> WITH_INVITE =
      List.of(SDP, "text/plain", SdpPeer.CPIM, IsComposing.CONTENT_TYPE);

  /** What is understood in the body of a re-INVITE or UPDATE. */
  private static final List<String> WITH_CHANGE = List.of(SDP);

  private static final Pattern OPTIONAL =
      Pattern.compile(";\\s*handling\\s*=\\s*\"?optional\\b", Pattern.CASE_INSENSITIVE);

  private DialogBodies() {}

  /** The refusal of an encoded body and of a body without a type; empty if it may be read. */
  public static Optional<SipResponse> refusal(SipRequest request) {
    var encoding = request.header("Content-Encoding").map(e -> e.strip().toLowerCase(Locale.ROOT));
    if (encoding.filter(e -> !e.isEmpty() && !e.equals("identity")).isPresent()) {
      return Optional.of(
          SipResponse.of(415, "Unsupported Media Type").with("Accept-Encoding", "identity"));
    }
    if (request.body().isEmpty() || request.sdp().isPresent()) {
      return Optional.empty();
    }
    return request.contentType().isEmpty()
        ? Optional.of(SipResponse.of(400, "Content-Type is missing"))
        : Optional.empty();
  }

  /** The same for a re-INVITE or UPDATE, which may hold nothing but a session description. */
  public static Optional<SipResponse> refusalOfChange(SipRequest request, Context context) {
    var refusal = refusal(request);
    if (refusal.isPresent()) {
      return refusal;
    }
    try {
      parts(request, context, WITH_CHANGE);
      return Optional.empty();
    } catch (FormatException e) {
      return Optional.of(refused(e, context));
    }
  }

  /**
   * The parts of the body of an INVITE or UPDATE that are understood.
   *
   * @throws FormatException 400 for a body that cannot be taken apart, 415 where a part is required
   *     that is not understood, or the whole body is
   */
  public static List<Part> parts(SipRequest request, Context context, List<String> understood)
      throws FormatException {
    if (request.body().isEmpty() || isNoMultipart(request)) {
      if (!request.body().isEmpty() && request.sdp().isEmpty() && !isOptional(request)) {
        throw new FormatException(415, "Unsupported Media Type");
      }
      return List.of();
    }
    var all = context.formats().parts(request.contentType().orElse(""), request.body(), understood);
    for (var part : all) {
      if (part.required() && !isUnderstood(part, understood)) {
        throw new FormatException(415, "Unsupported Media Type");
      }
    }
    if (request.sdp().isEmpty() && !isOptional(request)) {
      throw new FormatException(415, "Unsupported Media Type");
    }
    return all.stream().filter(part -> isUnderstood(part, understood)).toList();
  }

  private static boolean isNoMultipart(SipRequest request) {
    return !SdpPeer.bareType(request.contentType().orElse("")).startsWith("multipart/");
  }

  /** A description of early media is none of the session (RFC 3959 §4). */
  private static boolean isUnderstood(Part part, List<String> understood) {
    var early = part.disposition().map(SdpPeer::bareType).orElse("").equals("early-session");
    return !early && understood.contains(SdpPeer.bareType(part.contentType()));
  }

  /** Whether the sender says that the body may be left out where it is not understood. */
  public static boolean isOptional(SipRequest request) {
    return request
        .header("Content-Disposition")
        .filter(value -> OPTIONAL.matcher(value).find())
        .isPresent();
  }

  /** The answer to an INVITE or UPDATE whose body cannot be taken. */
  public static SipResponse refused(FormatException why, Context context) {
    var failure = Failure.sip(why.status(), String.valueOf(why.getMessage()));
    return ErrorMapping.toSipResponse(failure, true, false, context.book());
  }
}
