package im.balcony.api.address;

/**
 * An address that cannot be read or has no legal form. Carries no stack trace: it is the peer's
 * mistake.
 */
public final class AddressException extends Exception {

  /** With a reason that does not repeat the address. */
  public AddressException(String reason) {
    super(reason, null, false, false);
  }
}
