package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The component link by TLS: whose certificate is good enough, and what others hear. */
class LinkTlsTest {

  private static final String DOMAIN = "montague.example";
  private static final String SERVER = "im.example.com";
  private static final String NAMED = "san=dns:" + SERVER;

  /** Behind a few refusals the next try is some time away. */
  private static final Duration BACK = Duration.ofSeconds(60);

  /** Object identifiers of names of other forms, in DER: id-on-dnsSRV and id-on-xmppAddr. */
  private static final String SERVICE = "06082b06010505070807";

  private static final String JID = "06082b06010505070805";

  @TempDir static Path folder;
  private static Authority authority;
  private static Map<String, Issued> certificates;
  private static Path trusted;
  private static Scene scene;
  private static int people;

  private ComponentServer server;

  @BeforeAll
  static void open() throws Exception {
    authority = new Authority(folder.resolve("authority"));
    var others = new Authority(folder.resolve("others"));
    certificates = new HashMap<>();
    certificates.put("good", authority.issue("good", "-ext", NAMED));
    certificates.put("misnamed", authority.issue("misnamed", "-ext", "san=dns:mantua.example"));
    certificates.put("unnamed", authority.issue(SERVER));
    certificates.put(
        "expired",
        authority.issue("expired", "-ext", NAMED, "-startdate", "-3d", "-validity", "1"));
    certificates.put("early", authority.issue("early", "-ext", NAMED, "-startdate", "+3d"));
    certificates.put("strange", others.issue("strange", "-ext", NAMED));
    certificates.put("self", authority.selfSigned("self", "-ext", NAMED));
    certificates.put("client", authority.issue("client", "-ext", NAMED, "-ext", "eku=clientAuth"));
    certificates.put(
        "vouched", authority.below("verona", "-ext", "bc:c").issue("vouched", "-ext", NAMED));
    certificates.put(
        "gap", authority.below("padua", "-ext", "bc:c").issue("gap", "-ext", NAMED).alone());
    certificates.put("forged", authority.below("rome").issue("forged", "-ext", NAMED));
    scene = new Scene(Map.of());
    trusted = folder.resolve("trusted.pem");
    identity("xmpp", authority);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void appear() throws Exception {
    server = new ComponentServer(Map.of(DOMAIN, "s3cr3t"), scene.ladder, scene.violations);
    shows("good");
  }

  @AfterEach
  void leave() throws Exception {
    removeTenant();
    server.close();
  }

  /** Before a server ends, for its last stanzas have to find their way. */
  private static void removeTenant() throws Exception {
    scene.framework.removeTenant("mantua");
    Framework.await("the tenant gone", BACK, () -> status().isEmpty());
  }

  /** Trusts one authority from then on. */
  private static void trust(Authority whom) throws IOException {
    var draft = folder.resolve("trusted.draft");
    Files.copy(whom.certificate(), draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, trusted, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void identity(String name, Authority whom) throws IOException {
    trust(whom);
    var own = certificate("good");
    scene.framework.configure(
        "im.balcony.keys",
        name,
        Map.of(
            "certificate-file", own.certificate().toString(),
            "key-file", own.key().toString(),
            "trust-file", trusted.toString(),
            "check-interval", "1s"));
  }

  private static Issued certificate(String name) {
    return Optional.ofNullable(certificates.get(name)).orElseThrow();
  }

  private static SSLContext context(String name) {
    return certificate(name).context(authority.certificate());
  }

  private void shows(String name) {
    server.certificate = Optional.of(context(name));
  }

  private void tenant(int port, Map<String, String> changes) throws IOException {
    var keys = new HashMap<String, String>();
    keys.put("xmpp.host", "127.0.0.1");
    keys.put("xmpp.port", String.valueOf(port));
    keys.put("xmpp.tls", "required");
    keys.put("drain-limit", "0ms");
    keys.put("xmpp.tls-name", SERVER);
    keys.putAll(changes);
    scene.tenant("mantua", DOMAIN, keys);
  }

  private void tenant() throws IOException {
    tenant(server.port(), Map.of());
  }

  private static Optional<Gateway.TenantStatus> status() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.tenants().stream())
        .filter(tenant -> tenant.id().equals("mantua"))
        .findFirst();
  }

  private static boolean says(String why) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .anyMatch(problem -> problem.reason().contains(why));
  }

  private static void awaitReason(String why) throws InterruptedException {
    Framework.await("why: " + why, WAIT, () -> says(why));
    assertThat(status().orElseThrow().links().toString()).contains(why);
  }

  private void awaitLink() throws InterruptedException {
    assertThat(server.connected.next(BACK)).isEqualTo(DOMAIN);
    awaitUp(WAIT);
  }

