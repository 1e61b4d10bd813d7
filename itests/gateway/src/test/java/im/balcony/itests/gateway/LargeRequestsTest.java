package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests too large for a datagram (RFC 3261 §18.1.1), to a next hop that names no transport. */
class LargeRequestsTest {

  private static final String LARGE = "x".repeat(900);

  private static Scene scene;
  private static Phone romeo;

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

  private static List<String> head(Socket socket) throws IOException {
    var reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    var lines = new ArrayList<String>();
    for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  private static void refuse(Socket socket, List<String> head) throws IOException {
    var response = new StringBuilder("SIP/2.0 480 Later\r\n");
    head.stream()
        .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
        .map(line -> line.startsWith("To:") ? line + ";tag=tcp" : line)
        .forEach(line -> response.append(line).append("\r\n"));
    response.append("Content-Length: 0\r\n\r\n");
    socket.getOutputStream().write(response.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(head(socket)).anyMatch(line -> line.startsWith("ACK "));
  }

  @Test
  @Requirement("SIZE-09")
  void aLargeInviteGoesOverTcp() throws Exception {
    try (var listener = new ServerSocket(romeo.port(), 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout((int) WAIT.toMillis());
      var juliet = "juliet@example.com/" + LARGE;
      scene.say(juliet, "romeo@example.net", "chat", "tcp", "<body>x</body>");
      try (var socket = listener.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        var head = head(socket);

        assertThat(head.get(0)).startsWith("INVITE ");
        assertThat(head).anyMatch(line -> line.startsWith("Via: SIP/2.0/TCP "));
        refuse(socket, head);
        assertThat(scene.server.stanzas.next(WAIT).getAttribute("id")).isEqualTo("tcp");
        assertThat(romeo.invites.size()).isZero();
      }
    }
  }

  @Test
  @Requirement("SIZE-09")
  void whereNobodyListensOnTcpItGoesOverUdp() throws Exception {
    var nurse = "nurse@example.com/" + LARGE;
    scene.say(nurse, "romeo@example.net", "chat", "udp", "<body>x</body>");
    var call = romeo.invites.next(WAIT);

    assertThat(call.invite().size()).isGreaterThan(1300);
    assertThat(call.invite().need("Via")).startsWith("SIP/2.0/UDP ");
    call.refuse("480 Later");
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("id")).isEqualTo("udp");
  }

  @Test
  @Requirement("SIZE-09")
  void aSmallInviteGoesOverUdp() throws Exception {
    try (var listener = new ServerSocket(romeo.port(), 1, InetAddress.getLoopbackAddress())) {
      scene.say("friar@example.com/x", "romeo@example.net", "chat", "small", "<body>x</body>");
      var call = romeo.invites.next(WAIT);

      assertThat(call.invite().size()).isLessThanOrEqualTo(1300);
      assertThat(call.invite().need("Via")).startsWith("SIP/2.0/UDP ");
      call.refuse("480 Later");
      scene.server.stanzas.next(WAIT);
      listener.setSoTimeout((int) SILENCE.toMillis());
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }
}
