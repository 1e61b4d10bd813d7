package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.testkit.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIP over TCP, with nothing but a socket on the peer's side. */
class StreamTest {

  private Edge edge;
  private TcpPeer romeo;

  @BeforeEach
  void open() throws Exception {
    edge = Edge.open();
    romeo = new TcpPeer(edge.tcp());
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    edge.close();
  }

  private String request(String method, String more, String body) {
    return Texts.request(method, "TCP 127.0.0.1:" + romeo.port(), more, body);
  }

  @Test
  @Requirement(value = "SIP-06", partial = "no TLS")
  void oneTcpAndUdpPort() throws Exception {
    assertThat(edge.tcp()).isEqualTo(edge.udp());
    romeo.send(request("OPTIONS", "", ""));
    assertThat(romeo.receive().status()).isEqualTo(200);
    try (var udp = edge.udpPeer()) {
      udp.send(Texts.request("OPTIONS", "UDP 127.0.0.1:" + udp.port(), "", ""));
      assertThat(udp.receive().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 333})
  @Requirement("SIP-05")
  void messagesAreCutByContentLengthWhereverTheySplit(int step) throws Exception {
    edge.answerAll(202);
    var stream =
        "\r\n"
            + request("MESSAGE", "Content-Type: text/plain\r\n", "O Romeo, Röméo!\r\n\r\n")
            + request("MESSAGE", "", "").replace("Content-Length: 0", "l : 0")
            + "\r\n"
            + request("MESSAGE", "Content-Type: text/plain\r\n", "SIP/2.0 200 OK\r\n");
    var octets = stream.getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < octets.length; i += step) {
      romeo.send(java.util.Arrays.copyOfRange(octets, i, Math.min(octets.length, i + step)));
    }
    for (var body : new String[] {"O Romeo, Röméo!\r\n\r\n", "", "SIP/2.0 200 OK\r\n"}) {
      assertThat(romeo.receive().status()).isEqualTo(202);
      assertThat(edge.intake.received().request().body().utf8()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-None: 1",
        "Content-Length: -1",
        "Content-Length: five",
        "Content-Length: 0\r\nl: 5",
        "Content-Length: 99999999999"
      })
  @Requirement("SIP-05")
  void withoutAUsableLengthTheConnectionEnds(String length) throws Exception {
    romeo.send(request("MESSAGE", "", "").replace("Content-Length: 0", length));
    assertThat(romeo.receive().status()).isEqualTo(400);
    assertThat(romeo.read()).isEqualTo(-1);
    try (var other = new TcpPeer(edge.tcp())) {
      other.send(Texts.request("OPTIONS", "TCP 127.0.0.1:" + other.port(), "", ""));
      assertThat(other.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyBeyondTheBoundIsRefused() throws Exception {
    romeo.send(request("MESSAGE", "", "").replace("Content-Length: 0", "Content-Length: 131073"));
    assertThat(romeo.receive().status()).isEqualTo(413);
    assertThat(romeo.read()).isEqualTo(-1);
  }

  @Test
  void aBodyAtTheBoundIsTaken() throws Exception {
    edge.answerAll(202);
    romeo.send(request("MESSAGE", "Content-Type: text/plain\r\n", "x".repeat(131_072)));
    assertThat(romeo.receive().status()).isEqualTo(202);
    assertThat(edge.intake.received().request().body().length()).isEqualTo(131_072);
  }

  @Test
  void aHeaderWithoutEndIsRefused() throws Exception {
    romeo.send("MESSAGE sip:juliet@example.com SIP/2.0\r\nX: " + "x".repeat(70_000));
    try {
      while (romeo.read() >= 0) {
        // Whatever it says, it ends.
      }
    } catch (IOException e) {
      // Reset, for not all that was sent was read.
    }
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-64")
  void keepAlivesAreAnswered() throws Exception {
    romeo.send("\r\n\r\n");
    assertThat(romeo.read()).isEqualTo('\r');
    assertThat(romeo.read()).isEqualTo('\n');
    romeo.send(request("OPTIONS", "", ""));
    assertThat(romeo.receive().status()).isEqualTo(200);
    romeo.send("\r\n\r\n");
    assertThat(romeo.read()).isEqualTo('\r');
    assertThat(romeo.read()).isEqualTo('\n');
  }

  @Test
  @Requirement("SIP-09")
  void theAnswerUsesTheConnectionOfTheRequest() throws Exception {
    romeo.send(request("MESSAGE", "", ""));
    var received = edge.intake.received();
    assertThat(received.source().transport()).isEqualTo(Transport.TCP);
    assertThat(received.source().port()).isEqualTo(romeo.port());
    edge.respond(received.transaction(), SipResponse.of(202, "Accepted"));
    assertThat(romeo.receive().status()).isEqualTo(202);
  }

  @Test
  @Requirement("SIP-09")
  void whenTheConnectionIsGoneANewOneIsOpened() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      romeo.send(
          Texts.request(
              "MESSAGE", "TCP romeo.invalid:" + server.getLocalPort() + ";rport", "", ""));
      var received = edge.intake.received();
      romeo.close();
      Thread.sleep(100);
      edge.respond(received.transaction(), SipResponse.of(202, "Accepted"));
      try (var again = new TcpPeer(server.accept())) {
        assertThat(again.receive().status()).isEqualTo(202);
      }
    }
  }

  @Test
  void anotherEdgeAnswersOnANewConnection() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      romeo.send(Texts.request("MESSAGE", "TCP 127.0.0.1:" + server.getLocalPort(), "", ""));
      var received = edge.intake.received();
      try (var other = Edge.open()) {
        other.respond(received.transaction(), SipResponse.of(202, "Accepted"));
        try (var again = new TcpPeer(server.accept())) {
          assertThat(again.receive().status()).isEqualTo(202);
        }
      }
    }
  }

  @Test
  void aRequestAndItsResponsesOverOneConnection() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var request = Texts.toRomeo("INVITE", server.getLocalPort(), ";transport=tcp", 5);
      edge.port.send(edge.port.prepare(new SipCommand.Request("effect", "verona", request)));
      try (var peer = new TcpPeer(server.accept())) {
        var invite = peer.receive();
        peer.send(Texts.response(invite, 486, "busy", ""));
        assertThat(edge.intake.answered().response().status()).isEqualTo(486);
        var ack = peer.receive();
        assertThat(ack.method()).isEqualTo("ACK");
        assertThat(ack.all("Via")).isEqualTo(invite.all("Via"));
      }
    }
  }
}
