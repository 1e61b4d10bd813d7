package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/**
 * What a tenant does about notifications of single messages ({@code imdn}; RFC 5438). One that
 * comes is never shown as a text, whatever is said here.
 */
public enum Notifications implements Word {
  /** They are neither sent nor asked for. */
  NEVER("never"),
  /** A SIP user who asks gets them, as far as the XMPP user's client says something. */
  ACCEPT("accept"),
  /** Beside that the SIP user is asked for them where the XMPP user wants a receipt or a marker. */
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
