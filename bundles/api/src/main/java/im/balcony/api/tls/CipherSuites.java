package im.balcony.api.tls;

import im.balcony.api.data.Word;

/** Which cipher suites are spoken ({@code cipher-suites} of an identity). */
public enum CipherSuites implements Word {
  /**
   * Those of authenticated encryption whose traffic stays secret when the key is known later (RFC
   * 9325 §4.1, §4.2).
   */
  MODERN("modern") {
    @Override
    boolean allow(String suite) {
      var secretLater = !suite.contains("_WITH_") || suite.contains("DHE_");
      return secretLater
          && (suite.contains("_GCM_") || suite.contains("_CCM") || suite.contains("_POLY1305_"));
    }
  },

  /**
   * All that the JVM speaks, {@code TLS_RSA_WITH_AES_128_CBC_SHA} among them, with which RFC 4975
   * §14.2 lets MSRP endpoints make do.
   */
  COMPATIBLE("compatible") {
    @Override
    boolean allow(String suite) {
      return true;
    }
  };

  private final String word;

  CipherSuites(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether a suite may be spoken, by its name of RFC 8446 §B.4 or its predecessors. */
  abstract boolean allow(String suite);
}
