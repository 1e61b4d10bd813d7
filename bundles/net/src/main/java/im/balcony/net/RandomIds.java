package im.balcony.net;

import im.balcony.api.data.Ids;
import java.security.SecureRandom;

/** Identifiers nobody can guess (RFC 4975 §14.1). May be called by any thread. */
final class RandomIds implements Ids {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Values of an octet that are used: of the others some characters would have one more. */
  private static final int FAIR = 256 - 256 % ALPHABET.length();

  private final SecureRandom random = new SecureRandom();

  @Override
  public String token(int characters) {
    var token = new char[characters];
    var octets = new byte[characters];
    var filled = 0;
    while (filled < characters) {
      random.nextBytes(octets);
      for (var i = 0; i < characters && filled < characters; i++) {
        var value = octets[i] & 0xff;
        if (value < FAIR) {
          token[filled++] = ALPHABET.charAt(value % ALPHABET.length());
        }
      }
    }
    return new String(token);
  }

  @Override
  public long below(long bound) {
    return random.nextLong(bound);
  }
}
