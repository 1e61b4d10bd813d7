package im.balcony.sip.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who reads which datagram when. */
class WorkersTest {

  private final List<String> read = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final Workers workers = new Workers(1);

  @AfterEach
  void close() {
    gate.countDown();
    workers.close();
  }

  /** The one thread is busy until the gate opens. */
  private void busy() throws InterruptedException {
    workers.datagram("busy", 1, this::waitForGate);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void waitForGate() {
    begun.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(String source, int octets, String text) {
    workers.datagram(source, octets, () -> read.add(text));
  }

  private void readAll() throws InterruptedException {
    var end = new CountDownLatch(1);
    workers.datagram("end", 1, () -> workers.datagram("end", 1, end::countDown));
    gate.countDown();
    assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSourceWaitsForOneDatagramOfAnother() throws Exception {
    busy();
    for (var i = 0; i < 1000; i++) {
      submit("loud", 100, "loud");
    }
    submit("quiet", 100, "quiet");
    readAll();
    assertThat(read.indexOf("quiet")).isLessThanOrEqualTo(1);
  }

  @Test
  void oneSourceKeepsItsOrder() throws Exception {
    busy();
    for (var i = 0; i < 3; i++) {
      submit("a", 100, "a" + i);
      submit("b", 100, "b" + i);
    }
    var end = new CountDownLatch(2);
    workers.datagram("a", 1, end::countDown);
    workers.datagram("b", 1, end::countDown);
    gate.countDown();
    assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(read).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
  }

  @Test
  void whoSendsMostLeavesRoom() throws Exception {
    busy();
    for (var i = 0; i < 1000; i++) {
      submit("loud", 60_000, "loud");
    }
    submit("quiet", 60_000, "quiet");
    var end = new CountDownLatch(1);
    workers.datagram("quiet", 1, end::countDown);
    gate.countDown();
    assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(read).contains("quiet");
  }

  @Test
  void whatThrowsDoesNotEndTheThread() throws Exception {
    workers.datagram(
        "a",
        1,
        () -> {
          throw new IllegalStateException("bad");
        });
    submit("a", 1, "next");
    var end = new CountDownLatch(1);
    workers.datagram("a", 1, end::countDown);
    assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(read).containsExactly("next");
  }
}
