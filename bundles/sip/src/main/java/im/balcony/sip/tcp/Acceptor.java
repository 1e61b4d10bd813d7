package im.balcony.sip.tcp;

import im.balcony.sip.socket.Bounds;
import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections. When that fails, as it does when the process has no descriptor left, it
 * waits a while: the port stays ready, and trying at once would be a loop of failures.
 */
final class Acceptor implements Loop.Handler {

  /** The listening socket. */
  interface Source {

    /** The next connection; null if none waits. */
    @Nullable SocketChannel accept() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  /** Accepted in one go, so that those who are connected get their turn. */
  private static final int AT_ONCE = 64;

  private final Source source;
  private final Timers timers;
  private final Consumer<SocketChannel> taker;
  private boolean failing;
  private long again;

  /** Accepts from a source for a taker, who closes what it does not want. */
  Acceptor(Source source, Timers timers, Consumer<SocketChannel> taker) {
    this.source = source;
    this.timers = timers;
    this.taker = taker;
  }

  @Override
  public void ready(SelectionKey key) {
    try {
      for (var i = 0; i < AT_ONCE; i++) {
        var channel = source.accept();
        if (channel == null) {
          return;
        }
        if (failing) {
          failing = false;
          LOG.info("SIP connections are accepted again");
        }
        taker.accept(channel);
      }
    } catch (IOException e) {
      if (!failing) {
        LOG.warn(
            "accepting SIP connections fails ({}); trying again every {} ms",
            e.getMessage(),
            Bounds.ACCEPT_PAUSE);
      }
      failing = true;
      again = timers.now() + Bounds.ACCEPT_PAUSE;
      key.interestOps(0);
    }
  }

  /** Tries again when the time has come. */
  void tick(SelectionKey key) {
    if (key.isValid() && key.interestOps() == 0 && timers.now() >= again) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }
}
