package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.server.ComponentServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A SIP port that somebody else has, and values that cannot be right. */
class SipPortTest {

  private static Scene scene;
  private static Wire wire;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    wire = new Wire(scene.sipPort, scene.violations);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void mend() throws Exception {
    System.setErr(before);
    wire.hangUp();
    configure(Map.of());
    Framework.await("all is well", WAIT, () -> why().isEmpty());
  }

  private static void configure(Map<String, String> changes) throws Exception {
    var values = new HashMap<String, String>();
    values.put("listen.udp", "127.0.0.1:" + scene.sipPort);
    values.put("listen.tcp", "127.0.0.1:" + scene.sipPort);
    values.putAll(changes);
    scene.framework.configure("im.balcony.sip", values);
  }

  private static String why() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .filter(problem -> problem.part().equals("sip"))
        .map(Gateway.Problem::reason)
        .reduce("", (one, other) -> one + other);
  }

  private long lines(String part) {
    return log.toString(UTF_8).lines().filter(line -> line.contains(part)).count();
  }

  private static void isHeard(String text) throws Exception {
    assertThat(wire.connect("127.0.0.1").ask(Wire.message("TCP", "127.0.0.1", text)))
        .isEqualTo(202);
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
  }

  @Test
  void aTakenPortIsToldOnceAndOpenedWhenItIsFree() throws Exception {
    String taken;
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      taken = "127.0.0.1:" + other.getLocalPort();
      configure(Map.of("listen.tcp", taken));
      Framework.await("why names the port", WAIT, () -> why().contains("tcp " + taken));
      // Three more tries.
      Thread.sleep(7000);
      assertThat(lines(taken)).as("lines that name the port").isEqualTo(1);
      assertThat(lines("Exception")).as("stack traces").isZero();
    }
    Framework.await("it listens", WAIT, () -> why().isEmpty());
    assertThat(lines("SIP listens on")).isEqualTo(1);
    assertThat(lines(taken)).as("lines that name the port").isEqualTo(2);
    // The move back belongs to this test: another one must not see its lines.
    configure(Map.of());
    Framework.await("it listens where it did", WAIT, () -> lines("SIP listens on") == 2);
  }

  @ParameterizedTest
  @CsvSource({
    "listen.udp, 127.0.0.1",
    "listen.tcp, 127.0.0.1:99999",
    "threads, abc",
    "threads, 65",
    "connections.silent, soon",
    "waiting.all, 1 kB"
  })
  void aWrongValueIsToldOnceAndTakesNothingDown(String key, String value) throws Exception {
    configure(Map.of(key, value));
    Framework.await("the refusal", WAIT, () -> lines(key) > 0);
    configure(Map.of(key, value, "unknown", "1"));

    isHeard("with " + key);
    assertThat(lines(key)).isEqualTo(1);
    assertThat(log.toString(UTF_8)).contains(value, "allowed");
    assertThat(lines("SIP has stopped")).isZero();
  }
}
