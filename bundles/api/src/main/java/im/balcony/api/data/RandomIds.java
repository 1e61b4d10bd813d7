package im.balcony.api.data;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Identifiers that nobody can guess (RFC 4975 §14.1), from the platform's secure generator. For
 * whoever starts the pure parts and hands them their {@link Ids}. May be called by any thread.
 */
public final class RandomIds implements Ids {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Of six random bits, which are no character in two cases of 64. */
  private static final int SIX_BITS = 0x3f;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String token(int characters) {
    var out = new byte[characters];
    // Asking the generator costs more than what it gives: once for all, and some in reserve.
    var octets = new byte[characters + characters / Byte.SIZE + 1];
    var size = 0;
    while (size < characters) {
      random.nextBytes(octets);
      for (var i = 0; i < octets.length && size < characters; i++) {
        var drawn = octets[i] & SIX_BITS;
        if (drawn < ALPHABET.length()) {
          out[size++] = (byte) ALPHABET.charAt(drawn);
        }
      }
    }
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  @Override
  public long below(long bound) {
    return random.nextLong(bound);
  }
}
