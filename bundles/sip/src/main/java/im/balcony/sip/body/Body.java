package im.balcony.sip.body;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.sip.raw.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the session description in a body, also inside multiparts (RFC 3261 §7.4.1); what its other
 * parts are is not asked here.
 */
public final class Body {

  /** The type of a session description (RFC 4566). */
  public static final String SDP = "application/sdp";

  /** Most multiparts one in the other; 400 beyond. */
  static final int MAX_DEPTH = 8;

  private static final Pattern SPACE = Pattern.compile("\\s");

  private Body() {}

  /** The media type of a Content-Type value, in lower case, without parameters. */
  static String mediaType(String contentType) {
    var end = contentType.indexOf(';');
    var type = end < 0 ? contentType : contentType.substring(0, end);
    return SPACE.matcher(type).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** The session description, if the body is or holds one. */
  public static Optional<SessionDescription> sdp(Optional<String> contentType, Octets body)
      throws MalformedMessageException {
    var type = contentType.map(Body::mediaType).orElse("");
    if (type.equals(SDP) && !body.isEmpty()) {
      return Optional.of(SdpReader.read(body.utf8()));
    }
    return isMultipart(type)
        ? inside(contentType.orElse(""), new String(body.toArray(), StandardCharsets.ISO_8859_1), 1)
        : Optional.empty();
  }

  /** The same where a description that cannot be read is as good as none. */
  public static Optional<SessionDescription> sdpIfAny(Optional<String> contentType, Octets body) {
    try {
      return sdp(contentType, body);
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  private static boolean isMultipart(String type) {
    return type.startsWith("multipart/");
  }

  private static Optional<SessionDescription> inside(String contentType, String body, int depth)
      throws MalformedMessageException {
    if (depth > MAX_DEPTH) {
      throw new MalformedMessageException("multipart is nested too deeply");
    }
    for (var part : Multipart.parts(contentType, body)) {
      var type = mediaType(part.value("content-type"));
      var found =
          isMultipart(type)
              ? inside(part.value("content-type"), part.content(), depth + 1)
              : type.equals(SDP) && isSession(part)
                  ? Optional.of(SdpReader.read(text(part)))
                  : Optional.<SessionDescription>empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A description of early media is not the one of the session (RFC 3959 §4). */
  private static boolean isSession(Multipart.Part part) {
    return !mediaType(part.value("content-disposition")).equals("early-session");
  }

  /** Lengths inside parts are not looked at (errata 3190 to RFC 5547). */
  private static String text(Multipart.Part part) throws MalformedMessageException {
    var octets = part.content().getBytes(StandardCharsets.ISO_8859_1);
    switch (part.value("content-transfer-encoding").toLowerCase(Locale.ROOT)) {
      case "", "7bit", "8bit", "binary" -> {
        return new String(octets, StandardCharsets.UTF_8);
      }
      case "base64" -> {
        try {
          return new String(Base64.getMimeDecoder().decode(octets), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          throw new MalformedMessageException("base64 is malformed");
        }
      }
      default ->
          throw new MalformedMessageException(415, "Content-Transfer-Encoding is not supported");
    }
  }
}
