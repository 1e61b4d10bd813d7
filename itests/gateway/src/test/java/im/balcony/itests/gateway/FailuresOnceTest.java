package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * One failed message is one error, however often it is refused; errors nobody waits for are none.
 */
class FailuresOnceTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";

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

  /** The same refusal from two branches of a forking proxy that lets both through, and copies. */
  private static void refuseAgainAndAgain(SipFrame request, String status) throws Exception {
    for (var i = 0; i < 2; i++) {
      for (var tag : List.of("fork1", "fork2")) {
        romeo.respond(request, status, List.of(), "", tag);
      }
    }
  }

  private static Element theOnlyStanza() {
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    return stanza;
  }

  @Test
  @Requirement("ERR-97")
  void oneFailureIsOneErrorStanza() throws Exception {
    romeo.answer = message -> List.of();
    scene.say(juliet, "romeo@example.net", "normal", "page", "<body>x</body>");
    refuseAgainAndAgain(romeo.messages.next(WAIT), "404 Not Found");
    var page = theOnlyStanza();
    assertThat(page.getAttribute("id")).isEqualTo("page");
    assertThat(page.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);

    scene.say(juliet, "romeo@example.net", "chat", "chat", "<body>x</body>");
    refuseAgainAndAgain(romeo.invites.next(WAIT).invite(), "404 Not Found");
    var chat = theOnlyStanza();
    assertThat(chat.getAttribute("id")).isEqualTo("chat");
    assertThat(chat.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
  }

  @Test
  @Requirement({"ERR-97"})
  void manyRefusalsAreOneError() throws Exception {
    romeo.answer = message -> List.of();
    scene.say(juliet, "romeo@example.net", "normal", "f1", "<body>x</body>");
    var message = romeo.messages.next(WAIT);
    for (var status : List.of("404 Not Found", "480 Temporarily Unavailable", "404 Not Found")) {
      romeo.respond(message, status, List.of(), "");
    }
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("f1");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message type='error' id='nobody' from='%s' to='%s'><error type='cancel'>"
            + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        "<iq type='error' id='probe' from='%s' to='%s'><error type='cancel'>"
            + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        "<presence type='error' from='%s' to='%s'><error type='cancel'>"
            + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
        "<message type='error' from='%s' to='%s'><error type='cancel'>"
            + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
      })
  @Requirement({"ERR-98"})
  void aStrayErrorChangesNoSession(String stray) throws Exception {
    scene.say(juliet, "romeo@example.net", "chat", "v", "<body>x</body>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);

    scene.server.send("example.net", stray.formatted(juliet, "romeo@example.net"));

    assertThat(call.requests.poll(SILENCE)).isEmpty();
    line.send("still there?");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still there?");
    call.bye();
  }
}
