package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the stream to the XMPP server ends, whoever ends it. */
class GoodbyeTest {

  private static final String CLOSED = "example.net: closed by the component";

  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    scene.nextHop("romeo", Map.of()).close();
    scene.server.lost.drain();
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  @Requirement("XMPP-07")
  void theServersEndIsAnsweredAndTheLinkMadeAnew() throws Exception {
    scene.server.connected.drain();
    scene.server.send("example.net", "</stream:stream>");
    assertThat(scene.server.lost.next(WAIT)).isEqualTo(CLOSED);
    assertThat(scene.server.connected.next(WAIT)).isEqualTo("example.net");
  }

  @Test
  @Requirement("XMPP-07")
  void ourOwnShutdownSaysIt() throws Exception {
    scene.restart();
    assertThat(scene.server.lost.next(WAIT)).isEqualTo(CLOSED);
  }

  @Test
  @Requirement("XMPP-07")
  void theRouterAloneSaysItToo() throws Exception {
    scene.framework.bundle("router").stop();
    assertThat(scene.server.lost.next(WAIT)).isEqualTo(CLOSED);
  }

  @Test
  @Requirement("XMPP-07")
  void aServerThatDoesNotAnswerDoesNotHoldTheShutdown() throws Exception {
    scene.server.silentAtTheEnd = true;
    var begin = System.nanoTime();
    scene.framework.bundle("router").stop();
    assertThat(System.nanoTime() - begin).isLessThan(WAIT.toNanos());
    assertThat(scene.server.lost.next(WAIT)).isEqualTo(CLOSED);
  }
}
