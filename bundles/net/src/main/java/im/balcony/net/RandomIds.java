package im.balcony.net;

import im.balcony.api.data.Ids;
import java.security.SecureRandom;

/** Identifiers nobody can guess (RFC 4975 §14.1). May be called by any thread. */
final class RandomIds implements Ids {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final SecureRandom random = new SecureRandom();

  @Override
  public String token(int characters) {
    var out = new char[characters];
    for (var i = 0; i < characters; i++) {
      out[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new String(out);
  }

  @Override
  public long below(long bound) {
    return random.nextLong(bound);
  }
}
