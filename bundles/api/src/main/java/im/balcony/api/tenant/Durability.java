package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** What the accepted messages of a tenant survive ({@code durability}). */
public enum Durability implements Word {
  /** Nothing: texts are not kept. */
  NONE("none"),
  /** The end of the process. */
  PROCESS("process"),
  /** A loss of power. */
  POWER("power");

  private final String word;

  Durability(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether texts are kept. */
  public boolean keepsTexts() {
    return this != NONE;
  }

  /** Whether a batch has to be on the disk before anything leaves. */
  public boolean forced() {
    return this == POWER;
  }
}
