package im.balcony.router;

import im.balcony.api.data.Ids;
import java.security.SecureRandom;

/** Identifiers that nobody can guess. */
public final class RandomIds implements Ids {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final SecureRandom random = new SecureRandom();

  @Override
  public String token(int characters) {
    var out = new StringBuilder(characters);
    for (var i = 0; i < characters; i++) {
      out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return out.toString();
  }

  @Override
  public long below(long bound) {
    return random.nextLong(bound);
  }
}
