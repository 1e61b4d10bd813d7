package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A SIP user whose client reads its MSRP connection no further while texts for him go on. */
class SlowReaderTest {

  private static final Duration PROMPTLY = Duration.ofSeconds(5);
  private static final Duration OUTBOX_AGE = Duration.ofSeconds(60);
  private static final String JULIET = "juliet@example.com/x";
  private static final String NURSE = "nurse@example.com/y";

  /** With 60 000 octets each, more than the sockets of both ends hold together (some 4 MB). */
  private static final List<String> LARGE =
      IntStream.range(0, 90).mapToObj(i -> "large" + i).toList();

  private static Scene scene;
  private static Phone romeo;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo =
        scene.nextHop(
            "romeo",
            Map.of(
                "setup-timeout", "1s",
                "bind-timeout", "1s",
                "outbox.age", OUTBOX_AGE.toSeconds() + "s",
                "outbox.bytes", "4MB",
                "rate.source", "200",
                "chunk-size", "60000"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static Call session(String from, String id) throws Exception {
    say(from, id, "first");
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);
    scene.awaitOutcome(id, "HANDED_OVER");
    return call;
  }

  private static void say(String from, String id, String text) throws IOException {
    scene.say(from, "romeo@example.net", "chat", id, "<body>" + text + "</body>");
  }

  private static void isHeard(MsrpLine line, String id) throws Exception {
    say(NURSE, id, id);
    assertThat(line.texts.next(PROMPTLY).text()).isEqualTo(id);
    scene.awaitOutcome(id, "HANDED_OVER");
  }

  @Test
  @Requirement("MSRP-72")
  void whatHeDoesNotReadIsToldWithinOutboxAgeAndNobodyElseWaits() throws Exception {
    var other = session(NURSE, "nurse1").line().orElseThrow();
    var call = session(JULIET, "juliet1");
    var slow = call.line().orElseThrow();
    var reading = new CountDownLatch(1);
    slow.answer = frame -> waitFor(reading);
    var end = System.nanoTime() + OUTBOX_AGE.toNanos();
    for (var id : LARGE) {
      say(JULIET, id, "x".repeat(60_000));
    }
    say(JULIET, "small", "Art thou there?");

    isHeard(other, "at once");
    Thread.sleep(5000);
    isHeard(other, "while the connection stands still");
    assertThat(scene.server.stanzas.size()).isZero();

    var failed = new ArrayList<String>();
    while (failed.size() < LARGE.size()) {
      var error = scene.server.stanzas.next(Duration.ofNanos(end - System.nanoTime()));
      assertThat(error.getAttribute("type")).isEqualTo("error");
      failed.add(error.getAttribute("id"));
    }
    assertThat(failed).containsExactlyInAnyOrderElementsOf(LARGE);
    // Not an octet of it had left, so it may go another way.
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Art thou there?");
    scene.awaitOutcome("small", "HANDED_OVER");
    for (var id : LARGE) {
      scene.awaitOutcome(id, "FAILED");
    }
    isHeard(other, "and after it");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    slow.close();
    reading.countDown();
    slow.texts.ignoring("what he finds in his buffers after all", text -> true);
    call.requests.ignoring(
        "an offer of a new connection, and the end for want of one",
        r -> List.of("INVITE", "BYE").contains(r.method()));
  }

  private static int waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
