package im.balcony.xmpp;

/**
 * Octet by octet: strict UTF-8 (RFC 3629 §3: no overlong forms, no surrogates, nothing above
 * U+10FFFF), and only characters that XML 1.0 §2.2 allows.
 */
final class Characters {

  private static final int[] LEAST = {0, 0x80, 0x800, 0x10000};

  private int missing;
  private int least;
  private int codePoint;

  /** Whether {@code codePoint} is a Char of XML 1.0 §2.2. */
  static boolean allowed(int codePoint) {
    if (codePoint < 0x20) {
      return codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
    }
    return codePoint < 0xD800
        || (codePoint > 0xDFFF && codePoint < 0xFFFE)
        || (codePoint > 0xFFFF && codePoint <= 0x10FFFF);
  }

  /** Whether a character is begun and not ended. */
  boolean isInside() {
    return missing > 0;
  }

  /** The stream error that {@code octet} causes, or the empty string. */
  String next(int octet) {
    if (missing > 0) {
      return continued(octet);
    }
    if (octet < 0x80) {
      return allowed(octet) ? "" : "not-well-formed";
    }
    if (octet >= 0xC2 && octet <= 0xF4) {
      missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
      least = LEAST[missing];
      codePoint = octet & (0x3F >> missing);
      return "";
    }
    return "unsupported-encoding";
  }

  private String continued(int octet) {
    if ((octet & 0xC0) != 0x80) {
      return "unsupported-encoding";
    }
    codePoint = (codePoint << 6) | (octet & 0x3F);
    if (--missing > 0) {
      return "";
    }
    if (codePoint < least || codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint < 0xE000)) {
      return "unsupported-encoding";
    }
    return allowed(codePoint) ? "" : "not-well-formed";
  }

  /** This state as one number, for {@link #resume}. */
  long state() {
    return ((long) missing << 32) | ((long) codePoint << 2) | leastIndex();
  }

  private int leastIndex() {
    for (var i = 0; i < LEAST.length; i++) {
      if (LEAST[i] == least) {
        return i;
      }
    }
    return 0;
  }

  /** Goes on from a {@link #state}. */
  void resume(long state) {
    missing = (int) (state >> 32) & 3;
    codePoint = ((int) state) >> 2;
    least = LEAST[(int) state & 3];
  }
}
