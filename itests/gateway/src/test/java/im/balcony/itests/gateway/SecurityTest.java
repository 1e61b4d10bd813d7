package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    var id = ours.replaceFirst(".*/([^;]*);.*", "$1");
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
      ids.add(call.peerSdp().path().get(0).replaceFirst(".*/([^;]*);.*", "$1"));
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
}
