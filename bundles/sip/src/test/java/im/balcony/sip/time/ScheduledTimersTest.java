package im.balcony.sip.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Timers of a process that stood still. */
class ScheduledTimersTest {

  @Test
  void whatArrivedWhileTheProcessStoodStillComesFirst() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    var rung = new CountDownLatch(1);
    try (var timers = new ScheduledTimers()) {
      var begin = timers.now();
      var putOff = new AtomicReference<Timers.Timer>();
      // The timer's own thread stands still; what is due at the same time comes late by that.
      timers.at(
          begin + 50,
          () -> {
            standStill();
            // What arrived in the meantime takes its turn when the process goes on.
            timers.at(
                timers.now(),
                () -> {
                  order.add("what arrived");
                  putOff.get().cancel();
                });
          });
      timers.at(
          begin + 60,
          () -> {
            order.add("timeout");
            rung.countDown();
          });
      putOff.set(timers.at(begin + 70, () -> order.add("put off")));
      assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(order).containsExactly("what arrived", "timeout");
  }

  private static void standStill() {
    try {
      Thread.sleep(1_400);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
