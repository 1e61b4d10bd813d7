package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/**
 * Whether peers can connect to the MSRP address in our descriptions ({@code msrp.reachable}; RFC
 * 6135 §4.2.2).
 */
public enum MsrpReachable implements Word {
  /** They can: who connects is settled with each peer. */
  YES("yes"),
  /** They cannot, as behind a NAT: we make every connection, or there is none. */
  NO("no");

  private final String word;

  MsrpReachable(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
