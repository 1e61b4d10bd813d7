package im.balcony.api.sip;

import im.balcony.api.message.Failure;

/**
 * A request cannot be made ready: an address that SIP cannot write, or a next hop that cannot be
 * used. The request as such may be as good as any other, so the failure says which of the two.
 */
public final class UnsendableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /** Because of {@code failure}, whose text is in the gateway's own words. */
  public UnsendableException(Failure failure) {
    super(failure.text().orElse(""));
    this.failure = failure;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }
}
