package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Chat states stay on for who showed them, and come from the endpoint that all else came from. */
class ShownStatesTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String GR = "dr4hcr0st3lup4c";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
    romeo.contactUri = "sip:romeo@127.0.0.1:" + romeo.port() + ";gr=" + GR;
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

  private static Element next() {
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net/" + GR);
    return stanza;
  }

  @Test
  @Requirement({"ADDR-30", "STATE-20"})
  void oneTextWithoutAStateChangesNothing() throws Exception {
    say("1", "<body>Good morrow</body><active xmlns='" + STATES + "'/>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Good morrow");
    say("2", "<composing xmlns='" + STATES + "'/>");
    line.composing.next(WAIT);
    line.send("Is the day so young?");
    assertThat(child(next(), "body")).isEqualTo("Is the day so young?");
    say("3", "<body>But new struck nine</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("But new struck nine");

    line.composing("active");
    assertThat(has(next(), STATES, "composing")).isTrue();
    line.send("Ay me!");
    assertThat(has(next(), STATES, "active")).isTrue();
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(has(next(), STATES, "gone")).isTrue();
  }

  @Test
  void goneComesFromTheSameEndpointAfterARestart() throws Exception {
    say("1", "<body>Good morrow</body><active xmlns='" + STATES + "'/>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Good morrow");
    line.send("Is the day so young?");
    next();

    scene.restart();
    // The dialog outlives the process: its end is heard and told.
    call.requests.ignoring("the offer after a restart", r -> r.method().equals("INVITE"));
    call.bye();

    assertThat(has(next(), STATES, "gone")).isTrue();
  }
}
