package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.server.ComponentServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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

  private static final Duration QUIET = Duration.ofMillis(500);

  private static Scene scene;
  private static Wire wire;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of("sip.trusted-peers", "127.0.0.1/32"));
    wire = new Wire(scene.sipPort, scene.violations);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void hangUp() throws Exception {
    wire.hangUp();
  }

  private static byte[] request(String method, String via) {
    return Wire.request(
            method, "UDP", "127.0.0.1", "Content-Type: text/plain\r\n", "Ay me ".repeat(20))
        .replaceFirst("Via: [^\r]*", "Via: " + via)
        .getBytes(UTF_8);
  }

  private static Optional<String> heard(Wire.Datagrams socket) {
    return socket.heard.poll(QUIET);
  }

  private static void isHeard() throws Exception {
    var good = Wire.message("UDP", "127.0.0.1", "still here").getBytes(UTF_8);
    assertThat(wire.datagrams("127.0.0.1").ask(good, 10_000))
        .hasValueSatisfying(l -> assertThat(l).contains("202"));
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
    var named = wire.datagrams("127.0.0.3");
    var source = wire.datagrams("127.0.0.1");
    var asked = request("MESSAGE", via.replace("~", String.valueOf(named.port())));
    source.send(asked);

    var answer = heard(source).orElseThrow();
    assertThat(answer).startsWith("SIP/2.0 400 ").contains("\r\nCSeq: 1 MESSAGE\r\n");
    assertThat(answer.length()).isLessThanOrEqualTo(asked.length);
    assertThat(heard(source)).isEmpty();
    assertThat(heard(named)).isEmpty();
    isHeard();
  }

  @Test
  void neitherAnAckNorAResponseNorAStrangerIsAnswered() throws Exception {
    var bad = "SIP/2.0/UDP 127.0.0.1;;,;,,";
    var source = wire.datagrams("127.0.0.1");
    var stranger = wire.datagrams("127.0.0.2");
    source.send(request("ACK", bad));
    var response = new String(request("MESSAGE", bad), UTF_8);
    source.send(response.replaceFirst("^[^\r]*", "SIP/2.0 400 Bad Request").getBytes(UTF_8));
    stranger.send(request("MESSAGE", bad));
    assertThat(heard(source)).isEmpty();
    assertThat(heard(stranger)).isEmpty();
    isHeard();
  }

  @Test
  void aDatagramIsNotAnsweredWithMoreThanItBrought() throws Exception {
    var source = wire.datagrams("127.0.0.1");
    source.send(request("MESSAGE", "a,".repeat(4_000) + 'a'));
    assertThat(heard(source)).isEmpty();
    isHeard();
  }
}
