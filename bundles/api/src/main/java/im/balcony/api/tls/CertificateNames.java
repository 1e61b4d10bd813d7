package im.balcony.api.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names in the subjectAltName of a certificate (RFC 5280 §4.2.1.6), by kind.
 *
 * @param present whether there is a subjectAltName at all
 * @param domains the DNS names
 * @param uris the URIs
 * @param addresses the numeric addresses
 * @param services the services at a domain, {@code _service.domain} (RFC 4985 §2)
 * @param jids the XMPP addresses (RFC 6120 §13.7.1.4)
 */
public record CertificateNames(
    boolean present,
    List<String> domains,
    List<String> uris,
    List<String> addresses,
    List<String> services,
    List<String> jids) {

  /** What a certificate for an XMPP server is a certificate for (RFC 6120 §13.7.1.2). */
  private static final List<String> XMPP_SERVICES = List.of("_xmpp-server.", "_xmpp-client.");

  private static final int OTHER = 0;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");

  /** The names of a certificate; none that count where they are malformed. */
  public static CertificateNames of(X509Certificate certificate) {
    var domains = new ArrayList<String>();
    var uris = new ArrayList<String>();
    var addresses = new ArrayList<String>();
    var services = new ArrayList<String>();
    var jids = new ArrayList<String>();
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return none(false);
      }
      for (var name : names) {
        var text = String.valueOf(name.get(1));
        switch ((Integer) name.get(0)) {
          case OTHER -> {
            OtherName.service(name.get(1)).ifPresent(services::add);
            OtherName.jid(name.get(1)).ifPresent(jids::add);
          }
          case DNS -> domains.add(text);
          case URI -> uris.add(text);
          case ADDRESS -> addresses.add(text);
          default -> {
            // A name of something else.
          }
        }
      }
    } catch (CertificateParsingException e) {
      return none(true);
    }
    return new CertificateNames(true, domains, uris, addresses, services, jids);
  }

  private static CertificateNames none(boolean present) {
    return new CertificateNames(present, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Whether a host is a numeric address; IPv6 without brackets. */
  public static boolean isNumeric(String host) {
    return NUMERIC.matcher(host).matches();
  }

  /** Whether two names are the same as a whole; a wildcard is no name. */
  public static boolean isSame(String name, String host) {
    return name.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
  }

  /** Whether a numeric address is one of them. */
  public boolean holdAddress(String host) {
    return addresses.stream().anyMatch(address -> isSameAddress(address, host));
  }

  /**
   * Whether they name a host: a domain as a DNS name, a numeric address as an address (RFC 4975
   * §5.4).
   *
   * @param host IPv6 without brackets
   */
  public boolean hold(String host) {
    return isNumeric(host)
        ? holdAddress(host)
        : domains.stream().anyMatch(name -> isSame(name, host));
  }

  /**
   * Whether they name the XMPP server of a domain: as a DNS name, of which the left-most label may
   * be a wildcard, as a service of the domain, or as an XMPP address (RFC 6120 §13.7.1.2). The
   * common name never counts (RFC 6125 §6.4.4). A numeric address has to be there as an address.
   *
   * @param domain IPv6 without brackets
   */
  public boolean holdXmpp(String domain) {
    if (isNumeric(domain)) {
      return holdAddress(domain);
    }
    var wanted = ascii(domain);
    return domains.stream().anyMatch(name -> isSame(name, wanted) || isWildcardOf(name, wanted))
        || XMPP_SERVICES.stream()
            .anyMatch(service -> services.stream().anyMatch(s -> isSame(s, service + wanted)))
        || jids.stream().anyMatch(jid -> isSame(ascii(jid), wanted));
  }

  /** A wildcard stands for one label, whole and the left-most (RFC 6125 §6.4.3). */
  private static boolean isWildcardOf(String name, String domain) {
    var dot = domain.indexOf('.');
    // Of a name with one dot the rest would be a top-level domain.
    return name.startsWith("*.")
        && name.indexOf('.', 2) > 0
        && dot > 0
        && isSame(name.substring(1), domain.substring(dot));
  }

  /** As certificates have names in other letters; as it is if it cannot be written so. */
  private static String ascii(String domain) {
    try {
      return IDN.toASCII(domain);
    } catch (IllegalArgumentException e) {
      return domain;
    }
  }

  /** Both are numeric, so nothing is looked up. */
  private static boolean isSameAddress(String name, String host) {
    try {
      return InetAddress.getByName(name).equals(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
