package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Ladder;
import im.balcony.testkit.server.ComponentServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Ever new senders of one tenant ask as fast as they are answered, and the other tenant does not
 * notice.
 */
class TenantFloodTest {

  /** In small; the whole flood is 40 000 and 20 000. */
  private static final int SENDERS = Integer.getInteger("flood.senders", 3000);

  private static final int INVITES = Integer.getInteger("flood.invites", 1000);
  private static final int CONVERSATIONS = Integer.getInteger("flood.conversations", 2000);
  private static final int HALF_OPEN = Integer.getInteger("flood.half-open", 200);

  /**
   * Seconds after the flood until the heap is looked at again; what is remembered may be gone then.
   */
  private static final int SETTLE = Integer.getInteger("flood.settle", 0);

  private static final Duration WAIT = Duration.ofSeconds(40);

  /** A probe that waits longer is stuck, however busy the machine is. */
  private static final Duration LATE = Duration.ofSeconds(10);

  private static final long BEFORE = 3000;

  /** Octets that a flood may leave behind. */
  private static final long KEPT = 40_000_000;

  private static Scene scene;
  private static ComponentServer quietServer;
  private static TrustedPeer loud;
  private static TrustedPeer quiet;

  @BeforeAll
  static void open() throws Exception {
    scene =
        new Scene(
            Map.of(
                "conversations.max", String.valueOf(CONVERSATIONS),
                "half-open.max", String.valueOf(HALF_OPEN)));
    quietServer =
        new ComponentServer(Map.of("montague.example", "s3cr3t"), new Ladder(), scene.violations);
    loud = new TrustedPeer(scene.sipPort, "example.net");
    quiet = new TrustedPeer(scene.sipPort, "montague.example");
    scene.tenant(
        "mantua",
        "montague.example",
        Map.of(
            "xmpp.domains", "example.org",
            "xmpp.port", String.valueOf(quietServer.port()),
            "rate.source", "1000",
            "chat.mode", "page",
            "sip.next-hop", "sip:127.0.0.1:" + quiet.port() + ";lr"));
    quietServer.connected.next(WAIT);
    Thread.sleep(1000);
  }

  @AfterAll
  static void close() throws Exception {
    loud.close();
    quiet.close();
    scene.close();
    quietServer.close();
  }

  private static void sink(AtomicBoolean over) {
    while (!over.get()) {
      scene.server.stanzas.poll(Duration.ofMillis(100));
    }
  }

  @Test
  void theOtherTenantDoesNotNotice() throws Exception {
    var over = new AtomicBoolean();
    var sink = new Thread(() -> sink(over));
    sink.start();
    try (var probes = new Probes(quiet, "montague.example", quietServer, "example.org")) {
      Thread.sleep(BEFORE);
      tell("before", probes);
      var heap = heap("before");
      var invites = new Flood(200);
      invites.run(INVITES, i -> loud.invite("v" + i, "juliet@example.com"));
      var during = new ArrayList<>(tell("invites: " + invites, probes));
      var messages = new Flood(200);
      messages.run(SENDERS, i -> loud.message("u" + i, "juliet@example.com", "flood " + i));
      during.addAll(tell("messages: " + messages, probes));
      heap("flooded");
      Thread.sleep(BEFORE);
      tell("after", probes);
      settle(heap);

      assertThat(probes.missing(WAIT)).isEmpty();
      assertAnswered(messages, 202, SENDERS);
      assertAnswered(invites, 200, INVITES);
      during.sort(null);
      assertThat(Probes.quantile(during, 0.99)).isLessThan(LATE.toMillis());
    } finally {
      over.set(true);
      sink.join();
    }
  }

  private static void settle(long before) throws InterruptedException {
    if (SETTLE > 0) {
      Thread.sleep(SETTLE * 1000L);
      assertThat(heap("settled") - before).isLessThan(KEPT);
    }
  }

  /** Octets in use when what nobody refers to is gone. */
  private static long heap(String what) {
    System.gc();
    var used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf("FLOOD heap %s: %.1f MB%n", what, used / 1e6);
    return used;
  }

  private static void assertAnswered(Flood flood, int accepted, int all) {
    assertThat(flood.count(accepted)).isPositive();
    assertThat(flood.count(503)).isPositive();
    assertThat(flood.count(accepted) + flood.count(503)).isEqualTo(all);
    assertThat(flood.withoutRetryAfter).hasValue(0);
  }

  /** Figures for people; what is asserted leaves room for a busy machine. */
  private static List<Double> tell(String what, Probes probes) throws InterruptedException {
    var times = probes.times();
    for (var end = System.nanoTime() + WAIT.toNanos();
        times.isEmpty() && System.nanoTime() < end; ) {
      Thread.sleep(100);
      times = probes.times();
    }
    assertThat(times).isNotEmpty();
    System.out.printf(
        "FLOOD %s: %d probes, p50 %.1f p99 %.1f max %.1f ms%n",
        what,
        times.size(),
        Probes.quantile(times, 0.5),
        Probes.quantile(times, 0.99),
        Probes.quantile(times, 1));
    return times;
  }
}
