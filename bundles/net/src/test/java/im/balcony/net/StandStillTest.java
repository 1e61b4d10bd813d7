package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An event loop that gets nothing done for a while, as in a process that is stopped. */
class StandStillTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final long PATIENCE = 1_500;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);

  /** What happened at a connection. */
  private record Happened(String what) implements WireRecord {}

  /** Gives its peer so long to answer once it said "wait", and stops the loop at "stop". */
  private final class Waiting implements ProtocolFactory, Protocol {

    @Override
    public Protocol open(ConnectionSpec spec) {
      return new Waiting();
    }

    @Override
    public Protocol resume(ConnectionSpec spec, ConnectionState state) {
      return new Waiting();
    }

    @Override
    public String name() {
      return "waiting";
    }

    @Override
    public int size(WireRecord record) {
      return 0;
    }

    private Output output(OptionalLong deadline, List<WireRecord> records) {
      return new Output(List.of(), records, deadline, false, false);
    }

    @Override
    public Output opened(long now, Ids ids) {
      return output(OptionalLong.empty(), List.of());
    }

    @Override
    public Output received(ByteBuffer bytes, long now, Ids ids) {
      var text = StandardCharsets.UTF_8.decode(bytes).toString();
      if (text.equals("stop")) {
        stopped.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return output(
          text.equals("wait") ? OptionalLong.of(now + PATIENCE) : OptionalLong.empty(),
          List.of(new Happened(text)));
    }

    @Override
    public Output command(Command command, long now, Ids ids) {
      return output(OptionalLong.empty(), List.of());
    }

    @Override
    public Output writable(int octets, long now, Ids ids) {
      return output(OptionalLong.empty(), List.of());
    }

    @Override
    public Output deadline(long now, Ids ids) {
      return output(OptionalLong.empty(), List.of(new Happened("timeout")));
    }

    @Override
    public Output closed(String reason, long now, Ids ids) {
      return output(OptionalLong.empty(), List.of());
    }

    @Override
    public ConnectionState release() {
      return new ConnectionState(
          1, Facts.NONE, im.balcony.api.data.Octets.of(new byte[0]), List.of());
    }
  }

  private static Socket connect(Sockets sockets, String id) throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      sockets.connect(
          id,
          "waiting",
          "127.0.0.1",
          server.getLocalPort(),
          Optional.empty(),
          Facts.NONE,
          List.of());
      server.setSoTimeout((int) WAIT.toMillis());
      return server.accept();
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anAnswerThatCameMeanwhileIsReadBeforeItsTimeIsOver() throws Exception {
    var router = new Heard();
    var sockets = router.sockets(Map.of("event$_$loops", "1"));
    sockets.bindFactory(new Waiting());
    try (var waited = connect(sockets, "c1");
        var other = connect(sockets, "c2")) {
      write(waited, "wait");
      assertThat(router.records.next(WAIT)).isEqualTo(new Happened("wait"));
      write(other, "stop");
      assertThat(stopped.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      write(waited, "answer");
      Thread.sleep(PATIENCE + 1_200);
      goesOn.countDown();

      assertThat(router.records.next(WAIT)).isEqualTo(new Happened("stop"));
      assertThat(router.records.next(WAIT)).isEqualTo(new Happened("answer"));
      assertThat(router.records.poll(Duration.ofMillis(700))).isEmpty();
    } finally {
      goesOn.countDown();
      sockets.stop();
    }
  }
}
