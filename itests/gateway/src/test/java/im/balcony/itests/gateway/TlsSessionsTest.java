package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenants;
import im.balcony.itests.gateway.TlsRomeo.Dialog;
import im.balcony.players.Ports;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.tls.Authority;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions whose dialogs go over TLS. */
class TlsSessionsTest {

  private static final String NAMED = "san=dns:localhost,ip:127.0.0.1";
  private static final String JULIET = "juliet@example.com/balcony";

  @TempDir static Path folder;
  private static SSLContext peers;
  private static Scene scene;
  private static int tlsPort;
  private static int count;

  private TlsRomeo romeo;

  @BeforeAll
  static void open() throws Exception {
    var authority = new Authority(folder.resolve("authority"));
    var own = authority.issue("own", "-ext", NAMED);
    peers = authority.issue("peer", "-ext", NAMED).context(authority.certificate());
    scene = new Scene(Map.of());
    tlsPort = Ports.free();
    scene.framework.configure(
        "im.balcony.keys",
        "sip",
        Map.of(
            "certificate-file", own.certificate().toString(),
            "key-file", own.key().toString(),
            "trust-file", authority.certificate().toString()));
    scene.sip(Map.of("listen.tls", "127.0.0.1:" + tlsPort));
    awaitHeard();
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void appear() throws Exception {
    romeo = new TlsRomeo(scene, peers, "romeo" + ++count);
    scene.route(hop());
  }

  private String hop() {
    return "sip:localhost:" + romeo.port() + ";transport=tls";
  }

  @AfterEach
  void leave() throws Exception {
    romeo.close();
  }

  private static TlsLine line() throws IOException {
    return new TlsLine((SSLSocket) peers.getSocketFactory().createSocket("127.0.0.1", tlsPort));
  }

  private static void awaitHeard() throws InterruptedException {
    Framework.await(
        "TLS heard",
        WAIT,
        () -> {
          try (var line = line()) {
            return line.port() > 0;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private void says(String text) throws IOException {
    scene.say(JULIET, romeo.address(), "chat", "t" + ++count, "<body>" + text + "</body>");
  }

  private void leaves() throws IOException {
    var gone = "<gone xmlns='http://jabber.org/protocol/chatstates'/>";
    scene.say(JULIET, romeo.address(), "chat", "t" + ++count, gone);
  }

  private static void ended(TlsLine line, String contact) throws IOException {
    var bye = line.receive();
    assertThat(bye).startsWith("BYE " + contact + " SIP/2.0");
    line.send(TlsLine.response(bye, "200 OK"));
  }

  private String contact() {
    return "sip:romeo@localhost:" + romeo.port() + ";transport=tls";
  }

  private static void assertTls(String contact) {
    assertThat(contact).startsWith("sip:juliet@127.0.0.1:" + tlsPort + ";transport=tls;");
  }

  /** Both hear each other. */
  private void talk(MsrpLine media, String text) throws IOException {
    says(text);
    assertThat(media.texts.next(WAIT).text()).isEqualTo(text);
    var sent = media.send("Re: " + text);
    assertThat(media.response(sent, WAIT).status()).isEqualTo(200);
    assertThat(scene.server.stanzas.next(WAIT).getTextContent()).contains("Re: " + text);
  }

  /** Romeo's UPDATE and re-INVITE by a connection of his own to our Contact. */
  private void changes(Dialog dialog, int cseq) throws IOException {
    try (var line = line()) {
      line.send(romeo.request(line, dialog, "UPDATE", cseq, contact()));
      assertTls(TlsRomeo.contact(taken(line)));
      line.send(romeo.invite(line, dialog, cseq + 1, contact()));
      assertTls(TlsRomeo.contact(taken(line)));
      line.send(romeo.request(line, dialog, "ACK", cseq + 1, contact()));
    }
  }

  private static String taken(TlsLine line) throws IOException {
    var ok = line.answer();
    assertThat(ok).startsWith("SIP/2.0 200 ");
    return ok;
  }

  /** Romeo takes the INVITE that comes by this line; the gateway acknowledges it there. */
  private MsrpLine takes(TlsLine line, String invite) throws IOException {
    assertThat(invite).startsWith("INVITE ");
    assertThat(TlsLine.field(invite, "Via")).startsWith("SIP/2.0/TLS 127.0.0.1:" + tlsPort);
    assertTls(TlsRomeo.contact(invite));
    line.send(romeo.ok(invite, contact(), ""));
    assertThat(line.receive()).startsWith("ACK " + contact() + " SIP/2.0");
    return romeo.media(invite);
  }

  @Test
  @Requirement("SIP-06")
  void aSessionOfJulietsGoesBothWays() throws Exception {
    says("Good night");
    try (var line = romeo.accept()) {
      var invite = line.receive();
      try (var media = takes(line, invite)) {
        assertThat(media.texts.next(WAIT).text()).isEqualTo("Good night");
        talk(media, "parting is such sweet sorrow");
        changes(Dialog.ofInvite(invite), 1);
        talk(media, "till it be morrow");
        leaves();
        ended(line, contact());
      }
    }
  }

  /** A caller who is no next hop; one of sips is promised that the way back is secret, too. */
  @ParameterizedTest
  @ValueSource(strings = {"sip:romeo@localhost:%d;transport=tls", "sips:romeo@localhost:%d"})
  @Requirement("CHAT-54")
  void aSessionOfRomeosGoesBothWays(String form) throws Exception {
    scene.route();
    var own = form.formatted(romeo.port());
    try (var line = line()) {
      line.send(romeo.invite(line, own));
      var ok = taken(line);
      var dialog = Dialog.ofAnswer(ok);
      assertThat(dialog.target())
          .startsWith(own.replaceFirst(":.*", ":juliet@127.0.0.1:") + tlsPort + ";");
      line.send(romeo.request(line, dialog, "ACK", 1, own));
      try (var media = romeo.media(ok)) {
        talk(media, "He jests at scars");
        line.send(romeo.request(line, dialog, "UPDATE", 2, own));
        assertThat(TlsRomeo.contact(taken(line))).isEqualTo(dialog.target());
        leaves();
        try (var back = romeo.accept()) {
          ended(back, own);
        }
      }
    }
  }

  /** Whatever the phone behind it says, a proxy that is in the way by TLS stays in the way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:romeo@far.example.net",
        "sip:x@abc.invalid;transport=ws",
        "sips:romeo@far.example.net"
      })
  void aProxyOfTlsLeadsToAnyContact(String contact) throws Exception {
    says("Good night");
    try (var line = romeo.accept()) {
      var invite = line.receive();
      var route = "<sip:localhost:" + romeo.port() + ";transport=tls;lr>";
      line.send(romeo.ok(invite, contact, "Record-Route: " + route + "\r\n"));
      var ack = line.receive();
      assertThat(ack).startsWith("ACK " + contact + " SIP/2.0");
      assertThat(TlsLine.field(ack, "Route")).isEqualTo(route);
      try (var media = romeo.media(invite);
          var own = line()) {
        assertThat(media.texts.next(WAIT).text()).isEqualTo("Good night");
        own.send(romeo.request(own, Dialog.ofInvite(invite), "UPDATE", 1, contact));
        assertThat(TlsRomeo.contact(taken(own)))
            .startsWith(contact.startsWith("sips:") ? "sips:" : "sip:")
            .contains("@127.0.0.1:" + tlsPort + ";");
        leaves();
        ended(line, contact);
      }
    }
  }

  @Test
  void theHostIsWhatIsAdvertised() throws Exception {
    scene.tenant(
        "verona",
        "example.net",
        Map.of("sip.next-hop", hop(), "sip.advertise", "localhost:" + scene.sipPort));
    Framework.await(
        "advertised",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.sipAdvertise().isPresent()));
    says("Good night");
    try (var line = romeo.accept()) {
      var invite = line.receive();
      assertThat(TlsLine.field(invite, "Via")).startsWith("SIP/2.0/TLS localhost:" + tlsPort);
      assertThat(TlsRomeo.contact(invite))
          .startsWith("sip:juliet@localhost:" + tlsPort + ";transport=tls;");
      line.send(romeo.ok(invite, contact(), ""));
      assertThat(line.receive()).startsWith("ACK ");
      try (var media = romeo.media(invite)) {
        assertThat(media.texts.next(WAIT).text()).isEqualTo("Good night");
        leaves();
        ended(line, contact());
      }
    }
  }

  @Test
  void itGoesOnBehindAnExchangeAndARestart() throws Exception {
    says("Good night");
    try (var line = romeo.accept()) {
      var invite = line.receive();
      try (var media = takes(line, invite)) {
        assertThat(media.texts.next(WAIT).text()).isEqualTo("Good night");
        scene.framework.bundle("sip").stop();
        scene.framework.bundle("sip").start();
        awaitHeard();
        changes(Dialog.ofInvite(invite), 1);
        talk(media, "till it be morrow");
        scene.restart();
      }
    }
    try (var line = romeo.accept();
        var media = takes(line, line.receive())) {
      talk(media, "Sleep dwell upon thine eyes");
      leaves();
      ended(line, contact());
    }
  }
}
