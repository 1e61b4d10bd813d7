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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single messages between two people keep their order; others do not wait (RFC 3428 §8). */
class PageOrderTest {

  private static final int MANY = 100;
  private static final Map<String, String> FAST = Map.of("rate.source", "1000/s");

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(FAST);
    romeo = scene.nextHop("romeo", FAST);
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

  private static void say(String from, String to, String id, String text) throws Exception {
    scene.say(from, to, "normal", id, "<body>" + text + "</body>");
  }

  @Test
  @Requirement("PAGE-12")
  void messagesToOneUserFollowEachOther() throws Exception {
    romeo.answer = message -> List.of();
    for (var i = 0; i < 3; i++) {
      say(juliet, "romeo@example.net", "s" + i, "text " + i);
    }
    for (var i = 0; i < 3; i++) {
      var message = romeo.messages.next(WAIT);
      assertThat(message.text()).isEqualTo("text " + i);
      assertThat(romeo.messages.poll(SILENCE)).isEmpty();
      romeo.respond(message, "200 OK", List.of(), "");
    }
  }

  @Test
  @Requirement("PAGE-12")
  void otherPeopleDoNotWait() throws Exception {
    romeo.answer =
        message -> message.text().equals("pending") ? List.<String>of() : List.of("200 OK");
    say(juliet, "romeo@example.net", "p1", "pending");
    var pending = romeo.messages.next(WAIT);
    say(juliet, "romeo@example.net", "p2", "next");
    say(juliet, "paris@example.net", "p3", "to another");
    say("nurse" + people + "@example.com", "romeo@example.net", "p4", "of another");

    var others = List.of(romeo.messages.next(WAIT).text(), romeo.messages.next(WAIT).text());
    assertThat(others).containsExactlyInAnyOrder("to another", "of another");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();

    romeo.respond(pending, "200 OK", List.of(), "");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("next");
  }

  @Test
  @Requirement({"PAGE-50", "XMPP-25"})
  void aHundredFromJulietArriveInOrder() throws Exception {
    for (var i = 0; i < MANY; i++) {
      say(juliet, "romeo@example.net", "o" + i, "text " + i);
    }

    for (var i = 0; i < MANY; i++) {
      assertThat(romeo.messages.next(WAIT).text()).isEqualTo("text " + i);
    }
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.size()).isZero();
  }

  /** Without waiting for an answer, so that many are under way at the same time. */
  @Test
  @Requirement({"PAGE-50", "XMPP-25"})
  void aHundredFromRomeoArriveInOrder() throws Exception {
    for (var i = 0; i < MANY; i++) {
      romeo.send(romeo.draft("sip:" + juliet).text("text " + i).octets());
    }

    for (var i = 0; i < MANY; i++) {
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("text " + i);
      romeo.received.next(WAIT, f -> f.isResponse() && f.status() == 202);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
