package im.balcony.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from addresses that no tenant trusts, and what is no SIP at all. */
class StrangersTest {

  private static final String STRANGER = "127.0.0.2";

  private final Map<String, DatagramSocket> sockets = new HashMap<>();
  private Edge edge;

  @BeforeEach
  void open() throws Exception {
    edge = Edge.open();
    edge.intake.distrust(STRANGER);
  }

  @AfterEach
  void close() {
    sockets.values().forEach(DatagramSocket::close);
    edge.close();
  }

  private Optional<Seen> ask(String source, byte[] datagram) throws IOException {
    try {
      if (!sockets.containsKey(source)) {
        sockets.put(source, new DatagramSocket(new InetSocketAddress(source, 0)));
      }
      var socket = sockets.get(source);
      socket.setSoTimeout(400);
      var to = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), edge.udp());
      socket.send(new DatagramPacket(datagram, datagram.length, to));
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Optional.of(Seen.of(Arrays.copyOf(packet.getData(), packet.getLength())));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  private static String text(String method, String more, String body) {
    return Texts.request(method, "UDP " + STRANGER + ":9;rport", more, body);
  }

  private Optional<Seen> ask(String text) throws IOException {
    return ask(STRANGER, text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MESSAGE", "INVITE", "OPTIONS", "BYE", "REGISTER", "NONSENSE"})
  @Requirement("SIP-23")
  void aRequestIsForbiddenAndNothingIsKept(String method) throws Exception {
    var request = text(method, "Content-Type: text/plain\r\n", "Art thou not Romeo?");
    var seen = ask(request).orElseThrow();
    assertThat(seen.start()).isEqualTo("SIP/2.0 403 Forbidden");
    assertThat(seen.header("CSeq")).isEqualTo("1 " + method);
    assertThat(seen.header("From")).startsWith("<sip:romeo@example.net>;tag=f");
    assertThat(seen.header("Via")).contains("received=" + STRANGER, "rport=");
    assertThat(seen.toTag()).isNotEmpty();
    assertThat(ask(request).orElseThrow().toTag()).as("of a copy").isEqualTo(seen.toTag());
    assertThat(edge.port.transactions()).isZero();
    edge.intake.hearsNothing();
  }

  @Test
  void aCancelFindsNothingAndAnAckIsNotAnswered() throws Exception {
    assertThat(
            ask(text("CANCEL", "Subject: The rest is silence, and more of it\r\n", ""))
                .orElseThrow()
                .status())
        .isEqualTo(481);
    assertThat(ask(text("ACK", "", ""))).isEmpty();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  void aLargeDatagramLeavesNothing() throws Exception {
    for (var more :
        new String[] {
          "Subject: " + "x".repeat(60_000) + "\r\n",
          "Subject: x\r\n".repeat(5000),
          "Contact: <sip:romeo@127.0.0.2" + ";".repeat(58_000) + ">\r\n"
        }) {
      assertThat(ask(text("MESSAGE", more, "")).orElseThrow().status()).isEqualTo(403);
    }
    assertThat(edge.port.transactions()).isZero();
  }

  /** What an answer would have to copy is out of all proportion. */
  @Test
  void whatWouldHaveToBeCopiedAtLengthIsNotAnswered() throws Exception {
    for (var name : new String[] {"From: ", "Call-ID: ", "Via: SIP/2.0/UDP "}) {
      var text = text("MESSAGE", "", "").replace(name, name + "x".repeat(2000));
      assertThat(ask(text)).as(name).isEmpty();
    }
    assertThat(ask(text("MESSAGE", "Via: SIP/2.0/UDP x\r\n".repeat(100), ""))).isEmpty();
  }

  @Test
  void noDatagramIsAnsweredWithMoreThanItHas() throws Exception {
    var lean = "X a SIP/2.0\r\nv:SIP/2.0/UDP a;branch=z9hG4bK1;rport\r\n\r\n";
    assertThat(ask(lean)).isEmpty();
    assertThat(ask(lean.replace("\r\n\r\n", "\r\ns:" + "x".repeat(200) + "\r\n\r\n"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "GET / HTTP/1.1\r\nHost: example.net\r\n\r\n",
        "MESSAGE sip:juliet@example.com SIP/2.0\r\n\r\n",
        "MESSAGE sip:juliet@example.com SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nCSeq: 1 MESSAGE\r\n\r\n",
        "\u0001\u0000\u0000\u0008!\u0012\u00a4Bstun",
        "\r\n",
        "\u0000\u0000\u0000\u0000",
        "SIP/2.0 200 OK\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKno\r\nCSeq: 1 MESSAGE\r\n\r\n"
      })
  void whatIsNoRequestIsNotAnsweredWhoeverSendsIt(String datagram) throws Exception {
    assertThat(ask(STRANGER, datagram.getBytes(UTF_8))).isEmpty();
    assertThat(ask("127.0.0.1", datagram.getBytes(UTF_8))).isEmpty();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  void overTcpItIsTheSame() throws Exception {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(STRANGER, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", edge.tcp()));
      try (var stranger = new TcpPeer(socket)) {
        for (var i = 0; i < 300; i++) {
          stranger.send(text("OPTIONS", "", "").replace("/UDP", "/TCP"));
        }
        for (var i = 0; i < 300; i++) {
          assertThat(stranger.receive().status()).isEqualTo(403);
        }
        stranger.send(text("MESSAGE", "Content-Length: x\r\n", ""));
        assertThat(stranger.read()).isEqualTo(-1);
      }
    }
    assertThat(edge.port.transactions()).isZero();
    edge.intake.hearsNothing();
  }

  @Test
  void nulsBetweenRequestsArePassedOver() throws Exception {
    edge.answerAll(202);
    try (var romeo = new TcpPeer(edge.tcp())) {
      for (var between : new String[] {"\0\0\0\0", "\0", "\r\n\0\0", "\0\r\n"}) {
        romeo.send(between);
        romeo.send(Texts.request("MESSAGE", "TCP 127.0.0.1:" + romeo.port(), "", ""));
        assertThat(romeo.receive().status()).isEqualTo(202);
      }
      romeo.send("\0\0");
      romeo.send("\0");
      romeo.send("\r\n\r\n");
      assertThat(romeo.read()).isEqualTo('\r');
    }
  }

  /** Whoever changes nothing needs no memory against copies. */
  @Test
  void optionsAreAnsweredWithoutATransaction() throws Exception {
    var request = Texts.request("OPTIONS", "UDP 127.0.0.1:9;rport", "", "").getBytes(UTF_8);
    var first = ask("127.0.0.1", request).orElseThrow();
    assertThat(first.status()).isEqualTo(200);
    assertThat(ask("127.0.0.1", request).orElseThrow().toTag()).isEqualTo(first.toTag());
    assertThat(edge.port.transactions()).isZero();
  }
}
