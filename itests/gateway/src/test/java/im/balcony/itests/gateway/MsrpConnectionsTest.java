package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpFrame;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MSRP connections between, before and behind their sessions (RFC 4975 §5.4). */
class MsrpConnectionsTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene =
        new Scene(
            Map.of(), Map.of("keep-alive", "1s", "unbound.limit", "2s", "silent-close", "1s"));
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private Call invite(String setup) throws Exception {
    return romeo.invite("sip:" + juliet, Call.Offer.PLAIN.withSetup(setup));
  }

  private MsrpLine line(Call call, String setup) throws Exception {
    return setup.equals("passive") ? call.acceptConnection() : call.connect();
  }

  private static boolean isKeepAlive(MsrpFrame frame) {
    return !frame.isResponse()
        && frame.method().equals("SEND")
        && frame.header("Content-Type").isEmpty();
  }

  private static void awaitEnd(MsrpLine line) throws InterruptedException {
    Framework.await("the end of the connection", WAIT, line::isClosed);
  }

  /** Who connected makes no difference: passive lets the gateway do it. */
  @ParameterizedTest
  @ValueSource(strings = {"active", "passive"})
  @Requirement({"CHAT-50", "MSRP-71", "MSRP-74"})
  void anIdleSessionIsKeptAliveAndWhatItLeavesIsClosed(String setup) throws Exception {
    var call = invite(setup);
    var line = line(call, setup);
    line.send("first");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("first");

    // Longer than a connection without a session lasts.
    for (var i = 0; i < 4; i++) {
      line.frames.next(WAIT, MsrpConnectionsTest::isKeepAlive);
    }
    assertThat(line.isClosed()).isFalse();

    assertThat(call.bye().status()).isEqualTo(200);
    awaitEnd(line);
  }

  @Test
  @Requirement("MSRP-71")
  void aConnectionLastsAsLongAsOneOfItsSessions() throws Exception {
    var one = invite("active");
    var two = romeo.invite("sip:nurse" + people + "@example.com", Call.Offer.PLAIN);
    var first = one.connect();
    var second = two.connect(first);
    assertThat(first.response(first.bind(), WAIT).status()).isEqualTo(200);
    assertThat(second.response(second.bind(), WAIT).status()).isEqualTo(200);

    assertThat(one.bye().status()).isEqualTo(200);
    second.frames.drain();
    for (var i = 0; i < 4; i++) {
      second.frames.next(WAIT, MsrpConnectionsTest::isKeepAlive);
    }
    second.send("still here");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");

    assertThat(two.bye().status()).isEqualTo(200);
    awaitEnd(second);
  }

  @Test
  @Requirement("CHAT-50")
  void aConnectionThatNeverHadASessionIsClosed() throws Exception {
    var ended = invite("active");
    assertThat(ended.bye().status()).isEqualTo(200);
    var line = ended.connect();

    assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(481);

    awaitEnd(line);
  }

  @Test
  @Requirement("MSRP-75")
  void aSilentConnectionIsClosed() throws Exception {
    try (var socket = new Socket("127.0.0.1", scene.msrpPort)) {
      socket.setSoTimeout((int) WAIT.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void lineBreaksBetweenFramesMeanNothing() throws Exception {
    var call = invite("active");
    var line = call.connect();
    var breaks = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    line.raw(breaks);
    for (var text : new String[] {"one", "two", "three"}) {
      assertThat(line.response(line.send(text), WAIT).status()).isEqualTo(200);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
      line.raw(breaks);
    }
    call.bye();
  }

  /** A line break is no request: it does not keep a connection. */
  @Test
  void lineBreaksAloneAreSilence() throws Exception {
    try (var socket = new Socket("127.0.0.1", scene.msrpPort)) {
      socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout((int) WAIT.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
