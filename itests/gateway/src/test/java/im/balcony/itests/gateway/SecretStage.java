package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;

import im.balcony.api.tls.Fingerprint;
import im.balcony.players.Ports;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** The default scene with MSRP by TLS, too: certificates for the gateway and for Romeo. */
final class SecretStage implements AutoCloseable {

  /** What Romeo's certificates are called, if they are good. */
  static final String NAMED = "san=dns:localhost";

  final Authority authority;
  final Scene scene;
  final Phone romeo;

  /** Romeo's certificate to begin with. */
  final Issued good;

  private final int port;

  SecretStage(Path folder) throws Exception {
    authority = new Authority(folder.resolve("authority"));
    good = authority.issue("romeo", "-ext", NAMED);
    var own = authority.issue("gateway");
    port = Ports.free();
    scene = new Scene(Map.of(), Map.of("listen.tls", "127.0.0.1:" + port));
    scene.framework.configure(
        "im.balcony.keys",
        "msrp",
        Map.of(
            "certificate-file", own.certificate().toString(),
            "key-file", own.key().toString(),
            "trust-file", authority.certificate().toString()));
    romeo = scene.nextHop("romeo", Map.of());
    secret();
    Framework.await("MSRP by TLS", WAIT, () -> shown().isPresent());
  }

  /** Romeo speaks TLS from his next call on, with a good certificate. */
  void secret() {
    romeo.secrecy = Optional.of(secrecy(good, print(good)));
  }

  /** How Romeo would speak TLS with this certificate. */
  Phone.Secrecy secrecy(Issued own, String... fingerprints) {
    return new Phone.Secrecy(
        own.context(authority.certificate()), "localhost", List.of(fingerprints));
  }

  /** Romeo speaks no TLS from his next call on. */
  void plain() {
    romeo.secrecy = Optional.empty();
  }

  /** What a description says of a certificate. */
  static String print(Issued own) {
    return Fingerprint.of(Fingerprint.Hash.SHA_256, own.own()).text();
  }

  /** What a description has to say of the certificate that the gateway shows; empty for none. */
  Optional<String> shown() {
    var factory = good.context(authority.certificate()).getSocketFactory();
    try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", port)) {
      socket.setSoTimeout((int) WAIT.toMillis());
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return Optional.of(Fingerprint.of(Fingerprint.Hash.SHA_256, certificate).text());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A port of Romeo's with this certificate, to which his next calls lead. */
  SSLServerSocket port(Issued own) throws IOException {
    var server =
        (SSLServerSocket)
            own.context(authority.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout((int) WAIT.toMillis());
    lead(server.getLocalPort());
    return server;
  }

  /** Romeo's next calls lead to this port of his. */
  void lead(int to) {
    romeo.path = uri -> uri.replaceFirst(":[0-9]+/", ":" + to + "/");
  }

  /** Sets keys of the tenant; the others have their defaults. */
  void tenant(Map<String, String> changes) throws Exception {
    TenantKeysTest.set(scene, romeo, changes);
  }

  @Override
  public void close() throws Exception {
    romeo.close();
    scene.close();
  }
}
