package im.balcony.api.tls;

import im.balcony.api.data.Word;

/** Whether those who connect to us are asked for a certificate (RFC 8446 §4.3.2). */
public enum PeerCertificate implements Word {
  /** They are not asked. */
  NONE("none"),
  /** They are asked; one that is shown has to be good. */
  WANTED("wanted"),
  /** Without a good one there is no connection. */
  NEEDED("needed");

  private final String word;

  PeerCertificate(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
