package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.time.Duration;
import java.util.ArrayList;
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
      var times = new ArrayList<Long>();
      var begun = 0L;
      var ended = 0L;
      while (ended == 0) {
        var frame = romeo.received.next(WAIT);
        var now = System.nanoTime();
        if (frame.isResponse() && frame.method().equals("INVITE") && frame.status() == 200) {
          begun = begun == 0 ? now : begun;
          times.add(Duration.ofNanos(now - begun).toMillis());
        } else if (!frame.isResponse()) {
          assertThat(frame.method()).isEqualTo("BYE");
          ended = Duration.ofNanos(now - begun).toMillis();
        }
      }

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
      assertThat(ended - start).isBetween(31_900L, 32_000 + LATE);
      assertThat(scene.violations.all()).isEmpty();
    }
  }
}
