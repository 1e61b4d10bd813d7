package im.balcony.api.data;

/**
 * Where identifiers and randomness come from; an argument everywhere, so that pure code stays pure
 * and tests repeat themselves.
 */
public interface Ids {

  /**
   * A new random identifier of {@code characters} characters out of {@code 0-9A-Za-z} (5.95 bits
   * each).
   */
  String token(int characters);

  /** A random number from 0 (inclusive) to {@code bound} (exclusive). */
  long below(long bound);
}
