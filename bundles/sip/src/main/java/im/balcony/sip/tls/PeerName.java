package im.balcony.sip.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
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

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  /** RFC 3261 §25.1: host and port of a URI without user; what is behind them is ignored. */
  private static final Pattern SIP =
      Pattern.compile(
          "sip:(\\[[^\\]]*\\]|[^@:;?\\[]+)(?::[0-9]+)?(?:[;?][^@]*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");

  private PeerName() {}

  /**
   * Whether the certificate is that of a host.
   *
   * @param host a domain or a numeric address, IPv6 without brackets
   */
  static boolean matches(X509Certificate certificate, String host) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return common(certificate).filter(name -> isSame(name, host)).isPresent();
      }
      if (NUMERIC.matcher(host).matches()) {
        // RFC 5922 names domains only; an address is compared as RFC 6125 §1.7.2 leaves it to us.
        return of(names, ADDRESS).stream().anyMatch(name -> isSameAddress(name, host));
      }
      var domains =
          of(names, URI).stream().map(PeerName::domain).flatMap(Optional::stream).toList();
      return (domains.isEmpty() ? of(names, DNS) : domains)
          .stream().anyMatch(name -> isSame(name, host));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static List<String> of(Collection<List<?>> names, int type) {
    var found = new ArrayList<String>();
    for (var name : names) {
      if (Integer.valueOf(type).equals(name.get(0))) {
        found.add(String.valueOf(name.get(1)));
      }
    }
    return found;
  }

  private static Optional<String> domain(String uri) {
    var sip = SIP.matcher(uri);
    return sip.matches() ? Optional.of(sip.group(1)) : Optional.empty();
  }

  private static boolean isSame(String name, String host) {
    return name.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
  }

  /** Both are numeric, so nothing is looked up. */
  private static boolean isSameAddress(String name, String host) {
    try {
      return InetAddress.getByName(name).equals(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
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
