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

  /** Octets that are drawn at once: asking the generator costs more than what it gives. */
  private static final int RESERVE = 1024;

  private final SecureRandom random = new SecureRandom();

  // Under the monitor; what was given is wiped, so that no token can be read here later.
  private final byte[] drawn = new byte[RESERVE];
  private int next = RESERVE;

  @Override
  public String token(int characters) {
    var out = new byte[characters];
    fill(out);
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  private synchronized void fill(byte[] out) {
    var size = 0;
    while (size < out.length) {
      if (next == RESERVE) {
        random.nextBytes(drawn);
        next = 0;
      }
      var bits = drawn[next] & SIX_BITS;
      drawn[next++] = 0;
      if (bits < ALPHABET.length()) {
        out[size++] = (byte) ALPHABET.charAt(bits);
      }
    }
  }

  @Override
  public long below(long bound) {
    return random.nextLong(bound);
  }
}
