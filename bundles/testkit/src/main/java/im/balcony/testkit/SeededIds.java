package im.balcony.testkit;

import im.balcony.api.data.Ids;
import java.util.Random;

/** Identifiers that repeat themselves for the same seed. */
public final class SeededIds implements Ids {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Random random;

  /** Starts the sequence of {@code seed}. */
  public SeededIds(long seed) {
    random = new Random(seed);
  }

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
