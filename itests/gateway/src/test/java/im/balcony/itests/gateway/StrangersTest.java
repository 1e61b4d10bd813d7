package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.server.ComponentServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What strangers cost the gateway and the peers that a tenant trusts: here 127.0.0.1 is trusted,
 * the rest of the loopback is not.
 */
class StrangersTest {

  private static final int SILENT = 120;
  private static final int GREEDY = 240;

  private static Scene scene;
  private static Wire wire;

  private final List<SocketChannel> channels = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of("sip.trusted-peers", "127.0.0.1"));
    wire = new Wire(scene.sipPort, scene.violations);
    configure(Map.of());
  }

  private static void configure(Map<String, String> more) throws Exception {
    var values = new java.util.HashMap<String, String>(more);
    values.put("listen.udp", "127.0.0.1:" + scene.sipPort);
    values.put("listen.tcp", "127.0.0.1:" + scene.sipPort);
    scene.framework.configure("im.balcony.sip", values);
    // The change is applied by another thread: what listens may still be what did before.
    Thread.sleep(300);
    Framework.await("a trusted peer is served", WAIT, StrangersTest::isServed);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void hangUp() throws Exception {
    wire.hangUp();
    for (var channel : channels) {
      channel.close();
    }
  }

  private static boolean isServed() {
    try {
      return wire.connect("127.0.0.1").ask(Wire.request("OPTIONS", "TCP", "127.0.0.1", "", ""))
          == 200;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** A text of a trusted peer over a new connection arrives, and he is told so. */
  private void isHeard(String text) throws Exception {
    assertThat(wire.connect("127.0.0.1").ask(Wire.message("TCP", "127.0.0.1", text)))
        .isEqualTo(202);
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("balcony-sip"))
        .count();
  }

  private static long heap() throws InterruptedException {
    var least = Long.MAX_VALUE;
    for (var i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
      var runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "MESSAGE"})
  void whoAsksAndNeverReadsHoldsUpNobody(String method) throws Exception {
    isHeard("before");
    var threads = threads();
    var heap = heap();
    var requests = new StringBuilder();
    for (var i = 0; i < 400; i++) {
      requests.append(Wire.request(method, "TCP", "127.0.0.2", "", ""));
    }
    for (var i = 0; i < GREEDY; i++) {
      channels.add(wire.askWithoutReading("127.0.0." + (2 + i % 4), requests.toString()));
    }
    isHeard("amid");
    assertThat(threads()).isEqualTo(threads);
    // waiting.all, and what is read ahead, in many small objects; without bounds it is all there
    // is.
    assertThat(heap() - heap).as("octets of heap").isLessThan(250_000_000);
    Framework.await(
        "who does not read is closed",
        WAIT.multipliedBy(6),
        () -> channels.stream().allMatch(Wire::isClosed));
    isHeard("after");
  }

  @Test
  void whoIsSilentKeepsNobodyOut() throws Exception {
    configure(Map.of("connections.max", "100", "connections.silent", "5 s"));
    var silent = new ArrayList<Wire.Line>();
    for (var i = 0; i < SILENT; i++) {
      silent.add(wire.connect("127.0.0." + (2 + i % 4)));
    }
    isHeard("among the silent");
    Framework.await(
        "the silent are closed",
        WAIT.multipliedBy(3),
        () -> silent.stream().allMatch(Wire.Line::isClosed));
    isHeard("after them");
    configure(Map.of());
  }

  @Test
  @Requirement("SIP-23")
  void refusedDatagramsLeaveNothingBehindAndOneLine() throws Exception {
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
    var heap = heap();
    try {
      var stranger = wire.datagrams("127.0.0.66");
      var large = "Subject: " + "x".repeat(58_000) + "\r\n";
      for (var i = 0; i < 2000; i++) {
        var request = Wire.request("MESSAGE", "UDP", "127.0.0.66", large, "");
        var answer = stranger.ask(request.getBytes(UTF_8), 5000);
        assertThat(answer).contains("SIP/2.0 403 Forbidden");
      }
    } finally {
      System.setErr(before);
    }
    assertThat(heap() - heap).as("octets of heap").isLessThan(40_000_000);
    assertThat(log.toString(UTF_8).lines().filter(line -> line.contains("403"))).hasSize(1);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    isHeard("after the datagrams");
  }

  /** Whatever it is: without a Via there is no answer, not even to a trusted peer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "GET / HTTP/1.1\r\n\r\n",
        "\u0001\u0000\u0000\u0008!\u0012\u00a4Bstun",
        "MESSAGE sip:juliet@example.com SIP/2.0\r\nFrom: <sip:romeo@example.net>;tag=1\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKno\r\nCSeq: 1 MESSAGE\r\n\r\n"
      })
  void garbageIsNotAnswered(String datagram) throws Exception {
    for (var source : new String[] {"127.0.0.2", "127.0.0.1"}) {
      assertThat(wire.datagrams(source).ask(datagram.getBytes(UTF_8), 500)).isEmpty();
    }
    isHeard("after garbage");
  }

  @Test
  void nulsBetweenRequestsArePassedOver() throws Exception {
    var romeo = wire.connect("127.0.0.1");
    for (var text : new String[] {"one", "two"}) {
      var octets = "\0\0\0\0" + Wire.message("TCP", "127.0.0.1", text);
      assertThat(romeo.ask(octets)).isEqualTo(202);
      assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
    }
  }
}
