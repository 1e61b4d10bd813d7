package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single messages over the wire, in both directions (RFC 7572). */
class PageModeTest {

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
    scene.settle();
    romeo.messages.drain();
  }

  @Test
  @Requirement({"PAGE-01", "PAGE-10"})
  void normalBecomesOneMessage() throws Exception {
    scene.say(
        JULIET, "romeo@example.net", "", "m1", "<body>Art thou not Romeo, and a Montague?</body>");

    var message = romeo.messages.next(WAIT);

    assertThat(message.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(message.text()).isEqualTo("Art thou not Romeo, and a Montague?");
    assertThat(message.need("Content-Length")).isEqualTo("35");
    assertThat(message.need("Content-Type")).startsWith("text/plain");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
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

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo("m3");
    assertThat(error.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(error.getAttribute("to")).isEqualTo(JULIET);
    assertThat(error.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
