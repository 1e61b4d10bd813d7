package im.balcony.sip.tls;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.tls.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5922 §7.1 and §7.2, row by row. */
class PeerNameTest {

  @TempDir static Path folder;
  private static Authority authority;
  private static final Map<String, X509Certificate> MADE = new HashMap<>();

  @BeforeAll
  static void make() throws IOException {
    authority = new Authority(folder.resolve("authority"));
  }

  private static X509Certificate certificate(String common, String names)
      throws IOException, GeneralSecurityException {
    var key = common + " " + names;
    if (!MADE.containsKey(key)) {
      var options = new ArrayList<>(List.of("-dname", "CN=" + common));
      if (!names.equals("none")) {
        options.addAll(List.of("-ext", "san=" + names));
      }
      var issued = authority.issue("c" + MADE.size(), options.toArray(String[]::new));
      try (var in = Files.newInputStream(issued.certificate())) {
        MADE.put(
            key, (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    return MADE.get(key);
  }

  @ParameterizedTest
  @CsvSource({
    "x, 'uri:sip:example.net', example.net, true",
    "x, 'uri:sip:example.net', EXAMPLE.NET, true",
    "x, 'uri:sip:example.net', sip.example.net, false",
    "x, 'uri:sip:example.net', example.org, false",
    "x, 'uri:SIP:Example.NET', example.net, true",
    // A user's certificate is none of a domain; another scheme is none of SIP.
    "x, 'uri:sip:romeo@example.net', example.net, false",
    "x, 'uri:im:example.net', example.net, false",
    // A SIP URI decides, whatever DNS names stand beside it.
    "x, 'uri:sip:example.net,dns:proxy.example.net', proxy.example.net, false",
    "x, 'uri:sip:example.net,dns:proxy.example.net', example.net, true",
    "x, 'uri:im:example.net,dns:proxy.example.net', proxy.example.net, true",
    "x, 'dns:proxy.example.net', proxy.example.net, true",
    "x, 'dns:proxy.example.net', example.net, false",
    // No wildcards.
    "x, 'dns:*.example.net', sip.example.net, false",
    "x, 'dns:*.example.net', example.net, false",
    // The common name counts where there is nothing else at all.
    "example.net, none, example.net, true",
    "example.net, none, sip.example.net, false",
    "*.example.net, none, sip.example.net, false",
    "example.net, 'dns:other.example', example.net, false",
    "example.net, 'email:romeo@example.net', example.net, false",
    // Where an address was configured, an address has to be there.
    "x, 'ip:192.0.2.1', 192.0.2.1, true",
    "x, 'ip:192.0.2.1', 192.0.2.2, false",
    "x, 'ip:2001:db8::1', 2001:DB8:0::1, true",
    "x, 'dns:example.net', 192.0.2.1, false",
  })
  @Requirement("SEC-10")
  void aNameIsEqualAsAWhole(String common, String names, String host, boolean matches)
      throws Exception {
    assertThat(PeerName.matches(certificate(common, names), host)).isEqualTo(matches);
  }
}
