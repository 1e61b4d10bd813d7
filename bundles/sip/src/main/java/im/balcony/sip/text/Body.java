package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the session description in a body, also inside a multipart (RFC 3261 §7.4.1). */
final class Body {

  static final String SDP = "application/sdp";
  private static final int MAX_PARTS = 32;
  private static final Pattern SPACE = Pattern.compile("\\s");

  private Body() {}

  /** The media type of a Content-Type value, in lower case, without parameters. */
  static String mediaType(String contentType) {
    var end = contentType.indexOf(';');
    var type = end < 0 ? contentType : contentType.substring(0, end);
    return SPACE.matcher(type).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** The session description, if the body is or holds one. */
  static Optional<SessionDescription> sdp(Optional<String> contentType, Octets body)
      throws Malformed {
    var type = contentType.map(Body::mediaType).orElse("");
    if (type.equals(SDP) && !body.isEmpty()) {
      return Optional.of(SdpReader.read(body.utf8()));
    }
    if (type.startsWith("multipart/") && contentType.isPresent()) {
      return inMultipart(Values.parameters(contentType.get()).getOrDefault("boundary", ""), body);
    }
    return Optional.empty();
  }

  private static Optional<SessionDescription> inMultipart(String boundary, Octets body)
      throws Malformed {
    if (boundary.isEmpty() || boundary.length() > HeadBounds.BOUNDARY) {
      throw new Malformed("multipart without a usable boundary");
    }
    // Octet for octet, so that binary parts do no harm.
    var text = "\r\n" + new String(body.toArray(), StandardCharsets.ISO_8859_1);
    var parts = text.split(Pattern.quote("\r\n--" + boundary), MAX_PARTS);
    for (var i = 1; i < parts.length; i++) {
      var found = part(parts[i]);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<SessionDescription> part(String part) throws Malformed {
    var headEnd = part.indexOf("\r\n\r\n");
    if (part.startsWith("--") || headEnd < 0) {
      return Optional.empty();
    }
    for (var line : part.substring(0, headEnd).replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
      var colon = line.indexOf(':');
      var name = colon < 0 ? "" : line.substring(0, colon).strip();
      if ((name.equalsIgnoreCase("Content-Type") || name.equalsIgnoreCase("c"))
          && mediaType(line.substring(colon + 1)).equals(SDP)) {
        // Lengths inside parts are not looked at (errata 3190 to RFC 5547).
        var octets = part.substring(headEnd + 4).getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(SdpReader.read(new String(octets, StandardCharsets.UTF_8)));
      }
    }
    return Optional.empty();
  }
}
