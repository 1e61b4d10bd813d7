package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** Which messages of a tenant are wrapped in message/cpim ({@code cpim}; RFC 3862). */
public enum CpimWrapping implements Word {
  /** Those that have something to say which only a wrapper can. */
  WHEN_NEEDED("when-needed"),
  /** All that the peer takes so. */
  ALWAYS("always");

  private final String word;

  CpimWrapping(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
