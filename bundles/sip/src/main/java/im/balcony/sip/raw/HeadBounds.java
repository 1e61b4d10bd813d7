package im.balcony.sip.raw;

/**
 * Bounds of a head, each with its refusal. They are looked at before a grammar reads anything, so
 * that a message costs no more than its octets do, whatever it is made of.
 */
public final class HeadBounds {

  /** Octets of start line and fields; more are refused with 513. */
  public static final int HEAD = 32_768;

  /** Characters of one field or start line; more are refused with 400. */
  static final int FIELD = 16_384;

  /** Characters of a Request-URI; more are refused with 414. */
  public static final int URI = 8_192;

  /** Fields in a message, of which the longest of RFC 4475 has some forty; more get 400. */
  public static final int FIELDS = 256;

  /** Values in one list field, Max-Forwards keeps Via far below; more are refused with 400. */
  public static final int VALUES = 300;

  /**
   * Semicolons in one value or URI, and so parameters; more are refused with 400. JAIN-SIP reads
   * all that follows anew for each one.
   */
  static final int PARAMETERS = 128;

  /** Characters of a boundary (RFC 2046 §5.1.1); more are refused with 400. */
  public static final int BOUNDARY = 70;

  private HeadBounds() {}

  /** Refuses a value with too many parameters. */
  public static void check(String name, String value) throws MalformedMessageException {
    var semicolons = 0;
    for (var i = 0; i < value.length(); i++) {
      semicolons += value.charAt(i) == ';' ? 1 : 0;
    }
    if (semicolons > PARAMETERS) {
      throw new MalformedMessageException(name + " has too many parameters");
    }
  }
}
