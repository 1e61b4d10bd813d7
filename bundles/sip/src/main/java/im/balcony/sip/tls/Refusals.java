package im.balcony.sip.tls;

import im.balcony.api.tls.TlsFaults;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no TLS with a peer, in words for operators; what the JDK throws is for developers.
 */
final class Refusals {

  /** A refusal of ours, or one of the JDK in our words. */
  private static final class RefusedException extends SSLException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason, @Nullable Throwable cause) {
      super(reason, cause);
    }
  }

  private Refusals() {}

  /** A refusal of ours. */
  static SSLException of(String reason) {
    return new RefusedException(reason, null);
  }

  /** The same with its reason in our words. */
  static SSLException named(SSLException e) {
    return e instanceof RefusedException ? e : new RefusedException(TlsFaults.words(e), e);
  }
}
