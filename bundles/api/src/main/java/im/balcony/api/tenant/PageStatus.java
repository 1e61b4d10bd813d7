package im.balcony.api.tenant;

import im.balcony.api.data.Word;

/** What accepts a MESSAGE of a tenant, and when ({@code page.status}; RFC 3428 §7). */
public enum PageStatus implements Word {
  /** 202 as soon as it is committed. */
  ACCEPTED(202),
  /** 200 once the XMPP server has it. */
  OK(200);

  private final int code;

  PageStatus(int code) {
    this.code = code;
  }

  /** The status code. */
  public int code() {
    return code;
  }

  @Override
  public String word() {
    return Integer.toString(code);
  }
}
