package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request of a trusted peer whose Via breaks the grammar is answered with 400, as RFC 4475
 * §3.1.2.1 asks. RFC 3261 §18.2.2 sends responses by the Via; where nobody can read that, the
 * source is the only place that has anything to do with the request, so the answer goes there and
 * nowhere else. It keeps nothing alive: a response and an ACK are never answered, so two such
 * gateways do not answer each other; and a datagram, whose source anybody can write, gets no more
 * than it brought. Who is not trusted hears nothing.
 */
class MalformedViaTest {

  private static final int QUIET = 500;

  private static Scene scene;
  private static Wire wire;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of("sip.trusted-peers", "127.0.0.1/32"));
    wire = new Wire(scene.sipPort);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static byte[] request(String method, String via) {
    return Wire.request(
            method, "UDP", "127.0.0.1", "Content-Type: text/plain\r\n", "Ay me ".repeat(20))
        .replaceFirst("Via: [^\r]*", "Via: " + via)
        .getBytes(UTF_8);
  }

  private static Optional<String> heard(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(QUIET);
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(packet);
      return Optional.of(new String(packet.getData(), 0, packet.getLength(), UTF_8));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  private static void isHeard() throws Exception {
    try (var socket = Wire.datagrams("127.0.0.1")) {
      var good = Wire.message("UDP", "127.0.0.1", "still here").getBytes(UTF_8);
      assertThat(wire.ask(socket, good, 10_000))
          .hasValueSatisfying(l -> assertThat(l).contains("202"));
    }
    assertThat(ComponentServer.child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("still here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0/UDP 127.0.0.3:~;;,;,,",
        "SIP/2.0/UDP 127.0.0.3:~ and more;branch=z9hG4bKx",
        "SIP / 2.0 / UDP 127.0.0.3:~;;"
      })
  void isAnsweredOnceToItsSourceAndNowhereElse(String via) throws Exception {
    try (var named = Wire.datagrams("127.0.0.3");
        var source = Wire.datagrams("127.0.0.1")) {
      var asked = request("MESSAGE", via.replace("~", String.valueOf(named.getLocalPort())));
      wire.send(source, asked);

      var answer = heard(source).orElseThrow();
      assertThat(answer).startsWith("SIP/2.0 400 ").contains("\r\nCSeq: 1 MESSAGE\r\n");
      assertThat(answer.length()).isLessThanOrEqualTo(asked.length);
      assertThat(heard(source)).isEmpty();
      assertThat(heard(named)).isEmpty();
    }
    isHeard();
  }

  @Test
  void neitherAnAckNorAResponseNorAStrangerIsAnswered() throws Exception {
    var bad = "SIP/2.0/UDP 127.0.0.1;;,;,,";
    try (var source = Wire.datagrams("127.0.0.1");
        var stranger = Wire.datagrams("127.0.0.2")) {
      wire.send(source, request("ACK", bad));
      var response = new String(request("MESSAGE", bad), UTF_8);
      wire.send(
          source, response.replaceFirst("^[^\r]*", "SIP/2.0 400 Bad Request").getBytes(UTF_8));
      wire.send(stranger, request("MESSAGE", bad));
      assertThat(heard(source)).isEmpty();
      assertThat(heard(stranger)).isEmpty();
    }
    isHeard();
  }

  @Test
  void aDatagramIsNotAnsweredWithMoreThanItBrought() throws Exception {
    try (var source = Wire.datagrams("127.0.0.1")) {
      wire.send(source, request("MESSAGE", "a,".repeat(4_000) + 'a'));
      assertThat(heard(source)).isEmpty();
    }
    isHeard();
  }
}
