package im.balcony.players;

import im.balcony.api.tls.Fingerprint;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Certificates for the gateway and for Romeo's phone, which then speak nothing but TLS with each
 * other.
 *
 * @param authority who vouches for both
 * @param romeo the certificate of the phone
 */
public record Secrecy(Authority authority, Issued romeo) {

  private static final String HOST = "localhost";
  private static final String NAMED = "san=dns:" + HOST + ",ip:127.0.0.1";

  /** Makes the certificates, and gives the gateway its own before it is started. */
  public static Secrecy of(Appliance appliance, Path folder) throws IOException {
    var authority = new Authority(folder);
    appliance.secure(authority.issue("gateway", "-ext", NAMED), authority.certificate());
    return new Secrecy(authority, authority.issue("romeo", "-ext", NAMED));
  }

  private SSLContext context() {
    return romeo.context(authority.certificate());
  }

  /** A phone whose SIP and MSRP go by TLS. */
  public Phone phone(
      String user, String domain, InetSocketAddress gateway, Ladder ladder, Violations violations)
      throws IOException {
    var phone = Phone.overTls(user, domain, gateway, context(), ladder, violations);
    phone.secrecy = Optional.of(terms());
    return phone;
  }

  /** How others speak TLS with that certificate. */
  public Phone.Secrecy terms() {
    var print = Fingerprint.of(Fingerprint.Hash.SHA_256, romeo.own()).text();
    return new Phone.Secrecy(context(), HOST, List.of(print));
  }

  /** What the tenant of such a phone, which is heard at that port, says of it. */
  public Map<String, String> tenant(int port) {
    return Map.of(
        "sip.next-hop",
        "sip:" + HOST + ":" + port + ";transport=tls;lr",
        "sip.trusted-names",
        HOST,
        "msrp.tls",
        "required");
  }
}
