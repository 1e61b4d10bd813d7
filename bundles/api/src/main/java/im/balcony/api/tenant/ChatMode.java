package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** How a chat of a tenant begins ({@code chat.mode}). */
public enum ChatMode implements Word {
  /** With an MSRP session (RFC 7573). */
  MSRP("msrp"),
  /** With page messages (RFC 7572). */
  PAGE("page");

  private final String word;

  ChatMode(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
