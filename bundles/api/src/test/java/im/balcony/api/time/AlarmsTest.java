package im.balcony.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers of a process that stood still. */
class AlarmsTest {

  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
  private final AtomicLong now = new AtomicLong();
  private final Alarms alarms = new Alarms(timers, now::get);
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final CountDownLatch rung = new CountDownLatch(1);

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  private void ring() {
    order.add("ring");
    rung.countDown();
  }

  /** The timer's thread gets nothing done until the time has gone on by so much. */
  private void standStill(long millis, boolean putOff) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    timers.execute(
        () -> {
          stopped.countDown();
          try {
            goesOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    stopped.await();
    var timer = alarms.at(10, this::ring);
    Thread.sleep(50);
    now.addAndGet(10 + millis);
    timers.execute(
        () -> {
          order.add("what arrived");
          if (putOff) {
            timer.cancel();
          }
        });
    goesOn.countDown();
  }

  @Test
  void whatArrivedWhileTheProcessStoodStillComesFirst() throws Exception {
    standStill(12_000, false);
    assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("what arrived", "ring");
  }

  @Test
  void whatIsALittleLateRingsAtOnce() throws Exception {
    standStill(Alarms.LATE, false);
    assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(order.get(0)).isEqualTo("ring");
  }

  @Test
  void whatIsCalledOffDoesNotRing() throws Exception {
    var next = new CountDownLatch(1);
    // Far enough that it is called off before, however slow the machine is.
    alarms.at(200, this::ring).cancel();
    alarms.at(
        210,
        () -> {
          order.add("next");
          next.countDown();
        });
    assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rung.await(50, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(order).containsExactly("next");
  }

  @Test
  void afterTheEndNothingRingsAndNothingIsThrown() {
    timers.shutdownNow();
    alarms.at(10, this::ring).cancel();
    assertThat(order).isEmpty();
  }

  @Test
  void whatArrivedMayStillPutItOff() throws Exception {
    standStill(12_000, true);
    assertThat(rung.await(2 * Alarms.GRACE, TimeUnit.MILLISECONDS)).isFalse();
  }
}
