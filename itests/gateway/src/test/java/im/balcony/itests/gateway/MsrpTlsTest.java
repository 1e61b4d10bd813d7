package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Sdp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions whose MSRP goes by TLS, beside those without. */
class MsrpTlsTest {

  private static final String KEY = "msrp.tls";
  private static final String TLS = " TCP/TLS/MSRP *";
  private static final Call.Offer LATE =
      new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);

  @TempDir static Path folder;
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
  }

  @AfterAll
  static void close() throws Exception {
    stage.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void usual() throws Exception {
    stage.secret();
    romeo.path = uri -> uri;
    stage.tenant(Map.of());
  }

  private Call invite(String setup) throws Exception {
    return romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(setup));
  }

  private static MsrpLine line(Call call, String setup) throws Exception {
    return setup.equals("passive") ? call.acceptConnection() : call.connect();
  }

  private void says(String text) throws Exception {
    var id = "t" + ++people;
    scene.say(juliet + "/a", "romeo@example.net", "chat", id, "<body>" + text + "</body>");
  }

  /** Both hear each other. */
  private void talk(MsrpLine line) throws Exception {
    assertThat(line.response(line.send("to thee"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("to thee");
    says("to him");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("to him");
  }

  private static void assertSecret(Sdp sdp) {
    assertThat(sdp.mediaLine().orElseThrow()).endsWith(TLS);
    assertThat(sdp.path()).singleElement().matches(uri -> uri.startsWith("msrps://127.0.0.1:"));
    assertThat(sdp.attribute("fingerprint")).isEqualTo(stage.shown()).isPresent();
  }

  /** The phone shows his certificate where it is asked, and wants ours. */
  @ParameterizedTest
  @ValueSource(strings = {"active", "passive"})
  @Requirement({"SDP-39", "SEC-06"})
  void anOfferOfTlsIsAnsweredByTls(String setup) throws Exception {
    var call = invite(setup);
    assertThat(call.response().status()).isEqualTo(200);
    assertSecret(call.peerSdp());
    talk(line(call, setup));
    call.bye();
  }

  @ParameterizedTest
  @CsvSource({"off, false", "required, true"})
  @Requirement("SDP-39")
  void whatTheTenantDoesNotTakeIsRefused(String value, boolean secret) throws Exception {
    stage.tenant(Map.of(KEY, value));
    if (secret) {
      stage.plain();
    }
    var call = invite("active");
    assertThat(call.response().status()).isEqualTo(488);
    assertThat(call.response().need("Warning")).startsWith("399 ");
  }

  @Test
  @Requirement("MSRP-76")
  void sessionsWithTlsAndWithoutItGoOnSideBySide() throws Exception {
    var secret = invite("active");
    var secretLine = secret.connect();
    talk(secretLine);
    stage.plain();
    var other = "sip:nurse" + people + "@example.com";
    var plain = romeo.invite(other, Call.Offer.PLAIN.withSetup("active"));
    assertThat(plain.peerSdp().mediaLine().orElseThrow()).endsWith(" TCP/MSRP *");
    var plainLine = plain.connect();
    assertThat(plainLine.response(plainLine.send("Anon"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Anon");
    talk(secretLine);
    secret.bye();
    plain.bye();
  }

  @ParameterizedTest
  @ValueSource(strings = {"offered", "required"})
  @Requirement({"SEC-06", "SDP-39"})
  void aTenantMayOfferIt(String value) throws Exception {
    stage.tenant(Map.of(KEY, value));
    says("Art thou not Romeo?");
    var call = romeo.invites.next(WAIT);
    assertSecret(call.peerSdp());
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Art thou not Romeo?");
    talk(line);
    call.bye();

    var late = romeo.invite("sip:" + juliet, LATE);
    assertSecret(late.peerSdp());
    talk(late.acceptConnection());
    late.bye();
  }

  @Test
  void otherwiseOurOffersAreWithoutIt() throws Exception {
    stage.plain();
    says("Art thou not Romeo?");
    var call = romeo.invites.next(WAIT);
    assertThat(call.peerSdp().mediaLine().orElseThrow()).endsWith(" TCP/MSRP *");
    assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).text())
        .isEqualTo("Art thou not Romeo?");
    call.bye();
  }

  @Test
  @Requirement("SEC-04")
  void whomWeCallIsToldTheNameInTheHandshake() throws Exception {
    try (var server = stage.port(stage.good)) {
      speaks(true);
      var call = invite("passive");
      try (var socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        var first = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        assertThat(first).isEqualTo("MSRP ");
        assertThat(((ExtendedSSLSession) socket.getSession()).getRequestedServerNames())
            .containsExactly(new SNIHostName("localhost"));
        call.bye();
      }
    }
  }

  /** What is read there is the beginning of a handshake, and no more. */
  @Test
  @Requirement({"SEC-04", "SEC-32"})
  void whoSpeaksNoTlsHearsNothingInTheClear() throws Exception {
    stage.tenant(Map.of(KEY, "required"));
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) WAIT.toMillis());
      stage.lead(server.getLocalPort());
      var id = "clear" + people;
      scene.say(juliet + "/a", "romeo@example.net", "chat", id, "<body>sweet sorrow</body>");
      var call = romeo.invites.next(WAIT);
      call.answer(call.sdp("passive"), "");
      try (var socket = server.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        socket.getOutputStream().write("MSRP d93kswow 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
        var heard = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(heard).startsWith("\u0016").doesNotContain("MSRP").doesNotContain("sorrow");
      }
      call.expectBye(WAIT);
      scene.failed(id);
      assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    }
  }

  @Test
  @Requirement("SDP-39")
  void aChangeOfTheTransportIsRefusedAndTheSessionGoesOn() throws Exception {
    var call = invite("active");
    var line = call.connect();
    talk(line);
    var plain =
        call.reinvite(
            Call.Offer.PLAIN.withSetup("active"),
            sdp -> sdp.replace("TCP/TLS/MSRP", "TCP/MSRP").replace("path:msrps:", "path:msrp:"));
    assertThat(plain.status()).isEqualTo(488);
    talk(line);
    var same = call.reinvite(Call.Offer.PLAIN.withSetup("active"), sdp -> sdp);
    assertThat(same.status()).isEqualTo(200);
    assertSecret(call.peerSdp());
    talk(line);
    call.bye();
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "passive"})
  void aConnectionOutlivesAnExchangeOfItsProtocol(String setup) throws Exception {
    var call = invite(setup);
    var line = line(call, setup);
    talk(line);
    scene.framework.bundle("msrp").stop();
    scene.framework.bundle("msrp").start();
    talk(line);
    assertThat(line.isClosed()).isFalse();
    call.bye();
  }

  @Test
  void aSessionGoesOnBehindARestartByTls() throws Exception {
    stage.tenant(Map.of(KEY, "offered"));
    says("Good night");
    var call = romeo.invites.next(WAIT);
    assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).text()).isEqualTo("Good night");
    scene.restart();
    var line = call.acceptNewConnection();
    assertSecret(call.peerSdp());
    talk(line);
    call.bye();
  }

  /** Where they lead to one place; another scheme is another place. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Requirement("MSRP-36")
  void aSecondSessionUsesTheConnectionOfTheFirst(boolean secret) throws Exception {
    try (var server = secret ? stage.port(stage.good) : port()) {
      speaks(secret);
      var first = invite("passive");
      try (var socket = server.accept()) {
        var in = reader(socket);
        awaitSession(in, first);
        var second = romeo.invite("sip:nurse" + people + "@example.com", passive());
        awaitSession(in, second);

        speaks(!secret);
        var third = romeo.invite("sip:hero" + people + "@example.com", passive());
        try (var other = server.accept()) {
          assertThat(other.getPort()).isNotEqualTo(socket.getPort());
        }
        third.expectBye(WAIT);
        first.bye();
        second.bye();
      }
    }
  }

  /** Nobody speaks for his certificate but the authority: whoever shares a connection may. */
  private static void speaks(boolean secret) {
    romeo.secrecy =
        secret ? Optional.of(stage.secrecy(stage.good)) : Optional.<Phone.Secrecy>empty();
  }

  private static ServerSocket port() throws IOException {
    var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout((int) WAIT.toMillis());
    stage.lead(server.getLocalPort());
    return server;
  }

  private static Call.Offer passive() {
    return Call.Offer.PLAIN.withSetup("passive");
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    socket.setSoTimeout((int) WAIT.toMillis());
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** The first request of a session, which the gateway sends because it connected. */
  private static void awaitSession(BufferedReader in, Call call) throws IOException {
    var wanted = "To-Path: " + call.ownPath().get(0);
    assertThat(in.lines().anyMatch(wanted::equals)).isTrue();
  }
}
