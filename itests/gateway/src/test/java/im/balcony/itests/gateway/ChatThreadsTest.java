package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What names a chat on either side: Subject, thread, Call-ID and resource (RFC 7573). */
class ChatThreadsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";
  private final String full = juliet + "/yn0cl4bnw0yr3vym";

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

  private void say(String id, String children) throws Exception {
    scene.say(full, "romeo@example.net", "chat", id, children);
  }

  private Call invited(String id, String children) throws Exception {
    say(id, children);
    return romeo.invites.next(WAIT);
  }

  private static void configure(Map<String, String> change) throws Exception {
    var values = new java.util.HashMap<String, String>(change);
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr");
    scene.tenant("verona", "example.net", values);
    Thread.sleep(300);
  }

  private static void refuse(Call call) throws Exception {
    call.refuse("480 Temporarily Unavailable");
    scene.server.stanzas.next(WAIT);
  }

  @Test
  @Requirement({"CHAT-05"})
  void theSubjectIsTheStanzasOrTheTenantsOrNone() throws Exception {
    var own = invited("s1", "<subject>The balcony</subject><body>x</body>");
    assertThat(own.invite().need("Subject")).isEqualTo("The balcony");
    refuse(own);

    try {
      configure(Map.of("chat.subject", "A word from {name}"));
      var configured = invited("s2", "<body>x</body>");
      assertThat(configured.invite().need("Subject"))
          .isEqualTo("A word from " + juliet.replaceFirst("@.*", ""));
      refuse(configured);

      configure(Map.of("chat.subject", ""));
      var none = invited("s3", "<body>x</body>");
      assertThat(none.invite().header("Subject")).isEmpty();
      refuse(none);
    } finally {
      configure(Map.of());
    }
  }

  @Test
  @Requirement({"CHAT-29"})
  void withoutAThreadTheCallIdIsIt() throws Exception {
    var call = invited("n1", "<body>no thread</body>");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    for (var i = 0; i < 2; i++) {
      line.send("reply " + i);
      assertThat(child(scene.server.stanzas.next(WAIT), "thread")).isEqualTo(call.callId());
    }
    call.bye();

    var other = "nurse" + people + "@example.com/x";
    scene.say(other, "romeo@example.net", "chat", "n2", "<body>no thread</body>");
    var second = romeo.invites.next(WAIT);
    assertThat(call.callId()).matches("[A-Za-z0-9.-]{16,}");
    assertThat(second.callId()).matches("[A-Za-z0-9.-]{16,}").isNotEqualTo(call.callId());
    second.refuse("480 Temporarily Unavailable");
    scene.failed("n2");
  }

  @Test
  @Requirement({"CHAT-31"})
  void aThreadComesBackAsItWas() throws Exception {
    var id = "29377446-0CBB-4296-8958-590D7909" + (1000 + people);
    var thread = "\n    " + id + "\n  ";
    var call = invited("o1", "<thread>" + thread + "</thread><body>indented</body>");
    assertThat(call.callId()).isEqualTo(id);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);

    line.send("reply");

    assertThat(child(scene.server.stanzas.next(WAIT), "thread")).isEqualTo(thread);
    call.bye();
  }

  @Test
  @Requirement({"CHAT-32"})
  void anEndedSessionsCallIdIsNotUsedAgain() throws Exception {
    var thread = "5E4A8C1E-3D0B-4D6E-9A53-0C3C6A4D" + (1000 + people);
    var text = "<thread>" + thread + "</thread><body>x</body><active xmlns='" + STATES + "'/>";
    var first = invited("u1", text);
    first.accept(Call.Offer.PLAIN).texts.next(WAIT);
    say("u2", "<thread>" + thread + "</thread><gone xmlns='" + STATES + "'/>");
    first.expectBye(WAIT);

    var second = invited("u3", text);

    assertThat(first.callId()).isEqualTo(thread);
    assertThat(second.callId()).isNotEqualTo(thread);
    assertThat(second.invite().tag("From")).isNotEqualTo(first.invite().tag("From"));
    var line = second.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.send("reply");
    assertThat(child(scene.server.stanzas.next(WAIT), "thread")).isEqualTo(thread);
    scene.hangUp(second);
  }

  private String addresseeOf(MsrpLine line, String text) throws Exception {
    line.send(text);
    return scene.server.stanzas.next(WAIT).getAttribute("to");
  }

  private void presence(String type, String from) throws Exception {
    scene.server.send(
        "example.net",
        "<presence xmlns='jabber:component:accept' to='romeo@example.net' from='"
            + from
            + "'"
            + (type.isEmpty() ? "" : " type='" + type + "'")
            + "/>");
    // It comes by another wire than the text that follows.
    Thread.sleep(SILENCE.toMillis());
  }

  @Test
  @Requirement({"CHAT-13"})
  void presenceAnotherResourceAndABounceReleaseTheLock() throws Exception {
    var call = invited("l1", "<body>x</body>");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    assertThat(addresseeOf(line, "locked")).isEqualTo(full);

    presence("unavailable", full);
    assertThat(addresseeOf(line, "released by unavailable")).isEqualTo(juliet);

    scene.say(juliet + "/garden", "romeo@example.net", "chat", "l2", "<body>here</body>");
    line.texts.next(WAIT);
    assertThat(addresseeOf(line, "locked on another")).isEqualTo(juliet + "/garden");
    presence("", juliet + "/chamber");
    assertThat(addresseeOf(line, "released by available")).isEqualTo(juliet);

    say("l3", "<body>back</body>");
    line.texts.next(WAIT);
    line.send("to be bounced");
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("to")).isEqualTo(full);
    scene.say(
        full,
        "romeo@example.net",
        "error",
        stanza.getAttribute("id"),
        "<error type='cancel'><service-unavailable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    line.reports.next(WAIT);
    assertThat(addresseeOf(line, "after the bounce")).isEqualTo(juliet);
    call.bye();
  }

  @Test
  @Requirement({"CHAT-51"})
  void clientsWithoutThreadsAndStatesHaveSessionsBothWays() throws Exception {
    var ours = invited("p1", "<body>plain</body>");
    var line = ours.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("plain");
    line.send("plain reply");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("plain reply");
    say("p2", "<body>plain again</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("plain again");
    assertThat(ours.bye().status()).isEqualTo(200);

    var theirs = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var second = theirs.connect();
    second.send("from the other side");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("from the other side");
    say("p3", "<body>and back</body>");
    assertThat(second.texts.next(WAIT).text()).isEqualTo("and back");
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(theirs.bye().status()).isEqualTo(200);
  }
}
