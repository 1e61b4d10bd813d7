package im.balcony.mapping.sdp;

import im.balcony.api.mapping.Context;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tls.Fingerprint;
import java.util.List;
import java.util.Optional;

/**
 * Which streams may be carried, of those with TLS and those without (RFC 4975 §8.1), and what binds
 * a certificate to a description (RFC 8122).
 *
 * @param plain whether streams without TLS may be
 * @param secure whether streams with TLS may be
 * @param speaksTls whether we can connect by TLS
 * @param weakest the weakest hash of a fingerprint that counts
 */
record SdpSecrecy(boolean plain, boolean secure, boolean speaksTls, Fingerprint.Hash weakest) {

  static final String PLAIN = "TCP/MSRP";
  static final String TLS = "TCP/TLS/MSRP";
  private static final String FINGERPRINT = "fingerprint";

  /** RFC 8122 sets no bound to the fingerprints of a stream, so this one is ours. */
  private static final int MOST_FINGERPRINTS = 16;

  /** What a new session may be. */
  static SdpSecrecy of(Context context) {
    var policy = context.tenant().policy();
    var tls = policy.msrpTls() != MsrpTls.OFF && context.gateway().msrpTls().isPresent();
    return new SdpSecrecy(policy.msrpTls() != MsrpTls.REQUIRED, tls, tls, policy.msrpFingerprint());
  }

  /** What a session may go on as, or an offer be answered as: what our own path says. */
  SdpSecrecy as(MsrpUri path) {
    return new SdpSecrecy(!path.secure(), path.secure(), speaksTls, weakest);
  }

  static boolean isTls(String protocol) {
    return protocol.equalsIgnoreCase(TLS);
  }

  /** Whether an m-line that may be carried is one of TLS. */
  boolean isSecure(String protocol) throws UnusableException {
    var tls = isTls(protocol);
    if (tls ? secure : plain && protocol.equalsIgnoreCase(PLAIN)) {
      return tls;
    }
    throw new UnusableException("Transport " + protocol + " is not supported");
  }

  /**
   * The fingerprints that count. What is made with other hashes is skipped; if nothing is left, the
   * peer cannot be recognised (RFC 8122 §5).
   */
  List<Fingerprint> fingerprints(MediaLine line) throws UnusableException {
    var named =
        line.attributes().stream()
            .filter(a -> a.name().equalsIgnoreCase(FINGERPRINT))
            .map(Attribute::value)
            .toList();
    var count =
        named.stream()
            .flatMap(value -> Fingerprint.parse(value).stream())
            .filter(f -> f.hash().isAtLeast(weakest))
            .limit(MOST_FINGERPRINTS)
            .toList();
    if (!named.isEmpty() && count.isEmpty()) {
      throw new UnusableException("None of the fingerprints is supported");
    }
    return count;
  }

  /** What says in our own descriptions which certificate we show. */
  static Optional<Attribute> own(MsrpUri path, Context context) {
    return context
        .gateway()
        .msrpTls()
        .filter(tls -> path.secure())
        .map(tls -> new Attribute(FINGERPRINT, tls.fingerprint().text()));
  }
}
