package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.Fingerprint.Hash;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose certificate is good enough for MSRP, and what follows where it is not. */
class MsrpTrustTest {

  private static final String MD5 = "md5 0A" + ":0A".repeat(15);

  @TempDir static Path folder;
  private static Map<String, Issued> certificates;
  private static SecretStage stage;
  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    stage = new SecretStage(folder);
    scene = stage.scene;
    romeo = stage.romeo;
    var named = SecretStage.NAMED;
    certificates =
        Map.of(
            "good", stage.authority.issue("good", "-ext", named),
            "expired",
                stage.authority.issue(
                    "expired", "-ext", named, "-startdate", "-3d", "-validity", "1"),
            "misnamed", stage.authority.issue("misnamed", "-ext", "san=dns:mantua.example"),
            "unnamed", stage.authority.issue("localhost"),
            "strange", new Authority(folder.resolve("others")).issue("strange", "-ext", named),
            "self", stage.authority.selfSigned("self", "-ext", named));
  }

  @AfterAll
  static void close() throws Exception {
    stage.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void required() throws Exception {
    romeo.path = uri -> uri;
    stage.tenant(Map.of("msrp.tls", "required"));
  }

  private static Issued certificate(String name) {
    return Optional.ofNullable(certificates.get(name)).orElseThrow();
  }

  private static String print(String name, Hash hash) {
    return Fingerprint.of(hash, certificate(name).own()).text();
  }

  private static String print(String name) {
    return print(name, Hash.SHA_256);
  }

  /** One bit of it is another. */
  private static String spoilt(String fingerprint) {
    var last = Character.digit(fingerprint.charAt(fingerprint.length() - 1), 16) ^ 1;
    return fingerprint.substring(0, fingerprint.length() - 1)
        + Character.toUpperCase(Character.forDigit(last, 16));
  }

  private static void shows(String name, String... fingerprints) {
    romeo.secrecy = Optional.of(stage.secrecy(certificate(name), fingerprints));
  }

  private String says() throws IOException {
    var id = "t" + ++people;
    scene.say(juliet + "/a", "romeo@example.net", "chat", id, "<body>Good night</body>");
    return id;
  }

  private Call invite(String setup) throws Exception {
    return romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(setup));
  }

  /** The sender is told, and the text goes no other way. */
  private static void assertGivenBack(String id, Call call, String why) throws Exception {
    assertThat(call.expectBye(WAIT).need("Reason")).contains(why);
    scene.failed(id);
    scene.awaitOutcome(id, "FAILED");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  /** Juliet's session with who shows this certificate where we connect; he hears nothing. */
  private void assertNotSpokenTo(String name, String why, String... fingerprints) throws Exception {
    shows(name, fingerprints);
    try (var server = stage.port(certificate(name))) {
      var id = says();
      var call = romeo.invites.next(WAIT);
      call.answer(call.sdp("passive"), "");
      try (var socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      }
      assertGivenBack(id, call, why);
    }
  }

  private void assertSpokenTo() throws Exception {
    says();
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Good night");
    assertHeard(line);
    call.bye();
  }

  private static void assertHeard(MsrpLine line) throws Exception {
    assertThat(line.response(line.send("to thee"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("to thee");
  }

  @ParameterizedTest
  @CsvSource({
    "expired, has expired",
    "misnamed, is not that of localhost",
    "unnamed, is not that of localhost",
    "strange, comes from nobody who is trusted",
    "self, comes from nobody who is trusted",
  })
  @Requirement({"SEC-05", "SEC-32"})
  void whoShowsABadCertificateHearsNothingAndTheSenderIsTold(String name, String why)
      throws Exception {
    assertNotSpokenTo(name, why);
  }

  @Test
  @Requirement("SEC-05")
  void whoIsVouchedForIsSpokenTo() throws Exception {
    shows("good");
    assertSpokenTo();
  }

  @Test
  @Requirement("SEC-06")
  void aCertificateThatTheDescriptionNamesIsGoodWhoeverSignedIt() throws Exception {
    shows("self", print("self"));
    assertSpokenTo();
    var call = invite("active");
    assertHeard(call.connect());
    call.bye();
  }

  /** Of a certificate that would be good by itself. */
  @Test
  @Requirement("SEC-06")
  void anotherFingerprintThanTheDescriptionsEndsTheSession() throws Exception {
    assertNotSpokenTo("good", "its description names", spoilt(print("good")));
  }

  @Test
  @Requirement("SEC-06")
  void whoConnectsWithAnotherCertificateIsShutOut() throws Exception {
    shows("good", spoilt(print("good")));
    var call = invite("active");
    assertThat(call.response().status()).isEqualTo(200);
    var line = call.connect();
    assertThat(line.response(line.send("I am Romeo"), WAIT).status()).isEqualTo(403);
    assertThat(call.expectBye(WAIT).need("Reason")).contains("its description names");
    Framework.await("the end of the connection", WAIT, line::isClosed);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"SEC-04", "SEC-32"})
  void whoConnectsWithoutTlsIsShutOut() throws Exception {
    shows("good", print("good"));
    var call = invite("active");
    var socket = new Socket("127.0.0.1", scene.msrpPort);
    var own = call.ownPath().get(0);
    var line = new MsrpLine(socket, own, call.peerSdp().path(), scene.ladder, scene.violations);
    assertThat(line.response(line.send("in the clear"), WAIT).status()).isEqualTo(403);
    assertThat(call.expectBye(WAIT).need("Reason")).contains("without TLS");
    Framework.await("the end of the connection", WAIT, line::isClosed);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SEC-07")
  void oneOfSeveralFingerprintsIsEnoughAndOtherHashesAreSkipped() throws Exception {
    shows("self", MD5, "sha3-256 0A:0B", spoilt(print("self")), print("self"));
    assertSpokenTo();
  }

  @Test
  @Requirement("SEC-07")
  void theBestHashDecides() throws Exception {
    stage.tenant(Map.of("msrp.tls", "required", "msrp.fingerprint", "sha-1"));
    var weak = print("good", Hash.SHA_1);
    assertNotSpokenTo("good", "its description names", weak, spoilt(print("good")));
    shows("self", print("self", Hash.SHA_1));
    romeo.path = uri -> uri;
    assertSpokenTo();
  }

  @Test
  @Requirement("SEC-07")
  void withoutAHashThatCountsAnOfferIsRefused() throws Exception {
    for (var fingerprint : new String[] {MD5, print("good", Hash.SHA_1), "sha-256 0A:0B"}) {
      shows("good", fingerprint);
      var call = invite("active");
      assertThat(call.response().status()).as(fingerprint).isEqualTo(488);
      assertThat(call.response().need("Warning")).contains("fingerprints");
    }
  }

  @Test
  @Requirement({"SEC-07", "SEC-32"})
  void withoutOneInTheAnswerTheTextIsGivenBack() throws Exception {
    shows("good", MD5);
    var id = says();
    var call = romeo.invites.next(WAIT);
    call.answer(call.sdp("passive"), "");
    assertGivenBack(id, call, "SIP ;cause=488");
  }

  @Test
  @Requirement({"SDP-39", "SEC-32"})
  void anAnswerWithoutTlsGivesTheTextBack() throws Exception {
    shows("good", print("good"));
    var id = says();
    var call = romeo.invites.next(WAIT);
    var plain = call.sdp("passive").replace("TCP/TLS/MSRP", "TCP/MSRP");
    call.answer(plain.replace("path:msrps:", "path:msrp:"), "");
    assertGivenBack(id, call, "SIP ;cause=488");
  }
}
