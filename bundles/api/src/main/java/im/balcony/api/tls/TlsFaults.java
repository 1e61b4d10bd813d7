package im.balcony.api.tls;

import im.balcony.api.data.Masked;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no TLS with a peer: what the JDK throws, in words for operators. */
public final class TlsFaults {

  private static final int DEPTH = 10;

  private TlsFaults() {}

  /** What is said of who had to show a certificate, and shows none. */
  public static final String NO_CERTIFICATE = "the peer shows no certificate";

  /** What is said of a certificate that names others. */
  public static String notOf(String host) {
    return "the peer's certificate is not that of " + host;
  }

  /** The words for what was thrown. */
  public static String words(Throwable thrown) {
    @Nullable Throwable cause = thrown;
    for (var i = 0; i < DEPTH && cause != null; i++) {
      var reason = reason(cause);
      if (!reason.isEmpty()) {
        return reason;
      }
      cause = cause.getCause();
    }
    return "TLS failed: " + Masked.line(String.valueOf(thrown.getMessage()));
  }

  /** Signed by who only calls himself like one who is trusted, or may sign nothing. */
  private static boolean isForged(Throwable cause) {
    return cause instanceof CertPathValidatorException invalid
        && (invalid.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE
            || invalid.getReason() == PKIXReason.NOT_CA_CERT);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "the peer's certificate has expired";
    } else if (cause instanceof CertificateNotYetValidException) {
      return "the peer's certificate is not valid yet";
    } else if (cause instanceof CertPathBuilderException || isForged(cause)) {
      return "the peer's certificate comes from nobody who is trusted";
    } else if (cause instanceof IOException && !(cause instanceof SSLException)) {
      return "the connection was lost while hands were shaken";
    }
    var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("key usage")) {
      return "the peer's certificate is not meant for this use";
    } else if (text.contains("empty client certificate") || text.contains("bad_certificate_req")) {
      return NO_CERTIFICATE;
    } else if (text.contains("protocol_version")
        || text.contains("protocol tls")
        || text.contains("protocol ssl")
        || text.contains("no appropriate protocol")) {
      return "the peer speaks nothing newer than TLS 1.1";
    } else if (text.contains("not an ssl/tls record")) {
      // What it says instead stands behind that, and is nobody's business.
      return "the peer speaks no TLS";
    }
    return text.startsWith("received fatal alert")
        ? "the peer refused TLS: " + Masked.line(text)
        : "";
  }
}
