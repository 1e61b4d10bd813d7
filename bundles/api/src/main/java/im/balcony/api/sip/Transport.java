package im.balcony.api.sip;

import im.balcony.api.data.Word;
import java.util.Locale;
import java.util.Optional;

/**
 * What carries SIP between two hops (RFC 3261 §18, §20.42). The word is that of Via, as it is
 * stored with a request; URIs write it in lower case.
 */
public enum Transport implements Word {
  UDP("UDP", false, false),
  TCP("TCP", true, false),
  TLS("TLS", true, true);

  private final String word;
  private final boolean reliable;
  private final boolean secure;

  Transport(String word, boolean reliable, boolean secure) {
    this.word = word;
    this.reliable = reliable;
    this.secure = secure;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether nothing is lost on the way, so that nothing has to be repeated (RFC 3261 §17). */
  public boolean reliable() {
    return reliable;
  }

  /** Whether nobody on the way reads or changes it (RFC 3261 §26.2.1). */
  public boolean secure() {
    return secure;
  }

  /** The port where a URI says none (RFC 3261 §19.1.2). */
  public int usualPort() {
    return secure ? 5061 : 5060;
  }

  /** The transport that a word or a URI's parameter names, in whatever case; empty if unknown. */
  public static Optional<Transport> of(String text) {
    return Word.of(Transport.class, text.toUpperCase(Locale.ROOT));
  }

  /**
   * The transport of what was stored. What says none, or one that this version does not know, went
   * over the transport that URIs mean where they say none (RFC 3261 §19.1.2).
   */
  public static Transport stored(String text) {
    return of(text).orElse(UDP);
  }
}