  private static void awaitUp(Duration wait) throws InterruptedException {
    Framework.await(
        "the link", wait, () -> status().filter(s -> s.state().equals("up")).isPresent());
  }

  private static Phone romeo() throws IOException {
    return new Phone("romeo", DOMAIN, scene.gateway(), scene.ladder, scene.violations);
  }

  /** Both ways. */
  private void talk() throws Exception {
    var juliet = "juliet" + ++people + "@example.com";
    try (var romeo = romeo()) {
      assertThat(romeo.message("sip:" + juliet, "Good morrow").status()).isEqualTo(202);
    }
    var stanza = server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Good morrow");
    var ping = "<iq from='" + juliet + "' to='" + DOMAIN + "' id='p' type='get'>";
    server.send(DOMAIN, ping + "<ping xmlns='urn:xmpp:ping'/></iq>");
    assertThat(server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("result");
  }

  /** The link of a server that shows it comes up; then a good one's does. */
  private void assertRefused(String name, String why) throws Exception {
    shows(name);
    tenant();
    awaitReason(why);
    // No header came, so nobody knows whose link it was to be.
    assertThat(server.lost.next(WAIT)).startsWith(": ");
    assertThat(server.connected.poll(Duration.ZERO)).isEmpty();
    shows("good");
    awaitLink();
    assertThat(says(why)).isFalse();
    talk();
  }

  @ParameterizedTest
  @CsvSource({
    "misnamed, is not that of im.example.com",
    "unnamed, is not that of im.example.com",
    "expired, has expired",
    "early, is not valid yet",
    "strange, comes from nobody who is trusted",
    "self, comes from nobody who is trusted",
    "gap, comes from nobody who is trusted",
    "client, is not meant for this use",
    "forged, comes from nobody who is trusted",
  })
  @Requirement({"SEC-11", "XMPP-36"})
  void whoShowsABadCertificateHearsNothingAndIsTriedAgain(String name, String why)
      throws Exception {
    assertRefused(name, why);
  }

  @Test
  @Requirement({"SEC-11", "XMPP-36"})
  void whoIsVouchedForByAnotherIsSpokenTo() throws Exception {
    shows("vouched");
    tenant();
    awaitLink();
    talk();
  }

  private static String der(String tag, String content) {
    return tag + "%02x".formatted(content.length() / 2) + content;
  }

  /** A subjectAltName with one name of another form. */
  private static String other(String type, String tag, String name) {
    var text = HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    return "2.5.29.17=" + der("30", der("a0", type + der("a0", der(tag, text))));
  }

  private void shows(String name, String extension) throws IOException {
    var issued = authority.issue(name + ++people, "-ext", extension);
    server.certificate = Optional.of(issued.context(authority.certificate()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"san=dns:*.example.com", "san=dns:IM.Example.COM", "srv", "jid"})
  @Requirement("SEC-11")
  void theServerMayBeNamedInEachFormOfRfc6120(String form) throws Exception {
    var extension =
        switch (form) {
          case "srv" -> other(SERVICE, "16", "_xmpp-server." + SERVER);
          case "jid" -> other(JID, "0c", SERVER);
          default -> form;
        };
    shows("named", extension);
    tenant();
    awaitLink();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"san=dns:*.com", "san=dns:example.com", "san=dns:*.im.example.com", "srv", "jid"})
  @Requirement("SEC-11")
  void whatOnlyLooksLikeItsNameIsNone(String form) throws Exception {
    var extension =
        switch (form) {
          case "srv" -> other(SERVICE, "16", "_sip." + SERVER);
          case "jid" -> other(JID, "0c", "juliet@" + SERVER);
          default -> form;
        };
    shows("nearly", extension);
    tenant();
    awaitReason("is not that of im.example.com");
    assertThat(server.lost.next(WAIT)).startsWith(": ");
  }

  @Test
  @Requirement("SEC-11")
  void withoutANameOfItsOwnTheHostIsTheName() throws Exception {
    shows("numeric", "san=ip:127.0.0.1");
    tenant(server.port(), Map.of("xmpp.tls-name", ""));
    awaitLink();
    tenant(server.port(), Map.of());
    awaitReason("is not that of im.example.com");
  }

  /** What the gateway says first, as far as its ClientHello goes (RFC 8446 §4.1.2). */
  @Test
  @Requirement({"XMPP-36", "SEC-12"})
  void compressionAndOldVersionsAreNotOfferedAndTheNameIsTold() throws Exception {
    try (var raw = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      tenant(raw.getLocalPort(), Map.of());
      try (var socket = raw.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        var in = socket.getInputStream();
        var head = ByteBuffer.wrap(in.readNBytes(5));
        assertThat(head.get()).as("a handshake").isEqualTo((byte) 22);
        var hello = ByteBuffer.wrap(in.readNBytes(head.getShort(3)));
        assertThat(hello.get()).as("a ClientHello").isEqualTo((byte) 1);
        hello.position(4);
        assertThat(hello.getShort()).as("TLS 1.2 at least").isEqualTo((short) 0x0303);
        hello.position(hello.position() + 32);
        hello.position(hello.position() + 1 + hello.get(hello.position()));
        hello.position(hello.position() + 2 + hello.getShort(hello.position()));
        assertThat(hello.get()).as("compression methods").isEqualTo((byte) 1);
        assertThat(hello.get()).as("the null method").isZero();
        var extensions = new byte[hello.remaining()];
        hello.get(extensions);
        assertThat(new String(extensions, StandardCharsets.ISO_8859_1)).contains(SERVER);
        // supported_versions: TLS 1.3 and 1.2, and no other.
        assertThat(HexFormat.of().formatHex(extensions)).contains("002b00050403040303");
        // An alert: protocol_version (RFC 5246 §7.2).
        socket.getOutputStream().write(HexFormat.of().parseHex("15030100020246"));
        awaitReason("speaks nothing newer than TLS 1.1");
      }
    }
  }

  @Test
  @Requirement({"XMPP-36", "SEC-12", "SEC-32"})
  void whoSpeaksNoTlsIsToldNothing() throws Exception {
    try (var raw = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      tenant(raw.getLocalPort(), Map.of());
      try (var socket = raw.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        assertThat(socket.getInputStream().read()).as("a handshake").isEqualTo(22);
        socket
            .getOutputStream()
            .write("<?xml version='1.0'?><stream:stream>".getBytes(StandardCharsets.UTF_8));
        awaitReason("speaks no TLS");
        var said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(said).doesNotContain("stream").doesNotContain(DOMAIN);
      }
    }
  }

  @Test
  @Requirement("XMPP-36")
  void withoutTheIdentityNobodyIsCalled() throws Exception {
    tenant(server.port(), Map.of("xmpp.tls-identity", "verona"));
    awaitReason("im.balcony.keys-verona is not there");
    assertThat(server.lost.poll(Duration.ZERO)).isEmpty();
    identity("verona", authority);
    awaitLink();
  }

  @Test
  @Requirement("XMPP-36")
  void whoIsTrustedAnewIsSpokenToAtTheNextTry() throws Exception {
    shows("strange");
    tenant();
    awaitReason("comes from nobody who is trusted");
    var next = new Authority(folder.resolve("next"));
    server.certificate =
        Optional.of(next.issue("next", "-ext", NAMED).context(authority.certificate()));
    try {
      trust(next);
      awaitLink();
      talk();
    } finally {
      trust(authority);
    }
  }

  private static String sentOnTo(int port) {
    return "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:"
        + port
        + "</see-other-host></stream:error></stream:stream>";
  }

  @Test
  @Requirement("XMPP-09")
  void aServerThatSendsOnIsFollowedOnceAndNotInACircle() throws Exception {
    try (var other =
        new ComponentServer(Map.of(DOMAIN, "s3cr3t"), scene.ladder, scene.violations)) {
      other.certificate = server.certificate;
      server.features = sentOnTo(other.port());
      other.features = sentOnTo(server.port());
      tenant();
      assertThat(other.lost.next(WAIT)).contains(DOMAIN);
      awaitReason("see-other-host");
      other.features = "";
      awaitUp(BACK);
      try (var romeo = romeo()) {
        var answer = romeo.message("sip:juliet@example.com", "Well met");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(child(other.stanzas.next(WAIT), "body")).isEqualTo("Well met");
        scene.awaitOutcome(answer.need("Call-ID"), "HANDED_OVER");
      }
      removeTenant();
    }
  }

  @Test
  @Requirement({"XMPP-09", "SEC-11"})
  void whereItIsSentToTheSameNameHasToBe() throws Exception {
    try (var other =
        new ComponentServer(Map.of(DOMAIN, "s3cr3t"), scene.ladder, scene.violations)) {
      other.certificate = Optional.of(context("misnamed"));
      server.features = sentOnTo(other.port());
      tenant();
      awaitReason("is not that of im.example.com");
      assertThat(other.lost.next(WAIT)).startsWith(": ");
      server.features = "";
      awaitLink();
    }
  }

  @Test
  void theLinkOutlivesAnExchangeOfXmpp() throws Exception {
    tenant();
    awaitLink();
    talk();
    scene.framework.bundle("xmpp").stop();
    scene.framework.bundle("xmpp").start();
    talk();
    assertThat(server.lost.poll(SILENCE)).isEmpty();
    assertThat(server.connected.poll(Duration.ZERO)).isEmpty();
  }
}
