package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is meant by the URIs of dialogs and sessions (RFC 3261 §19.1, RFC 5627 §4.4). */
class AddressesInSessionsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void empty() {
    romeo.contactUri = "";
    romeo.contactParameters = "";
    romeo.dialogHeaders = List.of();
    romeo.received.drain();
  }

  private static void page(String from, String to, String id) throws Exception {
    scene.say(from, to, "normal", id, "<body>" + id + "</body>");
  }

  private static void nothingIsSent() {
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("ADDR-25")
  void everyRequestGoesToASipUri() throws Exception {
    page(juliet + "/x", "romeo@example.net", "page");
    romeo.messages.next(WAIT);
    scene.say(juliet + "/x", "romeo@example.net", "chat", "c1", "<body>chat</body>" + ACTIVE);
    romeo.invites.next(WAIT).accept(Call.Offer.PLAIN).texts.next(WAIT);
    scene.say(juliet + "/x", "romeo@example.net", "chat", "c2", "<gone xmlns='" + STATES + "'/>");
    var seen = new ArrayList<String>();
    while (!seen.contains("BYE")) {
      var frame = romeo.received.next(WAIT, f -> !f.isResponse());
      seen.add(frame.method());
      assertThat(frame.requestUri()).as(frame.startLine()).startsWith("sip:");
    }
    assertThat(seen).contains("MESSAGE", "INVITE", "ACK", "BYE");
  }

  @Test
  @Requirement("ADDR-31")
  void aGruuOutsideTheBracketsIsAHintForTheResource() throws Exception {
    romeo.contactUri = "sip:romeo@example.net";
    romeo.contactParameters = ";gr=dr4hcr0st3lup4c";
    romeo.dialogHeaders = List.of("Record-Route: <sip:127.0.0.1:" + romeo.port() + ";lr>");
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    var line = call.connect();
    line.send("hello");

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("hello");
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net/dr4hcr0st3lup4c");

    romeo.received.drain();
    scene.say(juliet + "/x", "romeo@example.net", "chat", "g1", "<gone xmlns='" + STATES + "'/>");
    assertThat(call.expectBye(WAIT).requestUri()).isEqualTo("sip:romeo@example.net");
  }

  @Test
  @Requirement("ADDR-38")
  void theSpellingOfTheCallerIsTheWayBack() throws Exception {
    var gateway = new InetSocketAddress("127.0.0.1", scene.sipPort);
    try (var phone =
            new Phone("RoMeo%2F1", "example.net", gateway, scene.ladder, scene.violations);
        var call = phone.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      call.connect().send("hello");
      assertThat(scene.server.stanzas.next(WAIT).getAttribute("from"))
          .startsWith("romeo\\2f1@example.net");
      call.bye();
    }

    scene.say(juliet + "/x", "romeo\\2f1@example.net", "chat", "w1", "<body>back</body>");
    var back = romeo.invites.next(WAIT);
    assertThat(back.invite().requestUri()).isEqualTo("sip:RoMeo%2F1@example.net");
    back.refuse("480 Later");
    scene.failed("w1");
  }

  @Test
  @Requirement("ADDR-36")
  void twoSpellingsOfOneUriAreOneSession() throws Exception {
    scene.say(juliet + "/x", "alice@example.net", "chat", "c1", "<body>hello</body>" + ACTIVE);
    romeo.invites.next(WAIT).accept(Call.Offer.PLAIN).texts.next(WAIT);

    // Composing outside of the dialog counts only where there is a session with its sender.
    assertThat(composing("%61lice", "EXAMPLE.net", "active").status()).isEqualTo(202);
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "composing")).isTrue();
    assertThat(composing("alice", "example.net", "idle").status()).isEqualTo(202);
    var idle = scene.server.stanzas.next(WAIT);
    assertThat(has(idle, STATES, "active")).isTrue();
    assertThat(idle.getAttribute("from")).startsWith("alice@example.net");
    assertThat(composing("bob", "example.net", "active").status()).isEqualTo(202);
    nothingIsSent();
  }

  private SipFrame composing(String user, String domain, String state) throws Exception {
    var document =
        "<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"><state>"
            + state
            + "</state></isComposing>";
    var gateway = new InetSocketAddress("127.0.0.1", scene.sipPort);
    try (var phone = new Phone(user, domain, gateway, scene.ladder, scene.violations)) {
      return phone.message(
          "sip:" + juliet, document, List.of("Content-Type: application/im-iscomposing+xml"));
    }
  }
}
