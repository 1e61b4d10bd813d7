package im.balcony.sip.body;

/** Keeps line ends out of values, so that nobody smuggles a header field into ours. */
public final class Lines {

  private Lines() {}

  /**
   * {@code text} itself.
   *
   * @throws IllegalArgumentException if it holds a CR or LF
   */
  public static String checked(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        throw new IllegalArgumentException("a value holds a line end");
      }
    }
    return text;
  }
}
