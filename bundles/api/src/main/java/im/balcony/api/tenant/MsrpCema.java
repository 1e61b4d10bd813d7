package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/**
 * Whether media anchors between us and the peers may say in the m-line where MSRP is connected to
 * ({@code msrp.cema}; RFC 6714).
 */
public enum MsrpCema implements Word {
  /** They may: our descriptions say so, and the peers' are read so. */
  YES("yes"),
  /** The path alone says it (RFC 4975 §8.1). */
  NO("no");

  private final String word;

  MsrpCema(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
