package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SIP users who vanish, lose their MSRP connection inside of a chunk, or read too slowly. */
class PeersGoneTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private static final Duration BIND = Duration.ofSeconds(3);

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/x";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo =
        scene.nextHop(
            "romeo",
            Map.of(
                "idle-timeout",
                "5s",
                "chunk-size",
                "60000",
                "bind-timeout",
                BIND.toSeconds() + "s"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void say(String id, String text) throws Exception {
    var state = "<active xmlns='" + STATES + "'/>";
    scene.say(juliet, "romeo@example.net", "chat", id, "<body>" + text + "</body>" + state);
  }

  private Call called(String id) throws Exception {
    say(id, "first");
    return romeo.invites.next(WAIT);
  }

  @Test
  @Requirement("SIP-41")
  void whoIsGoneWithoutByeIsGivenUpWhenNothingWasSaidForIdleTimeout() throws Exception {
    var call = called("gone1");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    call.polite = false;

    call.expectBye(WAIT);

    var gone = scene.server.stanzas.next(WAIT);
    assertThat(has(gone, STATES, "gone")).isTrue();
    scene.awaitOutcome("gone1", "HANDED_OVER");
    // The next text finds him by a new session.
    say("gone2", "art thou gone so?");
    var again = romeo.invites.next(WAIT);
    assertThat(again.accept(Call.Offer.PLAIN).texts.next(WAIT).text())
        .isEqualTo("art thou gone so?");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.hangUp(again);
  }

  /** He reads the head of a chunk, and then his connection breaks. */
  @Test
  void aMessageWhoseChunkWasCutGoesOnceOverTheNextConnection() throws Exception {
    var call = called("cut1");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    var reading = new CountDownLatch(1);
    line.answer =
        frame -> {
          waitFor(reading);
          return 0;
        };
    // The first holds him up; of what follows he has read nothing to its end.
    say("cut2", "wilt thou leave me");
    var whole = "so unsatisfied? ".repeat(3700);
    say("cut3", whole);
    line.frames.next(WAIT, f -> "SEND".equals(f.method()) && f.text().contains("wilt thou"));
    Thread.sleep(SILENCE.toMillis());
    line.close();
    reading.countDown();

    var next = call.acceptNewConnection();
    assertThat(next.texts.next(WAIT).text()).isEqualTo("wilt thou leave me");
    assertThat(next.texts.next(WAIT).text()).isEqualTo(whole);
    assertThat(next.texts.poll(SILENCE)).isEmpty();
    scene.awaitOutcome("cut2", "HANDED_OVER");
    scene.awaitOutcome("cut3", "HANDED_OVER");
    assertThat(romeo.invites.size()).as("the session is kept").isZero();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.hangUp(call);
  }

  /** The same the other way: half a chunk of his is no message, and the whole is one. */
  @Test
  void halfAChunkOfHisIsNoMessage() throws Exception {
    var call = called("half1");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    var path = call.peerSdp().path().get(0);
    line.raw(
        ("MSRP halfchunk1 SEND\r\nTo-Path: "
                + path
                + "\r\nFrom-Path: "
                + call.ownPath().get(0)
                + "\r\nMessage-ID: halfmessage\r\nByte-Range: 1-40/40\r\nContent-Type: text/plain"
                + "\r\n\r\nWhat satisfaction")
            .getBytes(UTF_8));
    Thread.sleep(SILENCE.toMillis());
    line.close();

    var next = call.acceptNewConnection();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    var id =
        next.send("What satisfaction canst thou have".getBytes(UTF_8), "text/plain", 10, List.of());
    assertThat(next.response(id, WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("What satisfaction canst thou have");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.hangUp(call);
  }

  /** His port takes the connection, but nobody there says a word of MSRP. */
  @Test
  void aCutConnectionThatIsNotBoundAgainIsGivenUpAtBindTimeout() throws Exception {
    var call = called("bind1");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.answer = frame -> 0;
    say("bind2", "stay but a little");
    line.texts.next(WAIT);

    var begun = System.nanoTime();
    line.close();

    call.requests.next(WAIT, r -> r.method().equals("INVITE"));
    call.expectBye(WAIT);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(BIND.minusMillis(200));
    scene.awaitOutcome("bind2", "FAILED");
    var told = List.of(scene.server.stanzas.next(WAIT), scene.server.stanzas.next(WAIT));
    assertThat(told).anyMatch(stanza -> has(stanza, STATES, "gone"));
    assertThat(told)
        .anySatisfy(
            error -> {
              assertThat(error.getAttribute("id")).isEqualTo("bind2");
              assertThat(error.getAttribute("type")).isEqualTo("error");
            });
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void whoReadsSlowlyHoldsUpNobodyElse() throws Exception {
    var call = called("slow1");
    var slow = call.accept(Call.Offer.PLAIN);
    slow.texts.next(WAIT);
    var reading = new CountDownLatch(1);
    slow.answer =
        frame -> {
          waitFor(reading);
          return 200;
        };
    for (var i = 2; i < 10; i++) {
      say("slow" + i, String.valueOf(i).repeat(60_000));
    }

    var nurse = "nurse" + people + "@example.com/y";
    scene.say(nurse, "romeo@example.net", "chat", "quick1", "<body>Madam!</body>");
    var quick = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    assertThat(quick.texts.next(WAIT).text()).isEqualTo("Madam!");
    quick.send("I come, anon");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("I come, anon");
    scene.awaitOutcome("quick1", "HANDED_OVER");
    assertThat(slow.texts.size()).isZero();

    reading.countDown();
    for (var i = 2; i < 10; i++) {
      assertThat(slow.texts.next(WAIT).text()).isEqualTo(String.valueOf(i).repeat(60_000));
      scene.awaitOutcome("slow" + i, "HANDED_OVER");
    }
    scene.hangUp(call);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
