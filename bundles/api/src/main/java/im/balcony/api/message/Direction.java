package im.balcony.api.message;

import im.balcony.api.data.Word;

/** Whose message it is: from which world to which. */
public enum Direction implements Word {
  XMPP_TO_SIP("xmpp-to-sip"),
  SIP_TO_XMPP("sip-to-xmpp");

  private final String word;

  Direction(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
