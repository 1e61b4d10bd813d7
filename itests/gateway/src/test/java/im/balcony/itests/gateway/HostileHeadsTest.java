package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads that are made to be dear, from a source that is trusted: the others do not notice. */
class HostileHeadsTest {

  private static final int FLOOD = 30;
  private static final String HOSTILE =
      "MESSAGE sip:juliet@example.com~REQUEST SIP/2.0\r\n"
          + "Via: SIP/2.0/UDP 127.0.0.1:~PORT;branch=z9hG4bKhostile~BRANCH~VIA\r\n"
          + "Max-Forwards: 70\r\nFrom: ~NAME<sip:romeo@example.net~URI>;tag=1~FROM\r\n"
          + "To: <sip:juliet@example.com>\r\nCall-ID: hostile~BRANCH\r\nCSeq: 1 MESSAGE\r\n"
          + "~LINESContent-Length: 0\r\n\r\n";

  private static Scene scene;
  private static Phone romeo;
  private static int branch;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static byte[] hostile(String place, String piece, int octets, int port) {
    return HOSTILE
        .replace("~" + place, piece.repeat(octets / piece.length()))
        .replace("~BRANCH", String.valueOf(++branch))
        .replace("~PORT", String.valueOf(port))
        .replaceAll("~[A-Z]+", "")
        .getBytes(UTF_8);
  }

  private static void send(DatagramSocket socket, byte[] octets) throws IOException {
    socket.send(
        new DatagramPacket(octets, octets.length, InetAddress.getLoopbackAddress(), scene.sipPort));
  }

  private static String answer(String place, String piece, int octets) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) WAIT.toMillis());
      send(socket, hostile(place, piece, octets, socket.getLocalPort()));
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), UTF_8).split(" ", 3)[1];
    }
  }

  @ParameterizedTest
  @CsvSource({
    "URI, ;, 15000, 400",
    "URI, ;=, 15000, 400",
    "FROM, ;a, 15000, 400",
    "FROM, ;, 58000, 513",
    "NAME, ;, 58000, 513",
    "VIA, ;a, 15000, 400",
    "REQUEST, ;a, 300, 400",
    "REQUEST, a, 9000, 414",
    "LINES, 'X: y\r\n', 3000, 400",
    "LINES, 'X: y\r\n', 58000, 513"
  })
  void eachBoundHasItsAnswer(String place, String piece, int octets, String status)
      throws Exception {
    assertThat(answer(place, piece, octets)).isEqualTo(status);
  }

  /** Read to its end each of these takes a third of a second, and longer while the code is cold. */
  @Test
  void aFloodOfThemKeepsNobodyWaiting() throws Exception {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var before = process.getProcessCpuTime();
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (var i = 0; i < FLOOD; i++) {
        send(socket, hostile("URI", i % 2 == 0 ? ";" : ";=", 58_000, socket.getLocalPort()));
      }
      assertThat(romeo.message("sip:juliet@example.com", "still here?").status()).isEqualTo(202);
    }
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("still here?");
    assertThat((process.getProcessCpuTime() - before) / 1_000_000).isLessThan(5_000);
  }
}
