package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** What becomes of a text that is too long for one MESSAGE ({@code page.oversize}). */
public enum PageOversize implements Word {
  /** It goes in several. */
  SPLIT("split"),
  /** Its sender hears that it is too long. */
  REJECT("reject"),
  /** It goes through a session. */
  UPGRADE("upgrade");

  private final String word;

  PageOversize(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
