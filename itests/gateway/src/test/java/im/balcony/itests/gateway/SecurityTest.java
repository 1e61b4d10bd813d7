package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * Who may speak, as whom, and on which session: no open relay, no borrowed identity, no session
 * taken over (RFC 3428 §11, RFC 7247 §8, RFC 4975 §14).
 */
class SecurityTest {

  private static final Map<String, String> TRUSTING = Map.of();

  private static Scene scene;
  private static Phone romeo;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", TRUSTING);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void empty() throws Exception {
    trust("127.0.0.0/8");
  }

  /** Changes whom the tenant trusts, and waits until that is in force. */
  private static void trust(String peers) throws Exception {
    scene.tenant(
        "verona",
        "example.net",
        Map.of(
            "sip.trusted-peers", peers, "sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr"));
    Thread.sleep(300);
  }

  /** An empty list trusts nobody; a list trusts whom it names and no one else. */
  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.2", "192.0.2.0/24, 2001:db8::/32"})
  @Requirement("SIP-72")
  void nothingOfAnUntrustedSourceReachesXmpp(String peers) throws Exception {
    trust(peers);

    var page = romeo.message("sip:juliet@example.com", "spam");
    var claimed =
        romeo
            .draft("sip:juliet@example.com")
            .header("P-Asserted-Identity: <sip:romeo@example.net>")
            .text("spam")
            .send();
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);

    assertThat(List.of(page.status(), claimed.status(), call.response().status()))
        .containsOnly(403);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void whoIsTrustedIsHeard() throws Exception {
    trust("127.0.0.1");

    assertThat(romeo.message("sip:juliet@example.com", "spam?").status()).isEqualTo(202);
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("spam?");
  }

  /** A From of another domain is refused, whatever else the request says of who sends it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<sip:romeo@example.com>;tag=1",
        "<sip:juliet@example.com>;tag=1",
        "<sip:romeo@example.net.evil.example>;tag=1",
        "\"romeo@example.net\" <sip:romeo@evil.example>;tag=1",
        "<sip:romeo%40example.net@evil.example>;tag=1"
      })
  void nobodySpeaksAsAForeignDomain(String from) throws Exception {
    var answer = romeo.draft("sip:juliet@example.com").from(from).text("mine").send();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  /** What other headers claim does not make an address; the strict server checks its domain. */
  @Test
  void theSenderIsTheFromAlone() throws Exception {
    romeo
        .draft("sip:juliet@example.com")
        .header("P-Asserted-Identity: <sip:tybalt@example.com>")
        .header("P-Preferred-Identity: <sip:tybalt@example.com>")
        .header("Reply-To: <sip:tybalt@example.com>")
        .text("who?")
        .send();

    assertThat(scene.server.stanzas.next(WAIT).getAttribute("from")).isEqualTo("romeo@example.net");
  }

  /** Text in message/cpim names nobody (RFC 4975 §14.5). */
  @Test
  void theSenderOfASessionIsItsDialogs() throws Exception {
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
    var line = call.connect();
    var cpim =
        "From: <sip:tybalt@example.com>\r\nTo: <sip:nurse@example.com>\r\n\r\n"
            + "Content-Type: text/plain\r\n\r\nwho?";

    line.send(cpim.getBytes(UTF_8), "message/cpim", Integer.MAX_VALUE, List.of());

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("from")).startsWith("romeo@example.net");
    assertThat(stanza.getAttribute("to")).startsWith("juliet@example.com");
    call.bye();
  }

  /** The From that SIP sees is the stanza's sender, whom the server vouches for. */
  @Test
  @Requirement("SIP-72")
  void theFromOfARequestIsTheStanzasSender() throws Exception {
    scene.say(
        "juliet@example.com/balcony",
        "romeo@example.net",
        "normal",
        "s2",
        "<body>x</body><addresses xmlns='http://jabber.org/protocol/address'>"
            + "<address type='ofrom' jid='tybalt@example.com'/></addresses>"
            + "<nick xmlns='http://jabber.org/protocol/nick'>&quot; &lt;sip:eve@evil.example&gt;</nick>");

    var request = romeo.messages.next(WAIT);
    assertThat(request.uri("From")).isEqualTo("sip:juliet@example.com;gr=balcony");
    assertThat(request.all("P-Asserted-Identity")).isEmpty();
  }

  private static MsrpLine talking() throws Exception {
    return romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN).connect();
  }

  /** Sends one SEND from a connection of a stranger's and gives the status of its answer. */
  private static String stranger(String toPath, String fromPath) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), scene.msrpPort)) {
      socket.setSoTimeout(10_000);
      var send =
          ("MSRP stranger1 SEND\r\nTo-Path: %s\r\nFrom-Path: %s\r\nMessage-ID: m1\r\n"
                  + "Byte-Range: 1-4/4\r\nContent-Type: text/plain\r\n\r\nspam\r\n"
                  + "-------stranger1$\r\n")
              .formatted(toPath, fromPath);
      socket.getOutputStream().write(send.getBytes(UTF_8));
      var answer = new StringBuilder();
      var in = socket.getInputStream();
      for (var octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
        answer.append((char) octet);
      }
      return answer.toString().replaceFirst("MSRP stranger1 (\\d{3}).*\\s*", "$1");
    }
  }

  @Test
  void aSessionIsNotTakenOverByAnotherConnection() throws Exception {
    var line = talking();
    line.send("mine");
    var first = scene.server.stanzas.next(WAIT);
    var bound = line.frames.next(WAIT);
    var ours = bound.header("From-Path").orElse("");
    var his = bound.header("To-Path").orElse("");

    assertThat(stranger(ours, his)).as("replayed").isEqualTo("506");
    assertThat(stranger(ours, "msrp://127.0.0.1:9/else;tcp")).as("foreign").isIn("481", "506");

    line.send("still mine");
    assertThat(ComponentServer.child(first, "body")).isEqualTo("mine");
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("still mine");
  }

  @Test
  void aGuessedSessionIsUnknown() throws Exception {
    var line = talking();
    line.send("x");
    scene.server.stanzas.next(WAIT);
    var ours = line.frames.next(WAIT).header("From-Path").orElse("");
    var id = id(ours);
    var last = id.charAt(id.length() - 1) == 'A' ? 'B' : 'A';
    var near = ours.replace(id, id.substring(0, id.length() - 1) + last);

    assertThat(stranger(near, "msrp://127.0.0.1:9/else;tcp")).isEqualTo("481");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  /** 80 random bits or more (RFC 4975 §14.1): long enough, never the same, every place varies. */
  @Test
  void sessionIdsCannotBeGuessed() throws Exception {
    var ids = new HashSet<String>();
    for (var i = 0; i < 12; i++) {
      scene.say(
          "juliet" + i + "@example.com/x", "romeo@example.net", "chat", "g" + i, "<body>x</body>");
      var call = romeo.invites.next(WAIT);
      ids.add(id(call.peerSdp().path().get(0)));
      call.refuse("480 Later");
      scene.server.stanzas.next(WAIT);
    }

    assertThat(ids).hasSize(12);
    // Six bits a character of base64.
    assertThat(ids).allSatisfy(id -> assertThat(id.length() * 6).isGreaterThanOrEqualTo(80));
    var shortest = ids.stream().mapToInt(String::length).min().orElse(0);
    for (var place = 0; place < shortest; place++) {
      var at = place;
      assertThat(ids.stream().map(id -> id.charAt(at)).distinct().count())
          .as("characters at " + place)
          .isGreaterThan(3);
    }
  }

  /** Who asks for protection on the whole way is told that there is none (RFC 7247 §8). */
  @Test
  @Requirement("SEC-02")
  void whatAsksForSipsGoesNoFurther() throws Exception {
    var secure = "sips:juliet@example.com";
    var call = romeo.invite(secure, Call.Offer.PLAIN);
    var named = romeo.draft("sip:juliet@example.com").to("<" + secure + ">").text("x").send();

    for (var answer : List.of(romeo.message(secure, "x"), call.response(), named)) {
      assertThat(answer.status()).isIn(480, 416);
      assertThat(answer.status() == 416 || answer.need("Warning").startsWith("380 ")).isTrue();
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  private interface Story {
    void happens() throws Exception;
  }

  /** What is logged meanwhile, at the level of an installation. */
  private static String logged(Story story) throws Exception {
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      story.happens();
    } finally {
      System.setErr(before);
    }
    return log.toString(UTF_8);
  }

  private static String id(String uri) {
    return uri.replaceFirst(".*/([^;]*);.*", "$1");
  }

  @Test
  @Requirement("SEC-13")
  void sessionIdsAreNeitherLoggedNorShown() throws Exception {
    var secrets = new ArrayList<String>();
    var shown = new StringBuilder();
    var log =
        logged(
            () -> {
              var call = romeo.invite("sip:rosaline@example.com", Call.Offer.PLAIN);
              secrets.add(id(call.peerSdp().path().get(0)));
              secrets.add(id(call.ownPath().get(0)));
              var line = call.connect();
              line.send("so thou wilt woo");
              shown.append(scene.server.stanzas.next(WAIT).getTextContent());
              assertThat(stranger(call.peerSdp().path().get(0), "msrp://127.0.0.1:9/else;tcp"))
                  .isIn("481", "506");
              // What is lost is what may be logged.
              line.answer = frame -> 481;
              scene.say(
                  "rosaline@example.com/x", "romeo@example.net", "chat", "s13", "<body>x</body>");
              call.expectBye(WAIT);
              var next = romeo.invites.next(WAIT);
              secrets.add(id(next.peerSdp().path().get(0)));
              next.refuse("486 Busy Here");
              shown.append(scene.server.stanzas.next(WAIT).getTextContent());
            });
    assertThat(secrets).hasSize(3);
    assertThat(log).isNotEmpty().doesNotContain(secrets);
    assertThat(shown.toString()).doesNotContain(secrets);
  }

  @Test
  @Requirement("SEC-14")
  void secretsAreNeitherLoggedNorTold() throws Exception {
    var wrong = "wr0ng-s3cr3t-of-montague";
    var file = Files.writeString(Files.createTempFile("balcony", "secret"), wrong);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var told = new StringBuilder();
    var log =
        logged(
            () -> {
              scene.tenant(
                  "mantua", "montague.example", Map.of("xmpp.secret-file", file.toString()));
              var gateway = scene.framework.service(Gateway.class).orElseThrow();
              Framework.await(
                  "the refusal",
                  WAIT,
                  () -> gateway.why().stream().anyMatch(p -> p.reason().contains("authorized")));
              told.append(gateway.why()).append(gateway.tenants());
              romeo.answer =
                  message ->
                      List.of(
                          "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
              for (var i = 0; i < 3; i++) {
                scene.say(
                    "nurse@example.com/x",
                    "romeo@example.net",
                    "normal",
                    "a" + i,
                    "<body>x</body>");
                romeo.messages.next(WAIT);
                told.append(scene.server.stanzas.next(WAIT).getTextContent());
              }
              romeo.answer = message -> List.of("200 OK");
            });
    scene.framework.removeTenant("mantua");
    assertThat(log).contains("not-authorized").doesNotContain(wrong).doesNotContain("s3cr3t");
    assertThat(told.toString()).doesNotContain(wrong).doesNotContain("s3cr3t");
  }

  /** The wildcard address leads here too, and is none that says so. */
  @Test
  @Requirement("XMPP-39")
  void aLinkThatLeavesTheMachineInTheClearIsWarnedOf() throws Exception {
    var log =
        logged(
            () -> {
              scene.server.connected.drain();
              scene.tenant("mantua", "montague.example", Map.of("xmpp.host", "0.0.0.0"));
              assertThat(scene.server.connected.next(WAIT)).isEqualTo("montague.example");
              scene.tenant("capulets", "capulet.example", Map.of());
              assertThat(scene.server.connected.next(WAIT)).isEqualTo("capulet.example");
            });
    scene.framework.removeTenant("mantua");
    scene.framework.removeTenant("capulets");
    assertThat(log.lines().filter(line -> line.contains("unencrypted")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("WARN", "montague.example", "0.0.0.0"));
  }

  /** Nobody learns by asking who has an account: the server is not asked before the answer. */
  @Test
  @Requirement("SEC-21")
  void whoExistsIsNotToldByAnAnswer() throws Exception {
    scene.server.reply =
        stanza ->
            stanza.getAttribute("to").startsWith("nobody")
                ? Optional.of(
                    "<message type='error' id='%s' from='%s' to='%s'><error type='cancel'>"
                            .formatted(
                                stanza.getAttribute("id"),
                                stanza.getAttribute("to"),
                                stanza.getAttribute("from"))
                        + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                        + "</error></message>")
                : Optional.empty();
    try {
      var answers = new ArrayList<List<String>>();
      for (var user : List.of("juliet", "nobody")) {
        var to = "sip:" + user + "@example.com";
        var page = romeo.message(to, "art thou there?");
        scene.server.stanzas.next(WAIT);
        var call = romeo.invite(to, Call.Offer.PLAIN);
        answers.add(List.of(page.startLine(), call.response().startLine()));
        call.bye();
      }
      assertThat(answers.get(1)).isEqualTo(answers.get(0));
    } finally {
      scene.server.reply = stanza -> Optional.empty();
    }
  }

  @Test
  @Requirement("SEC-26")
  void lookAlikesAreNotMade() throws Exception {
    var draft = romeo.draft("sip:juliet@example.com").from("<sip:o'malley@example.net>;tag=1");
    assertThat(draft.text("x").send().status()).isEqualTo(202);
    var from = scene.server.stanzas.next(WAIT).getAttribute("from");
    assertThat(from).isEqualTo("o\\27malley@example.net").isASCII();

    scene.say("o\\27malley@example.com/x", "romeo@example.net", "normal", "o1", "<body>x</body>");
    assertThat(romeo.messages.next(WAIT).uri("From"))
        .isEqualTo("sip:o'malley@example.com;gr=x")
        .isASCII();
    // A letter that is not as PRECIS has it is made so, or is none.
    var wide = romeo.draft("sip:juliet@example.com").from("<sip:%EF%BC%AA@example.net>;tag=2");
    if (wide.text("x").send().status() == 202) {
      assertThat(scene.server.stanzas.next(WAIT).getAttribute("from")).isEqualTo("j@example.net");
    }
  }

  /** The text of what is signed is shown, and nothing of its signature. */
  @Test
  @Requirement("SEC-27")
  void whatIsSignedIsNotSaidToBeVerified() throws Exception {
    var signed =
        "--b\r\nContent-Type: text/plain\r\n\r\nmy true love\r\n"
            + "--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIIsigned\r\n--b--\r\n";
    var type =
        "multipart/signed;protocol=\"application/pkcs7-signature\";micalg=sha-256;boundary=b";
    romeo.draft("sip:juliet@example.com").body(type, signed.getBytes(UTF_8)).send();
    isPlain(scene.server.stanzas.next(WAIT));

    var line = talking();
    line.send(signed.getBytes(UTF_8), type, Integer.MAX_VALUE, List.of());
    isPlain(scene.server.stanzas.next(WAIT));
  }

  private static void isPlain(Element stanza) {
    assertThat(ComponentServer.child(stanza, "body")).isEqualTo("my true love");
    var children = new ArrayList<String>();
    for (var child = stanza.getFirstChild(); child != null; child = child.getNextSibling()) {
      children.add(child.getLocalName());
    }
    assertThat(children).isSubsetOf("body", "thread", "active", "request", "headers");
  }
}
