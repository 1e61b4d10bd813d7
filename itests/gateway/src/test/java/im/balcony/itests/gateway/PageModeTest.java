package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single messages over the wire, in both directions (RFC 7572). */
class PageModeTest {

  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String JULIET = "juliet@example.com/yn0cl4bnw0yr3vym";

  private static Scene scene;
  private static Phone romeo;

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

  @BeforeEach
  void quiet() {
    romeo.answer = message -> List.of("200 OK");
  }

  @AfterEach
  void empty() {
    romeo.received.drain();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "normal"})
  @Requirement({"PAGE-01", "PAGE-10"})
  void normalBecomesOneMessage(String type) throws Exception {
    var body = "<body>Art thou not Romeo, and a Montague?</body>";
    scene.say(JULIET, "romeo@example.net", type, "m1" + type, body);

    var message = romeo.messages.next(WAIT);

    assertThat(message.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(message.tag("To")).as("a dialog").isEmpty();
    assertThat(message.text()).isEqualTo("Art thou not Romeo, and a Montague?");
    assertThat(message.need("Content-Length")).isEqualTo("35");
    assertThat(message.need("Content-Type")).startsWith("text/plain");
    assertThat(romeo.received.drain()).hasSize(1);
    assertThat(romeo.received.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-05", "ADDR-29", "ADDR-28"})
  void theSenderIsItsBareAddressWithItsResourceAsGruu() throws Exception {
    scene.say(JULIET, "romeo@example.net", "normal", "m2", "<body>x</body>");

    var message = romeo.messages.next(WAIT);

    assertThat(message.need("From")).contains("<sip:juliet@example.com;gr=yn0cl4bnw0yr3vym>;tag=");
  }

  @Test
  @Requirement({"PAGE-20", "PAGE-29", "PAGE-14"})
  void messageBecomesOneStanza() throws Exception {
    var response =
        romeo.message("sip:juliet@example.com", "Neither, fair saint, if either thee dislike.");

    assertThat(response.status()).isEqualTo(202);
    assertThat(response.need("Content-Length")).isEqualTo("0");
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Neither, fair saint, if either thee dislike.");
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(stanza.getAttribute("to")).isEqualTo("juliet@example.com");
    assertThat(stanza.getAttribute("type")).isIn("", "normal");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-15", "PAGE-16", "PAGE-06"})
  void aRefusalComesBackAsOneErrorStanza() throws Exception {
    romeo.answer = message -> List.of("404 Not Found");

    scene.say(JULIET, "romeo@example.net", "normal", "m3", "<body>x</body>");

    romeo.messages.next(WAIT);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getLocalName()).isEqualTo("message");
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo("m3");
    assertThat(error.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(error.getAttribute("to")).isEqualTo(JULIET);
    assertThat(error.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-06")
  void outcomesKeepToTheirStanzas() throws Exception {
    romeo.answer = message -> List.of();
    scene.say(JULIET, "romeo@example.net", "normal", "to-romeo", "<body>x</body>");
    scene.say(JULIET, "paris@example.net", "normal", "to-paris", "<body>x</body>");
    var pending = List.of(romeo.messages.next(WAIT), romeo.messages.next(WAIT));
    var toRomeo = addressed(pending, "sip:romeo@example.net");
    var toParis = addressed(pending, "sip:paris@example.net");

    romeo.respond(toParis, "404 Not Found", List.of(), "");
    var first = scene.server.stanzas.next(WAIT);
    romeo.respond(toRomeo, "403 Forbidden", List.of(), "");
    var second = scene.server.stanzas.next(WAIT);

    assertThat(first.getAttribute("id")).isEqualTo("to-paris");
    assertThat(first.getAttribute("from")).isEqualTo("paris@example.net");
    assertThat(has(first, ERRORS, "item-not-found")).isTrue();
    assertThat(second.getAttribute("id")).isEqualTo("to-romeo");
    assertThat(second.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(has(second, ERRORS, "forbidden")).isTrue();
  }

  private static SipFrame addressed(List<SipFrame> requests, String uri) {
    return requests.stream().filter(r -> r.requestUri().equals(uri)).findFirst().orElseThrow();
  }
}
