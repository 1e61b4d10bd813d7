package im.balcony.sip.raw;

/**
 * The peer's message is not as the protocol wants it; carries the answer. Without a stack trace,
 * for it is an everyday result, not a fault of ours.
 */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** A message that is to be refused with 400. */
  public MalformedMessageException(String reason) {
    this(400, reason);
  }

  /** A message that is to be refused with this status; the reason is fit for the status line. */
  public MalformedMessageException(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  /** The status of the answer. */
  public int status() {
    return status;
  }

  /** The reason, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
