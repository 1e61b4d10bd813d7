package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** Whether the component link of a tenant goes by TLS ({@code xmpp.tls}; RFC 7590 §3.1). */
public enum XmppTls implements Word {
  /** It does not: a tunnel, or the loopback interface, has to protect it. */
  OFF("off"),
  /** From the first octet on; nothing is said in the clear, and nothing to another. */
  REQUIRED("required");

  private final String word;

  XmppTls(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
