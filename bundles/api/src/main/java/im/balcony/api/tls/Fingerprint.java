package im.balcony.api.tls;

import im.balcony.api.data.Word;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fingerprint of a certificate, as a session description has it (RFC 8122 §5).
 *
 * @param hash what it was made with
 * @param value its octets in upper case hexadecimal, with colons in between
 */
public record Fingerprint(Hash hash, String value) {

  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  /** RFC 8122 §5: name and value. The values in use have 64 octets at most. */
  private static final Pattern FORM =
      Pattern.compile("([0-9A-Za-z-]{1,16}) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){0,63})");

  /** The hash functions that count, the best first. MD5 and MD2 never do (RFC 8122 §5). */
  public enum Hash implements Word {
    SHA_512("sha-512", 64),
    SHA_384("sha-384", 48),
    SHA_256("sha-256", 32),
    /** Only where the configuration allows it. */
    SHA_1("sha-1", 20);

    private final String word;
    private final int length;

    Hash(String word, int length) {
      this.word = word;
      this.length = length;
    }

    @Override
    public String word() {
      return word;
    }

    /** Whether it is this one or better. */
    public boolean isAtLeast(Hash weakest) {
      return compareTo(weakest) <= 0;
    }
  }

  /**
   * The fingerprint that an attribute names.
   *
   * @param text the value of {@code a=fingerprint}
   * @return empty if it is malformed or made with a hash that does not count
   */
  public static Optional<Fingerprint> parse(String text) {
    var parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    var value = parts.group(2).toUpperCase(Locale.ROOT);
    return Word.of(Hash.class, parts.group(1).toLowerCase(Locale.ROOT))
        .filter(hash -> value.length() == 3 * hash.length - 1)
        .map(hash -> new Fingerprint(hash, value));
  }

  /** The fingerprint of a certificate. */
  public static Fingerprint of(Hash hash, X509Certificate certificate) {
    try {
      var digest = MessageDigest.getInstance(hash.word.toUpperCase(Locale.ROOT));
      return new Fingerprint(hash, HEX.formatHex(digest.digest(certificate.getEncoded())));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      // Every JVM has these, and what was read as a certificate can be written as one.
      throw new IllegalStateException(e);
    }
  }

  /** The fingerprints of a certificate, one for each hash. */
  public static List<Fingerprint> all(X509Certificate certificate) {
    return Stream.of(Hash.values()).map(hash -> of(hash, certificate)).toList();
  }

  /** The value of {@code a=fingerprint}. */
  public String text() {
    return hash.word() + " " + value;
  }
}
