package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenants;
import im.balcony.players.Ports;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ports for TLS as strangers find them: suites, names that are asked for, certificates shown.
 */
class TlsPortTest {

  private static final String MUST_OF_MSRP = "TLS_RSA_WITH_AES_128_CBC_SHA";

  @TempDir static Path folder;
  private static Authority authority;
  private static Issued verona;
  private static Issued mantua;
  private static Issued proxy;
  private static Scene scene;
  private static int sip;
  private static int msrp;
  private static int count;

  @BeforeAll
  static void open() throws Exception {
    authority = new Authority(folder.resolve("authority"));
    verona = authority.issue("verona", "-keyalg", "RSA", "-ext", "san=dns:sip.example.net");
    mantua = authority.issue("mantua", "-ext", "san=dns:sip.montague.example");
    proxy = authority.issue("proxy", "-ext", "san=uri:sip:SBC.example.net,dns:other.example");
    sip = Ports.free();
    msrp = Ports.free();
    scene = new Scene(Map.of(), Map.of("listen.tls", "127.0.0.1:" + msrp));
    identity("sip", verona, Map.of());
    identity("montague", mantua, Map.of());
    identity("msrp", verona, Map.of());
    scene.sip(
        Map.of("listen.tls", "127.0.0.1:" + sip, "tls.identity", "sip, montague, not-there-yet"));
    for (var port : List.of(sip, msrp)) {
      Framework.await("TLS", WAIT, () -> shown(port, "").equals("CN=verona"));
    }
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  private static void identity(String name, Issued own, Map<String, String> more)
      throws IOException {
    var values = new HashMap<String, Object>(more);
    values.put("certificate-file", own.certificate().toString());
    values.put("key-file", own.key().toString());
    values.put("trust-file", authority.certificate().toString());
    values.put("peer-certificate", "wanted");
    scene.framework.configure("im.balcony.keys", name, values);
  }

  private static SSLContext stranger() {
    return verona.context(authority.certificate());
  }

  private static SSLSocket socket(SSLContext context, int port) throws IOException {
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout((int) WAIT.toMillis());
    return socket;
  }

  private static String shown(int port, String asked) {
    try (var socket = socket(stranger(), port)) {
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(asked.isEmpty() ? List.of() : List.of(new SNIHostName(asked)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getPeerPrincipal().getName();
    } catch (IOException e) {
      return "";
    }
  }

  /** The suites of which a port speaks each alone. */
  private static TreeSet<String> spoken(int port) {
    var spoken = new TreeSet<String>();
    for (var suite : stranger().getSupportedSSLParameters().getCipherSuites()) {
      try (var socket = socket(stranger(), port)) {
        socket.setEnabledCipherSuites(new String[] {suite});
        socket.startHandshake();
        spoken.add(socket.getSession().getCipherSuite());
      } catch (IOException e) {
        // Not that one.
      }
    }
    return spoken;
  }

  @Test
  @Requirement("SEC-09")
  void byDefaultOnlyModernSuitesAreSpokenAndTheOldOnesCanBeSwitchedOn() throws Exception {
    for (var port : List.of(sip, msrp)) {
      assertThat(spoken(port))
          .contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
          .allMatch(suite -> suite.matches("TLS_(AES|CHACHA20)_.*|TLS_(EC)?DHE_.*"))
          .allMatch(suite -> suite.matches(".*(_GCM_|_POLY1305_|_CCM).*"));
    }
    identity("msrp", verona, Map.of("cipher-suites", "compatible"));
    Framework.await("the old suites", WAIT, () -> spoken(msrp).contains(MUST_OF_MSRP));
    assertThat(spoken(sip)).doesNotContain(MUST_OF_MSRP);
  }

  @Test
  @Requirement(value = "SEC-01", partial = "DTLS, which is not spoken")
  void theCertificateIsThatOfTheNameThatIsAskedFor() throws Exception {
    assertThat(shown(sip, "sip.montague.example")).isEqualTo("CN=mantua");
    assertThat(shown(sip, "sip.example.net")).isEqualTo("CN=verona");
    assertThat(shown(sip, "nobody.example")).isEqualTo("CN=verona");
    assertThat(scene.framework.service(Gateway.class).map(Gateway::why).toString())
        .contains("the identity im.balcony.keys-not-there-yet is not there");
  }

  private static String options(TlsLine line) {
    var id = "n" + ++count;
    return "MESSAGE sip:juliet@example.com SIP/2.0\r\n"
        + ("Via: SIP/2.0/TLS 127.0.0.1:" + line.port() + ";branch=z9hG4bK" + id + "\r\n")
        + "Max-Forwards: 70\r\n"
        + ("From: <sip:romeo@example.net>;tag=" + id + "\r\n")
        + "To: <sip:juliet@example.com>\r\n"
        + ("Call-ID: " + id + "\r\nCSeq: 1 MESSAGE\r\n")
        + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi";
  }

  private static String answered(Issued own) throws IOException {
    try (var line = new TlsLine(socket(own.context(authority.certificate()), sip))) {
      line.send(options(line));
      return line.answer().substring(0, 11);
    }
  }

  private static void trust(String names) throws Exception {
    scene.tenant("verona", "example.net", Map.of("sip.trusted-names", names));
    Framework.await(
        "the names",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(t -> String.join(",", t.trustedNames()).equals(names)));
  }

  /** A SIP URI in the certificate decides, and then no DNS name counts (RFC 5922 §7.1). */
  @ParameterizedTest
  @ValueSource(strings = {"sbc.example.net", "other.example", "sip.example.net", ""})
  @Requirement(
      value = {"SEC-15", "SEC-01"},
      partial = "DTLS, which is not spoken")
  void whoseCertificateDoesNotNameATrustedDomainIsRefused(String names) throws Exception {
    trust(names);
    try {
      var good = names.isEmpty() || names.equals("sbc.example.net");
      assertThat(answered(proxy)).isEqualTo(good ? "SIP/2.0 202" : "SIP/2.0 403");
      if (good) {
        scene.server.stanzas.next(WAIT);
      } else {
        assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      }
    } finally {
      trust("");
    }
  }

  /** What comes without TLS names nobody. */
  @Test
  @Requirement("SEC-15")
  void whoComesWithoutTlsIsRefusedWhereNamesAreDemanded() throws Exception {
    trust("sbc.example.net");
    try (var romeo = scene.phone("romeo")) {
      assertThat(romeo.message("sip:juliet@example.com", "by UDP").status()).isEqualTo(403);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    } finally {
      trust("");
    }
  }
}
