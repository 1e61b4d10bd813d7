package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Texts that wait for their session while the INVITE is pending. */
class ChatQueueTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final int BOUND = 5;

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("outbox.messages", String.valueOf(BOUND)));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  private void text(int number) throws Exception {
    say("q" + number, "<body>text " + number + "</body><active xmlns='" + STATES + "'/>");
  }

  private static Element error() {
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    return error;
  }

  @Test
  @Requirement({"CHAT-10"})
  void textsWaitInOrderAndOneTooManyIsRefused() throws Exception {
    text(0);
    var call = romeo.invites.next(WAIT);
    call.ring();
    for (var i = 1; i < BOUND + 1; i++) {
      Thread.sleep(2_000 / BOUND);
      text(i);
    }

    var refused = error();
    assertThat(refused.getAttribute("id")).isEqualTo("q" + BOUND);
    var reason = (Element) refused.getElementsByTagNameNS("*", "error").item(0);
    assertThat(reason.getAttribute("type")).isEqualTo("wait");
    assertThat(reason.getElementsByTagNameNS("*", "resource-constraint").getLength()).isOne();
    var line = call.accept(Call.Offer.PLAIN);
    for (var i = 0; i < BOUND; i++) {
      assertThat(line.texts.next(WAIT).text()).isEqualTo("text " + i);
    }
    assertThat(line.texts.poll(SILENCE)).isEmpty();
    assertThat(romeo.invites.size()).isZero();
    assertThat(scene.server.stanzas.size()).isZero();
    scene.hangUp(call);
  }

  @Test
  @Requirement({"CHAT-39"})
  void goneBeforeTheAnswerLosesNoText() throws Exception {
    text(0);
    var call = romeo.invites.next(WAIT);
    call.ring();
    say("g1", "<gone xmlns='" + STATES + "'/>");
    assertThat(call.requests.poll(SILENCE)).as("no CANCEL while a text waits").isEmpty();

    var line = call.accept(Call.Offer.PLAIN);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("text 0");
    call.expectBye(WAIT);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  /** Nothing waits any more because Romeo's own INVITE crossed ours and took the text along. */
  @Test
  @Requirement({"CHAT-39"})
  void goneCancelsAnInviteForWhichNothingWaits() throws Exception {
    text(0);
    var ours = romeo.invites.next(WAIT);
    ours.ring();
    var theirs = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = theirs.connect();
    line.bind();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("text 0");

    say("g2", "<gone xmlns='" + STATES + "'/>");

    assertThat(ours.requests.next(WAIT).method()).isEqualTo("CANCEL");
    // The ACK to the 487 that Romeo's phone gave.
    var ack = ours.requests.next(WAIT);
    assertThat(ack.method()).isEqualTo("ACK");
    assertThat(ack.branch()).isEqualTo(ours.invite().branch());
    theirs.expectBye(WAIT);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(romeo.messages.size()).isZero();
  }
}
