package im.balcony.api.tls;

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
 */
public record CertificateNames(
    boolean present, List<String> domains, List<String> uris, List<String> addresses) {

  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int ADDRESS = 7;

  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");

  /** The names of a certificate; none that count where they are malformed. */
  public static CertificateNames of(X509Certificate certificate) {
    var domains = new ArrayList<String>();
    var uris = new ArrayList<String>();
    var addresses = new ArrayList<String>();
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return new CertificateNames(false, List.of(), List.of(), List.of());
      }
      for (var name : names) {
        var text = String.valueOf(name.get(1));
        switch ((Integer) name.get(0)) {
          case DNS -> domains.add(text);
          case URI -> uris.add(text);
          case ADDRESS -> addresses.add(text);
          default -> {
            // A name of something else.
          }
        }
      }
    } catch (CertificateParsingException e) {
      return new CertificateNames(true, List.of(), List.of(), List.of());
    }
    return new CertificateNames(true, domains, uris, addresses);
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

  /** Both are numeric, so nothing is looked up. */
  private static boolean isSameAddress(String name, String host) {
    try {
      return InetAddress.getByName(name).equals(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
