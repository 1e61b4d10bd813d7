package im.balcony.net.tls;

/** A key of a configuration, or the file that it names, cannot be used. Holds no secret. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param key the key of the configuration
   * @param shown its value as it may be shown
   * @param why what is wrong with it, or what would be right
   */
  RefusedException(String key, String shown, String why) {
    super(key + " = " + (shown.isEmpty() ? "the empty value" : shown) + " is refused: " + why);
  }
}
