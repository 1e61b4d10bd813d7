package im.balcony.sip.tls;

import im.balcony.api.tls.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Whether a certificate is that of a SIP domain (RFC 5922 §7.1, §7.2): a SIP URI without user
 * decides, else a DNS name, and the common name only where there is no subjectAltName at all. Names
 * are equal as a whole; a wildcard is no name.
 */
final class PeerName {

  /** RFC 3261 §25.1: host and port of a URI without user; what is behind them is ignored. */
  private static final Pattern SIP =
      Pattern.compile(
          "sip:(\\[[^\\]]*\\]|[^@:;?\\[]+)(?::[0-9]+)?(?:[;?][^@]*)?", Pattern.CASE_INSENSITIVE);

  /** Kept of a certificate; RFC 5922 sets no bound, so this one is ours. */
  private static final int MOST_DOMAINS = 100;

  private PeerName() {}

  /**
   * Whether the certificate is that of a host.
   *
   * @param host a domain or a numeric address, IPv6 without brackets
   */
  static boolean matches(X509Certificate certificate, String host) {
    var names = CertificateNames.of(certificate);
    if (names.present() && CertificateNames.isNumeric(host)) {
      // RFC 5922 names domains only; an address is compared as RFC 6125 §1.7.2 leaves it to us.
      return names.holdAddress(host);
    }
    return identities(certificate, names).stream()
        .anyMatch(name -> CertificateNames.isSame(name, host));
  }

  /** The domains that a certificate names, in lower case and without a dot at the end. */
  static List<String> domains(X509Certificate certificate) {
    return identities(certificate, CertificateNames.of(certificate)).stream()
        .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
        .limit(MOST_DOMAINS)
        .toList();
  }

  private static List<String> identities(X509Certificate certificate, CertificateNames names) {
    if (!names.present()) {
      return common(certificate).stream().toList();
    }
    var domains = names.uris().stream().map(PeerName::domain).flatMap(Optional::stream).toList();
    return domains.isEmpty() ? names.domains() : domains;
  }

  private static Optional<String> domain(String uri) {
    var sip = SIP.matcher(uri);
    return sip.matches() ? Optional.of(sip.group(1)) : Optional.empty();
  }

  private static Optional<String> common(X509Certificate certificate) {
    try {
      for (var rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN") && rdn.getValue() instanceof String name) {
          return Optional.of(name);
        }
      }
    } catch (InvalidNameException e) {
      // As if it had none.
    }
    return Optional.empty();
  }
}
