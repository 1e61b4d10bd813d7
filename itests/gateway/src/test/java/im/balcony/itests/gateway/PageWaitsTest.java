package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What takes the 32 s of a transaction (RFC 3261 §17); the waits run at the same time. */
class PageWaitsTest {

  private static final Duration TRANSACTION = Duration.ofSeconds(40);
  private static final long[] COPIES = {0, 1, 5, 15, 29};

  private static Scene scene;
  private static Phone romeo;
  private static final List<SipFrame> answers = new ArrayList<>();
  private static List<Element> stanzas = List.of();
  private static long waited;

  /** Juliet writes to a phone that stays silent, while Romeo sends one datagram five times. */
  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    // The shortest wait that a tenant may ask for ends between two transactions.
    romeo =
        scene.nextHop(
            "romeo", Map.of("setup-timeout", "1s", "bind-timeout", "1s", "outbox.age", "34s"));
    romeo.answer = message -> List.of();
    for (var id : List.of("q1", "q2", "q3")) {
      scene.say("juliet@example.com/x", "romeo@example.net", "normal", id, "<body>?</body>");
    }
    var start = System.nanoTime();
    var draft = romeo.draft("sip:nurse@example.com").text("once");
    var octets = draft.octets();
    for (var second : COPIES) {
      Thread.sleep(Math.max(0, second * 1000 - (System.nanoTime() - start) / 1_000_000));
      romeo.send(octets);
      answers.add(
          romeo.received.next(
              WAIT, f -> f.isResponse() && f.need("Call-ID").equals(draft.callId())));
    }
    romeo.messages.next(WAIT);
    var all = new ArrayList<Element>();
    while (errors(all, "q1").isEmpty()) {
      all.add(scene.server.stanzas.next(TRANSACTION));
    }
    waited = (System.nanoTime() - start) / 1_000_000_000;
    var second = romeo.messages.next(WAIT);
    all.add(scene.server.stanzas.next(WAIT));
    romeo.respond(second, "200 OK", List.of(), "");
    scene.server.stanzas.poll(SILENCE).ifPresent(all::add);
    stanzas = List.copyOf(all);
  }

  private static List<Element> errors(List<Element> among, String id) {
    return among.stream()
        .filter(s -> s.getAttribute("type").equals("error") && s.getAttribute("id").equals(id))
        .toList();
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  @Requirement("PAGE-17")
  void aRequestNobodyAnswersTimesOut() throws Exception {
    isTold("q1", "FAILED");
    assertThat(waited).isBetween(30L, 36L);
  }

  @Test
  void whatWaitsBehindItUntilItsTimeIsOverExpires() throws Exception {
    isTold("q3", "EXPIRED");
    scene.awaitOutcome("q2", "HANDED_OVER");
  }

  private static void isTold(String id, String outcome) throws Exception {
    assertThat(errors(stanzas, id))
        .singleElement()
        .satisfies(
            error ->
                assertThat(error.getElementsByTagNameNS("*", "remote-server-timeout").getLength())
                    .isEqualTo(1));
    scene.awaitOutcome(id, outcome);
  }

  @Test
  @Requirement("PAGE-31")
  void copiesOfADatagramAreOneMessage() {
    assertThat(stanzas)
        .filteredOn(s -> !s.getAttribute("type").equals("error"))
        .singleElement()
        .satisfies(stanza -> assertThat(child(stanza, "body")).isEqualTo("once"));
    assertThat(answers)
        .hasSize(COPIES.length)
        .allSatisfy(answer -> assertThat(answer.startLine()).startsWith("SIP/2.0 202"))
        .allSatisfy(answer -> assertThat(answer.lines()).isEqualTo(answers.get(0).lines()));
  }
}
