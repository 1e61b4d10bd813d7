package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Saving the configuration of the router and of the sockets while links are up and chats open. */
class LiveSettingsTest {

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

  @AfterEach
  void defaults() throws IOException {
    scene.framework.configure("im.balcony.router", Map.of("strands", "0"));
    scene.framework.configure("im.balcony.net", Map.of("event-loops", "0"));
  }

  @Test
  void linksAndSessionsStayWhateverIsSaved() throws Exception {
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", "a1", "<body>before</body>");
    var line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("before");

    for (var strands : new String[] {"1", "7", "2"}) {
      scene.framework.configure(
          "im.balcony.router",
          Map.of(
              "strands",
              strands,
              "link.waiting",
              "17",
              "call.limit",
              "5s",
              "hung.threads",
              "3",
              "ping.interval",
              "2s",
              "receive-limit",
              "100kB",
              "rehearsal",
              "0s"));
      scene.framework.configure(
          "im.balcony.net", Map.of("event-loops", "3", "memory.max", "64MB", "parked.age", "5s"));
      scene.say(
          "juliet@example.com/x", "romeo@example.net", "chat", "b" + strands, "<body>on</body>");
      assertThat(line.texts.next(WAIT).text()).isEqualTo("on");
      assertThat(romeo.message("sip:juliet@example.com", "still").status()).isEqualTo(202);
      scene.server.stanzas.next(WAIT);
    }

    assertThat(scene.server.connected.poll(SILENCE)).as("a new link").isEmpty();
    assertThat(line.isClosed()).as("the MSRP connection is closed").isFalse();
  }

  @Test
  void aBoundOfTheRouterHoldsAtOnce() throws Exception {
    scene.framework.configure("im.balcony.router", Map.of("parked.messages", "0"));
    scene.framework.bundle("mapping").stop();
    try {
      assertThat(romeo.message("sip:juliet@example.com", "no room").status()).isEqualTo(503);
    } finally {
      scene.framework.bundle("mapping").start();
    }
    scene.framework.configure("im.balcony.router", Map.of("parked.messages", "10"));
    assertThat(romeo.message("sip:juliet@example.com", "room").status()).isEqualTo(202);
    var heard = scene.server.stanzas.next(WAIT);
    while (!child(heard, "body").equals("room")) {
      heard = scene.server.stanzas.next(WAIT);
    }
  }

  @Test
  void aBoundOfTheSocketsHoldsAtOnceAndForNewConnectionsOnly() throws Exception {
    try (var first = connect()) {
      assertThat(isOpen(first)).isTrue();
      scene.framework.configure("im.balcony.net", Map.of("connections.per-source", "1"));
      Framework.await("one is enough", WAIT, () -> !oneMoreStays());
      assertThat(isOpen(first)).isTrue();
      scene.framework.configure("im.balcony.net", Map.of("connections.per-source", "100"));
      Framework.await("others are let in", WAIT, LiveSettingsTest::oneMoreStays);
    }
  }

  private static boolean oneMoreStays() {
    try (var other = connect()) {
      return isOpen(other);
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connect() throws IOException {
    return new Socket("127.0.0.1", scene.msrpPort);
  }

  /** Whether the gateway does not close it. */
  private static boolean isOpen(Socket socket) throws IOException {
    socket.setSoTimeout((int) SILENCE.toMillis());
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }
}
