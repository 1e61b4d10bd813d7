package im.balcony.sip.tls;

import im.balcony.api.data.Masked;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no TLS with a peer, in words for operators; what the JDK throws is for developers.
 */
final class Refusals {

  private static final int DEPTH = 10;

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
    if (e instanceof RefusedException) {
      return e;
    }
    Throwable cause = e;
    for (var i = 0; i < DEPTH && cause != null; i++) {
      var reason = reason(cause);
      if (!reason.isEmpty()) {
        return new RefusedException(reason, e);
      }
      cause = cause.getCause();
    }
    return new RefusedException("TLS failed: " + Masked.line(String.valueOf(e.getMessage())), e);
  }

  /** Signed by who only calls himself like one who is trusted. */
  private static boolean isForged(Throwable cause) {
    return cause instanceof CertPathValidatorException invalid
        && invalid.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE;
  }

  private static String reason(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "the peer's certificate has expired";
    } else if (cause instanceof CertificateNotYetValidException) {
      return "the peer's certificate is not valid yet";
    } else if (cause instanceof CertPathBuilderException || isForged(cause)) {
      return "the peer's certificate comes from nobody who is trusted";
    }
    var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("key usage")) {
      return "the peer's certificate is not meant for this use";
    } else if (text.contains("empty client certificate") || text.contains("bad_certificate_req")) {
      return "the peer shows no certificate";
    } else if (text.contains("protocol_version")
        || text.contains("protocol tls")
        || text.contains("protocol ssl")
        || text.contains("no appropriate protocol")) {
      return "the peer speaks nothing newer than TLS 1.1";
    }
    return text.startsWith("received fatal alert")
        ? "the peer refused TLS: " + Masked.line(text)
        : "";
  }
}
