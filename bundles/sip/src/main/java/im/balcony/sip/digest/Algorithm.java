package im.balcony.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hash of a digest (RFC 8760 §2.2), the one to be preferred first. The first two are alike in
 * strength, but not everybody means the same by SHA-512-256.
 */
public enum Algorithm {
  /** SHA-256. */
  SHA_256("SHA-256", "SHA-256"),
  /** SHA-512/256 of FIPS 180-4. */
  SHA_512_256("SHA-512-256", "SHA-512/256"),
  /** MD5, which is what a challenge without algorithm means (RFC 3261 §22.4). */
  MD5("MD5", "MD5");

  private final String token;
  private final String name;

  Algorithm(String token, String name) {
    this.token = token;
    this.name = name;
  }

  /** As it stands in a header field. */
  public String token() {
    return token;
  }

  /** The one with this token, in whatever case; empty if it is not known. */
  public static Optional<Algorithm> of(String token) {
    for (var algorithm : values()) {
      if (algorithm.token.equalsIgnoreCase(token)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** Whether the other one is to be preferred. */
  public boolean isWeakerThan(Algorithm other) {
    return compareTo(other) > 0;
  }

  /** H(A1) of RFC 7616 §3.4.2: what both sides know of a password in a realm. */
  public String secret(String user, String realm, String password) {
    return hash(user + ':' + realm + ':' + password);
  }

  /**
   * The response with {@code qop=auth} (RFC 7616 §3.4.1).
   *
   * @param secret the {@link #secret}
   * @param count the nonce count, eight hexadecimal digits
   */
  public String response(
      String secret, String nonce, String count, String cnonce, String method, String uri) {
    return hash(String.join(":", secret, nonce, count, cnonce, "auth", hash(method + ':' + uri)));
  }

  /** The response to a challenge without qop (RFC 2617 §3.2.2.1). */
  public String response(String secret, String nonce, String method, String uri) {
    return hash(String.join(":", secret, nonce, hash(method + ':' + uri)));
  }

  /** The hash of a text in UTF-8, in lower-case hexadecimal digits. */
  private String hash(String text) {
    try {
      var hash = MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }
}
