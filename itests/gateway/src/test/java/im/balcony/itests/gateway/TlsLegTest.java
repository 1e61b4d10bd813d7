package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.players.Ports;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SIP leg over TLS, certificates in files. */
class TlsLegTest {

  private static final String NAMED = "san=dns:localhost,ip:127.0.0.1";
  private static final String JULIET = "juliet@example.com/balcony";

  @TempDir static Path folder;
  private static Authority authority;
  private static Authority others;
  private static Issued first;
  private static Issued second;
  private static Issued proxy;
  private static Scene scene;
  private static int tlsPort;
  private static int count;

  /** What was logged already: the same of the same peer is one line a minute. */
  private static final Set<String> SAID = new HashSet<>();

  @BeforeAll
  static void open() throws Exception {
    authority = new Authority(folder.resolve("authority"));
    others = new Authority(folder.resolve("others"));
    first = authority.issue("first", "-ext", NAMED);
    second = authority.issue("second", "-ext", NAMED);
    proxy = authority.issue("proxy", "-ext", NAMED);
    place(first);
    scene = new Scene(Map.of());
    tlsPort = Ports.free();
    scene.framework.configure(
        "im.balcony.keys",
        "sip",
        Map.of(
            "certificate-file", folder.resolve("own.pem").toString(),
            "key-file", folder.resolve("own.key").toString(),
            "trust-file", authority.certificate().toString(),
            "check-interval", "1 s"));
    scene.sip(Map.of("listen.tls", "127.0.0.1:" + tlsPort));
    awaitShown("CN=first");
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  /** The key a moment behind the certificate, each in one go, as tools for renewal do. */
  private static void place(Issued issued) throws IOException {
    move(issued.certificate(), "own.pem");
    move(issued.key(), "own.key");
  }

  private static void move(Path from, String name) throws IOException {
    var draft = Files.copy(from, folder.resolve("draft"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static TlsLine romeo() throws IOException {
    var context = proxy.context(authority.certificate());
    return new TlsLine((SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", tlsPort));
  }

  private static boolean shows(String name) {
    try (var line = romeo()) {
      return line.shown().equals(name);
    } catch (IOException e) {
      return false;
    }
  }

  private static void awaitShown(String name) throws InterruptedException {
    Framework.await(name + " shown", WAIT, () -> shows(name));
  }

  private static String message(TlsLine romeo, String text) {
    var id = "t" + ++count;
    return "MESSAGE sip:juliet@example.com SIP/2.0\r\n"
        + ("Via: SIP/2.0/TLS 127.0.0.1:" + romeo.port() + ";branch=z9hG4bK" + id + "\r\n")
        + "Max-Forwards: 70\r\n"
        + ("From: <sip:romeo@example.net>;tag=" + id + "\r\n")
        + "To: <sip:juliet@example.com>\r\n"
        + ("Call-ID: " + id + "\r\n")
        + "CSeq: 1 MESSAGE\r\n"
        + "Content-Type: text/plain\r\n"
        + ("Content-Length: " + text.length() + "\r\n\r\n" + text);
  }

  private static void tells(TlsLine romeo, String text) throws IOException {
    romeo.send(message(romeo, text));
    assertThat(romeo.answer()).startsWith("SIP/2.0 202 ");
    assertThat(scene.server.stanzas.next(WAIT).getTextContent()).contains(text);
  }

  private static SSLServerSocket proxy(Issued own) throws IOException {
    var server =
        (SSLServerSocket)
            own.context(authority.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    server.setSoTimeout((int) WAIT.toMillis());
    return server;
  }

  private static void nextHop(SSLServerSocket server) throws Exception {
    scene.route("sip:localhost:" + server.getLocalPort() + ";transport=tls");
  }

  private static void page(String id, String text) throws IOException {
    scene.say(JULIET, "romeo@example.net", "normal", id, "<body>" + text + "</body>");
  }

  @Test
  @Requirement("SIP-06")
  void textsGoBothWays() throws Exception {
    try (var romeo = romeo();
        var server = proxy(proxy)) {
      tells(romeo, "by TLS");
      nextHop(server);
      page("both1", "by TLS, too");
      try (var line = new TlsLine((SSLSocket) server.accept())) {
        var message = line.receive();
        assertThat(message).endsWith("by TLS, too");
        assertThat(TlsLine.field(message, "Via")).startsWith("SIP/2.0/TLS 127.0.0.1:" + tlsPort);
        line.send(TlsLine.response(message, "200 OK"));
        scene.awaitOutcome("both1", "HANDED_OVER");
      }
    }
  }

  /** Another implementation of TLS than the gateway's. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  @Requirement("SIP-06")
  void opensslIsAnswered(String version) throws Exception {
    awaitShown("CN=first");
    var openssl = openssl(version);
    try (var out = openssl.getOutputStream();
        var in =
            new BufferedReader(
                new InputStreamReader(openssl.getInputStream(), StandardCharsets.UTF_8))) {
      out.write(
          ("OPTIONS sip:juliet@example.com SIP/2.0\r\n"
                  + ("Via: SIP/2.0/TLS 127.0.0.1;branch=z9hG4bKo" + version + "\r\n")
                  + "Max-Forwards: 70\r\n"
                  + "From: <sip:romeo@example.net>;tag=o\r\n"
                  + "To: <sip:juliet@example.com>\r\n"
                  + ("Call-ID: o" + version + "\r\n")
                  + "CSeq: 1 OPTIONS\r\n"
                  + "Content-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(in.readLine()).isEqualTo("SIP/2.0 200 OK");
    } finally {
      openssl.destroy();
    }
  }

  /** It checks chain and name, and ends without a word where either is wrong. */
  private static Process openssl(String version) throws IOException {
    return new ProcessBuilder(
            "openssl",
            "s_client",
            "-quiet",
            "-verify_quiet",
            "-connect",
            "127.0.0.1:" + tlsPort,
            "-CAfile",
            authority.certificate().toString(),
            "-verify_return_error",
            "-verify_hostname",
            "localhost",
            version)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void opensslFindsNothingOlder() throws Exception {
    awaitShown("CN=first");
    var openssl = openssl("-tls1_1");
    openssl.getOutputStream().close();
    assertThat(openssl.getInputStream().readAllBytes()).isEmpty();
    assertThat(openssl.waitFor()).isNotZero();
  }

  @Test
  void aRenewedCertificateIsShownAndConnectionsStay() throws Exception {
    awaitShown("CN=first");
    try (var before = romeo()) {
      tells(before, "before");
      place(second);
      awaitShown("CN=second");
      tells(before, "behind");
      place(first);
      awaitShown("CN=first");
    }
  }

  @Test
  void aBadFileIsNamedAndChangesNothing() throws Exception {
    awaitShown("CN=first");
    move(others.certificate(), "own.pem");
    try {
      Framework.await("told by why", WAIT, () -> why().contains("key-file = "));
      assertThat(why()).contains(folder.resolve("own.key").toString()).contains("certificate");
      assertThat(shows("CN=first")).isTrue();
    } finally {
      place(first);
    }
    Framework.await("all is well", WAIT, () -> !why().contains("key-file = "));
  }

  private static String why() {
    return scene.framework.service(Gateway.class).map(Gateway::why).toString();
  }

  private static Issued bad(String kind) throws IOException {
    var name = kind.replace(' ', '-');
    return switch (kind) {
      case "expired" -> authority.issue(name, "-ext", NAMED, "-startdate", "-9d", "-validity", "5");
      case "not yet valid" -> authority.issue(name, "-ext", NAMED, "-startdate", "+5d");
      case "self-signed" -> authority.selfSigned(name, "-ext", NAMED);
      case "unknown authority" -> others.issue(name, "-ext", NAMED);
      case "for clients" -> authority.issue(name, "-ext", NAMED, "-ext", "eku=clientAuth");
      case "wildcard" -> authority.issue(name, "-ext", "san=dns:*.localhost");
      default -> authority.issue(name, "-ext", "san=dns:other.example");
    };
  }

  @ParameterizedTest
  @CsvSource({
    "expired, the peer's certificate has expired",
    "not yet valid, the peer's certificate is not valid yet",
    "self-signed, the peer's certificate comes from nobody who is trusted",
    "unknown authority, the peer's certificate comes from nobody who is trusted",
    "for clients, the peer's certificate is not meant for this use",
    "wildcard, the peer's certificate is not that of localhost",
    "another name, the peer's certificate is not that of localhost"
  })
  @Requirement("SEC-10")
  @Requirement("SEC-32")
  void julietIsToldThatAProxyCannotBeBelieved(String kind, String reason) throws Exception {
    var log = new ByteArrayOutputStream();
    var err = System.err;
    try (var server = proxy(bad(kind));
        var romeo = romeo()) {
      nextHop(server);
      System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
      var shaken =
          CompletableFuture.supplyAsync(
              () -> {
                try (var line = new TlsLine((SSLSocket) server.accept())) {
                  return line.receive();
                } catch (IOException e) {
                  return "";
                }
              });
      page("bad-" + kind.replace(' ', '-'), "a secret of hers");
      scene.failed("bad-" + kind.replace(' ', '-'));
      assertThat(shaken.get()).isEmpty();
      tells(romeo, "and nothing else is lost");
    } finally {
      System.setErr(err);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("a secret of hers", "juliet");
    assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains("TcpTransport")))
        .hasSize(SAID.add(reason) ? 1 : 0)
        .allMatch(line -> line.endsWith("127.0.0.1: " + reason));
  }
}
