package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/**
 * Which MSRP sessions of a tenant go by TLS ({@code msrp.tls}; RFC 4975 §5.4). None is ever changed
 * from TLS to none.
 */
public enum MsrpTls implements Word {
  /** None: offers of TLS are refused. */
  OFF("off"),
  /** Those for which the peer offers it. Our own offers are without. */
  ACCEPTED("accepted"),
  /** Our own, too; peers may offer sessions without. */
  OFFERED("offered"),
  /** All: offers without TLS are refused. */
  REQUIRED("required");

  private final String word;

  MsrpTls(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether our own offers are of TLS. */
  public boolean offers() {
    return this == OFFERED || this == REQUIRED;
  }
}
