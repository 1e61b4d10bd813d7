package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;

/**
 * The thread for which a Call-ID was made.
 *
 * @param facts how it is written
 */
record CorrelationPair(Facts facts) {

  private static final String THREAD = "thread";

  static CorrelationPair of(String thread) {
    return new CorrelationPair(Facts.NONE.with(THREAD, thread));
  }

  String thread() {
    return facts.text(THREAD, "");
  }
}
