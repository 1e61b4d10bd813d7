package im.balcony.api.store;

import java.io.IOException;

/**
 * Another owner has the tenant: nothing of the batch is kept, and nothing else that is committed by
 * this epoch will be. What becomes of the tenant's messages is told by the other.
 */
public final class FencedException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Another owner has {@code tenant}. */
  public FencedException(String tenant) {
    super("another owner has tenant " + tenant);
  }
}
