package im.balcony.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The other side of a digest, by RFC 7616 §3.4 alone: it shares nothing with the edge. */
final class Gatekeeper {

  private final String realm;
  private final String user;
  private final String password;

  Gatekeeper(String realm, String user, String password) {
    this.realm = realm;
    this.user = user;
    this.password = password;
  }

  /** A challenge, without the name of its header field. */
  String challenge(String nonce, String algorithm, String more) {
    return "Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s"
        .formatted(realm, nonce, algorithm, more);
  }

  /** Whether the credentials in this header field of a request are those of the user. */
  boolean admits(Seen request, String header, String nonce, String hash, int count) {
    var given = request.header(header);
    var uri = request.start().split(" ")[1];
    var nc = "%08x".formatted(count);
    var secret = hex(hash, user + ":" + realm + ":" + password);
    var wanted =
        hex(
            hash,
            String.join(
                ":",
                secret,
                nonce,
                nc,
                field(given, "cnonce"),
                "auth",
                hex(hash, request.method() + ":" + uri)));
    return given.startsWith("Digest ")
        && field(given, "username").equals(user)
        && field(given, "realm").equals(realm)
        && field(given, "nonce").equals(nonce)
        && field(given, "uri").equals(uri)
        && field(given, "qop").equals("auth")
        && field(given, "nc").equals(nc)
        && field(given, "response").equals(wanted);
  }

  /** A field of credentials, without its quotes; empty if it is not there. */
  static String field(String credentials, String name) {
    for (var part : credentials.replaceFirst("^Digest ", "").split(", ")) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1).replace("\"", "");
      }
    }
    return "";
  }

  private static String hex(String hash, String text) {
    try {
      var octets = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(octets));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
