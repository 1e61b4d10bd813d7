package im.balcony.mapping.sdp;

/** Why an m-line cannot be used. Carries no stack trace. */
final class UnusableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  UnusableException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
