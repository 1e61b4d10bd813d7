package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** What becomes of a MESSAGE that is HTML and nothing else ({@code page.html}). */
public enum PageHtml implements Word {
  /** It is refused with 415. */
  REFUSE("refuse"),
  /** It becomes text and sanitised XHTML-IM. */
  CONVERT("convert");

  private final String word;

  PageHtml(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
