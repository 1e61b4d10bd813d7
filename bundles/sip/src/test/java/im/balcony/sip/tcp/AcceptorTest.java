package im.balcony.sip.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.sip.VirtualTimers;
import im.balcony.sip.socket.Bounds;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accepting when the process has no descriptor left. */
class AcceptorTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final List<SocketChannel> taken = new ArrayList<>();
  private int failures;
  private int tries;

  private SocketChannel accept() throws IOException {
    tries++;
    if (failures > 0) {
      failures--;
      throw new IOException("Too many open files");
    }
    return tries % 2 == 0 ? null : SocketChannel.open();
  }

  @Test
  void itWaitsInsteadOfSpinningAndGoesOn() throws Exception {
    var acceptor = new Acceptor(this::accept, timers, taken::add);
    try (var selector = Selector.open();
        var server = ServerSocketChannel.open()) {
      server.configureBlocking(false);
      var key = server.register(selector, SelectionKey.OP_ACCEPT, acceptor);
      failures = 2;
      acceptor.ready(key);
      assertThat(key.interestOps()).as("the port is let alone").isZero();
      acceptor.tick(key);
      assertThat(key.interestOps()).isZero();
      assertThat(tries).isEqualTo(1);

      timers.pass(Bounds.ACCEPT_PAUSE);
      acceptor.tick(key);
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_ACCEPT);
      acceptor.ready(key);
      assertThat(key.interestOps()).isZero();

      timers.pass(Bounds.ACCEPT_PAUSE);
      acceptor.tick(key);
      acceptor.ready(key);
      assertThat(taken).hasSize(1);
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_ACCEPT);
    } finally {
      for (var channel : taken) {
        channel.close();
      }
    }
  }
}
