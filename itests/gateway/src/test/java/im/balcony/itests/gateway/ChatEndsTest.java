package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How sessions end that nobody ends: by idle time, for want of an answer, as the surplus one. */
class ChatEndsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    var limit = LIMIT.toSeconds() + "s";
    romeo = scene.nextHop("romeo", Map.of("idle-timeout", limit, "setup-timeout", limit));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void say(String id, String text) throws Exception {
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        "chat",
        id,
        "<body>" + text + "</body><active xmlns='" + STATES + "'/>");
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  @Test
  @Requirement({"CHAT-17"})
  void anIdleSessionIsEnded() throws Exception {
    say("i1", "only this");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    Thread.sleep(LIMIT.toMillis() / 2);
    line.send("and this");
    var last = System.nanoTime();

    call.expectBye(WAIT);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("and this");
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
    assertThat(since(last)).isBetween(LIMIT.minusMillis(200), LIMIT.plusSeconds(3));
  }

  @Test
  @Requirement({"CHAT-40"})
  void anUnansweredInviteIsCancelledAndItsTextsFail() throws Exception {
    var begun = System.nanoTime();
    for (var i = 0; i < 3; i++) {
      say("c" + i, "text " + i);
    }
    var call = romeo.invites.next(WAIT);
    call.ring();

    var cancel = call.requests.next(WAIT);

    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(since(begun)).isBetween(LIMIT.minusMillis(200), LIMIT.plusSeconds(3));
    for (var i = 0; i < 3; i++) {
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("id")).isEqualTo("c" + i);
      assertThat(error.getElementsByTagNameNS("*", "remote-server-timeout").getLength()).isOne();
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(romeo.messages.size()).isZero();
  }

  @Test
  @Requirement({"CHAT-52"})
  void crossingInvitesLoseNothingAndOneSessionStays() throws Exception {
    say("x0", "text 0");
    say("x1", "text 1");
    var ours = romeo.invites.next(WAIT);
    ours.ring();

    var theirs = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(theirs.response().status()).isEqualTo(200);
    var used = theirs.connect();
    used.bind();
    var surplus = ours.accept(Call.Offer.PLAIN);
    for (var i = 0; i < 2; i++) {
      assertThat(used.texts.next(WAIT).text()).isEqualTo("text " + i);
    }

    var heard = new ArrayList<String>();
    var begun = System.nanoTime();
    while (ours.requests.size() == 0 && since(begun).compareTo(WAIT) < 0) {
      used.send("alive");
      heard.add(scene.server.stanzas.next(WAIT).getTextContent());
      Thread.sleep(LIMIT.toMillis() / 6);
    }
    ours.expectBye(WAIT);

    assertThat(since(begun)).isGreaterThan(LIMIT.minusSeconds(1));
    assertThat(surplus.texts.size()).isZero();
    assertThat(used.texts.size()).isZero();
    assertThat(heard).isNotEmpty().allMatch(text -> text.contains("alive"));
    assertThat(theirs.requests.drain()).noneMatch(r -> r.method().equals("BYE"));
    say("x2", "still here");
    assertThat(used.texts.next(WAIT).text()).isEqualTo("still here");
    assertThat(romeo.invites.size()).isZero();
    assertThat(scene.server.stanzas.drain()).noneMatch(s -> has(s, STATES, "gone"));
    assertThat(romeo.messages.drain()).isEqualTo(List.of());
    scene.hangUp(theirs);
  }
}
