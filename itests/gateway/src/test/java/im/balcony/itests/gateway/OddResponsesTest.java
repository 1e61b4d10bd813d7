package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Phone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Responses with something odd in a field that nobody needs: the outcome is the true one. */
class OddResponsesTest {

  private static Scene scene;
  private static Phone phone;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";
  private final String romeo = "romeo" + people + "@example.net";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    phone = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    phone.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Contact: <sip:romeo@127.0.0.1>, <sip:",
        "Contact: <>",
        "Record-Route: <",
        "a line without colon",
        "Content-Type: application/sdp;=",
        "Via-Odd: \"",
        "Content-Type: multipart/mixed;boundary="
      })
  void aDeliveredMessageIsDelivered(String line) throws Exception {
    phone.received.drain();
    phone.answer = message -> List.of("200 OK", line);
    var id = "d" + people;
    scene.say(juliet, romeo, "normal", id, "<body>Good morrow</body>");
    phone.messages.next(WAIT);
    scene.awaitOutcome(id, "HANDED_OVER");
    assertThat(scene.server.stanzas.poll(Scene.SILENCE)).isEmpty();
    assertThat(phone.received.drain()).as("sent once").hasSize(1);
  }

  /** Refuse awaits the ACK. */
  @ParameterizedTest
  @ValueSource(strings = {"Contact: <>", "a line without colon", "Record-Route: <sip:"})
  void aRefusedInviteIsAcknowledgedAndTold(String line) throws Exception {
    phone.answer = message -> List.of("486 Busy Here", line);
    var id = "r" + people;
    scene.say(juliet, romeo, "chat", id, "<body>Good morrow</body>");
    phone.invites.next(WAIT).refuse("486 Busy Here", line);
    var error = scene.server.stanzas.next(WAIT, s -> s.getAttribute("from").startsWith(romeo));
    assertThat(error.getAttribute("id")).isEqualTo(id);
    var condition =
        (Element) error.getElementsByTagNameNS("urn:ietf:params:xml:ns:xmpp-stanzas", "*").item(0);
    assertThat(condition.getLocalName()).isEqualTo("recipient-unavailable");
  }
}
