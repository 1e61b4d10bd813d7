package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Draft;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a MESSAGE is answered: at once, or after the hand-over (RFC 3428 §7, RFC 7572 §5). */
class PageStatusTest {

  private static final Duration AT_ONCE = Duration.ofMillis(200);

  private static Scene scene;
  private static Phone romeo;

  private final String juliet = "sip:juliet@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.phone("romeo");
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void empty() {
    scene.server.busy.countDown();
    romeo.received.drain();
  }

  private static SipFrame answer(Draft draft, Duration wait) {
    return romeo.received.next(wait, frame -> answers(frame, draft));
  }

  private static boolean answers(SipFrame frame, Draft draft) {
    return frame.need("Call-ID").equals(draft.callId());
  }

  @Test
  @Requirement("PAGE-29")
  void aMessageIsAcceptedBeforeItsFateIsKnown() throws Exception {
    // The first of all takes what loading classes takes.
    assertThat(romeo.message(juliet, "first").status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("first");
    scene.server.busy = new CountDownLatch(1);

    var waits = new ArrayList<Duration>();
    for (var i = 0; i < 5; i++) {
      var draft = romeo.draft(juliet).text("text " + i);
      var start = System.nanoTime();
      romeo.send(draft.octets());
      assertThat(answer(draft, WAIT).status()).isEqualTo(202);
      waits.add(Duration.ofNanos(System.nanoTime() - start));
    }

    // One or two may have met a pause of the machine.
    waits.sort(null);
    assertThat(waits.get(2)).isLessThan(AT_ONCE);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.server.busy.countDown();
    for (var i = 0; i < 5; i++) {
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("text " + i);
    }
  }

  @Test
  @Requirement("PAGE-29")
  void theTenantMayLetItWaitForTheHandOver() throws Exception {
    scene.tenant("verona", "example.net", Map.of("page.status", "200"));
    Thread.sleep(300);
    try {
      var accepted = romeo.message(juliet, "handed over");
      assertThat(accepted.status()).isEqualTo(200);
      assertThat(accepted.need("Content-Length")).isEqualTo("0");
      assertThat(accepted.header("Contact")).isEmpty();
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("handed over");

      scene.server.busy = new CountDownLatch(1);
      var draft = romeo.draft(juliet).text("waiting");
      romeo.send(draft.octets());
      Thread.sleep(SILENCE.multipliedBy(2).toMillis());
      assertThat(romeo.received.drain()).noneMatch(frame -> answers(frame, draft));
      scene.server.busy.countDown();

      assertThat(answer(draft, WAIT).status()).isEqualTo(200);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("waiting");
    } finally {
      scene.tenant("verona", "example.net", Map.of());
    }
  }
}
