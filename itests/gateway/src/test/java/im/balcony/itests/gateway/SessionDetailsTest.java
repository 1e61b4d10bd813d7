package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * What happens inside sessions: chat states, sizes, threads, and sessions that cannot be had (RFC
 * 7573).
 */
class SessionDetailsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int states;

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
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  private void state(String name) throws Exception {
    // A repeated id would be taken for a repeated stanza.
    say("state-" + ++states, "<" + name + " xmlns='" + STATES + "'/>");
  }

  /** A session that Juliet started with one text and a chat state. */
  private MsrpLine session() throws Exception {
    say("first", "<body>first</body>" + ACTIVE);
    var line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    return line;
  }

  private static List<String> children(Element stanza) {
    return IntStream.range(0, stanza.getChildNodes().getLength())
        .mapToObj(i -> stanza.getChildNodes().item(i).getLocalName())
        .toList();
  }

  @Test
  @Requirement({"STATE-03", "STATE-04", "STATE-06", "STATE-07"})
  void statesOfTheXmppUserBecomeComposing() throws Exception {
    var line = session();

    for (var idle : List.of("paused", "inactive", "active")) {
      state("composing");
      assertThat(line.composing.next(WAIT)).contains("<state>active</state>");
      state(idle);
      assertThat(line.composing.next(WAIT)).as(idle).contains("<state>idle</state>");
    }
  }

  @Test
  @Requirement({"STATE-28"})
  void aStateAloneStartsNothing() throws Exception {
    state("composing");

    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(romeo.messages.size()).isZero();
  }

  @Test
  @Requirement({"STATE-29"})
  void aStateInsideATextIsNotSaidTwice() throws Exception {
    var line = session();
    state("composing");
    line.composing.next(WAIT);
    say("t2", "<body>second</body>" + ACTIVE);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("second");
    assertThat(line.composing.poll(SILENCE)).isEmpty();
    assertThat(line.frames.drain())
        .filteredOn(f -> f.header("Content-Type").orElse("").contains("iscomposing"))
        .isNotEmpty()
        .allMatch(f -> f.header("Success-Report").filter("yes"::equals).isEmpty());
  }

  @Test
  @Requirement({"STATE-17", "STATE-26", "STATE-27"})
  void contentCarriesActiveAndStandaloneStatesNothingElse() throws Exception {
    var line = session();
    line.composing("active");
    var composing = scene.server.stanzas.next(WAIT);
    line.send("text");
    var text = scene.server.stanzas.next(WAIT);

    assertThat(has(composing, STATES, "composing")).isTrue();
    assertThat(composing.getElementsByTagNameNS(STATES, "*").getLength()).isEqualTo(1);
    assertThat(children(composing)).containsExactlyInAnyOrder("composing", "thread");
    assertThat(child(text, "body")).isEqualTo("text");
    assertThat(has(text, STATES, "active")).isTrue();
    assertThat(text.getElementsByTagNameNS(STATES, "*").getLength()).isEqualTo(1);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"STATE-24", "STATE-25"})
  void whoKnowsNoStatesIsSentNone() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    line.send("first");
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "active")).isTrue();
    say("plain", "<body>no states</body>");
    line.texts.next(WAIT);

    line.composing("active");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    line.send("second");
    var second = scene.server.stanzas.next(WAIT);
    assertThat(child(second, "body")).isEqualTo("second");
    assertThat(has(second, STATES, "*")).isFalse();
    call.bye();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"CHAT-27", "CHAT-53"})
  void aFullAddressHasASessionOfItsOwn() throws Exception {
    var full = "romeo@example.net/dr4hcr0st3lup4c";
    romeo.contactUri = "sip:romeo@127.0.0.1:" + romeo.port() + ";gr=garden";
    var other = session();
    scene.say(juliet + "/balcony", full, "chat", "f1", "<body>for the one</body>");

    var call = romeo.invites.next(WAIT);
    assertThat(call.invite().requestUri()).isEqualTo("sip:romeo@example.net;gr=dr4hcr0st3lup4c");
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("for the one");
    scene.say(juliet + "/balcony", full, "chat", "f2", "<body>and again</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("and again");
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(other.texts.size()).isZero();
    call.bye();
  }

  @Test
  @Requirement({"SIZE-17"})
  void aPeersMaxSizeIsKept() throws Exception {
    say("m1", "<body>short</body>");
    var small = new Call.Offer("text/plain", 100, "", true);
    var line = romeo.invites.next(WAIT).accept(small);
    line.texts.next(WAIT);

    say("m2", "<body>" + "x".repeat(300) + "</body>");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("m2");
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);
    assertThat(line.texts.poll(SILENCE)).isEmpty();
  }
}
