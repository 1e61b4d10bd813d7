package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import java.util.Optional;

/**
 * A message that was heard and is known again if it comes once more.
 *
 * @param facts how it is written
 */
public record CorrelationHeard(Facts facts) {

  private static final String AT = "at";
  private static final String REF = "ref";

  /** Heard at that time, in milliseconds, under this reference. */
  static CorrelationHeard of(long at, String ref) {
    return new CorrelationHeard(Facts.NONE.with(AT, at).with(REF, ref));
  }

  /** When it was heard. */
  long at() {
    return facts.number(AT, 0);
  }

  /** The reference under which it was heard. */
  Optional<String> ref() {
    return facts.text(REF);
  }
}
