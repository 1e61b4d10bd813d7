package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/**
 * What a tenant does about notifications of single messages ({@code imdn}; RFC 5438). One that
 * comes is never shown as a text, whatever is said here.
 */
public enum Notifications implements Word {
  /** They are not asked for. */
  NEVER("never"),
  /** The SIP user is asked for them where the XMPP user wants a receipt or a marker. */
  REQUEST("request");

  private final String word;

  Notifications(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
