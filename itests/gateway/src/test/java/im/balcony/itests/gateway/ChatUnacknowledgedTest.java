package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Ladder;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A 2xx whose ACK never comes (RFC 3261 §13.3.1.4); it takes the 32 seconds that it takes. */
class ChatUnacknowledgedTest {

  /** When the first 2xx and its copies are due, in milliseconds: T1, doubled up to T2. */
  private static final List<Long> SCHEDULE =
      List.of(
          0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);

  private static final long LATE = 900;

  @Test
  @Requirement({"CHAT-21"})
  void the200IsRepeatedAndThenTheDialogIsEnded() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of())) {
      romeo.acknowledging = false;
      var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
      assertThat(call.response().status()).isEqualTo(200);

      call.expectBye(Duration.ofSeconds(40));

      var times = arrivals(scene, "SIP/2.0 200 OK (INVITE)");
      assertThat(times).hasSameSizeAs(SCHEDULE);
      // Nothing comes early, so the copy that came with the least delay says when it began.
      var start = Long.MAX_VALUE;
      for (var i = 0; i < times.size(); i++) {
        start = Math.min(start, times.get(i) - SCHEDULE.get(i));
      }
      for (var i = 0; i < times.size(); i++) {
        assertThat(times.get(i) - start)
            .as("copy " + i)
            .isBetween(SCHEDULE.get(i), SCHEDULE.get(i) + LATE);
      }
      var byes = arrivals(scene, "BYE ");
      assertThat(byes.get(0) - start).isBetween(32_000 - LATE, 32_000 + LATE);
      assertThat(scene.violations.all()).isEmpty();
    }
  }

  /** When these came to Romeo, in milliseconds. */
  private static List<Long> arrivals(Scene scene, String begin) {
    return scene.ladder.lines().stream()
        .filter(line -> !line.left() && !line.toGateway() && line.what().startsWith(begin))
        .map(Ladder.Line::millis)
        .toList();
  }
}
