package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.wire.ConnectionEvent.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of a connection, with octets that are still on their way to the peer. */
class ClosingTest {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Heard router = new Heard();
  private final Sockets sockets = router.sockets(Map.of());
  private ServerSocket server;
  private Socket peer;

  static Stream<Consumer<Sockets>> closings() {
    return Stream.of(
        sockets -> sockets.close("c1"), sockets -> sockets.command("c1", new Lines.Bye()));
  }

  @BeforeEach
  void connect() throws IOException {
    sockets.bindFactory(new Lines("msrp", "v"));
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    sockets.connect(
        "c1", "msrp", "127.0.0.1", server.getLocalPort(), Optional.empty(), Facts.NONE, List.of());
    peer = server.accept();
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.OPENED);
  }

  @AfterEach
  void stop() throws IOException {
    sockets.stop();
    peer.close();
    server.close();
  }

  @ParameterizedTest
  @MethodSource("closings")
  void aPeerThatReadsGetsAllOfIt(Consumer<Sockets> closing) throws Exception {
    sockets.command("c1", new Lines.Say(new byte[3_000_000]));
    closing.accept(sockets);
    assertThat(peer.getInputStream().readAllBytes()).hasSize(3_000_000);
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.CLOSED);
  }

  @ParameterizedTest
  @MethodSource("closings")
  void aPeerThatDoesNotReadIsNotWaitedFor(Consumer<Sockets> closing) {
    sockets.command("c1", new Lines.Say(new byte[32_000_000]));
    closing.accept(sockets);
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.CLOSED);
  }
}
