package im.balcony.sip.transport;

import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP connection, accepted or opened: a reading thread, and writes by whoever has a lane. */
final class TcpConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
  private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final Peer peer;
  private final Receiver receiver;
  private final Timers timers;
  private final Consumer<TcpConnection> gone;
  private final StreamFramer framer = new StreamFramer();
  private final Object writing = new Object();
  private final Thread reader;

  TcpConnection(
      String name, Socket socket, Receiver receiver, Timers timers, Consumer<TcpConnection> gone) {
    this.socket = socket;
    this.peer = new Peer("TCP", socket.getInetAddress().getHostAddress(), socket.getPort(), name);
    this.receiver = receiver;
    this.timers = timers;
    this.gone = gone;
    reader = new Thread(this::read, "balcony-sip-tcp-" + name);
    reader.setDaemon(true);
  }

  Peer peer() {
    return peer;
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  void start() {
    reader.start();
  }

  void awaitEnd() {
    Ends.await(reader);
  }

  private void read() {
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(Bounds.MESSAGE_TIME);
      readAll();
    } catch (IOException | RuntimeException e) {
      if (isOpen()) {
        LOG.debug("a SIP connection was lost: {}", e.getClass().getName());
      }
    } finally {
      close();
    }
  }

  private void readAll() throws IOException {
    var in = socket.getInputStream();
    var octets = new byte[8192];
    var heard = timers.now();
    var begun = heard;
    while (isOpen()) {
      try {
        var count = in.read(octets);
        if (count < 0) {
          return;
        }
        heard = timers.now();
        if (!framer.midMessage()) {
          begun = heard;
        }
        for (var frame : framer.feed(octets, count)) {
          deliver(frame);
          begun = heard;
        }
      } catch (SocketTimeoutException e) {
        if (timers.now() - heard > Bounds.IDLE_TIME) {
          return;
        }
      }
      if (framer.midMessage() && timers.now() - begun >= Bounds.MESSAGE_TIME) {
        return;
      }
    }
  }

  private void deliver(StreamFramer.Frame frame) throws IOException {
    if (frame instanceof StreamFramer.Message message) {
      receiver.message(message.octets(), peer);
    } else if (frame instanceof StreamFramer.Broken broken) {
      receiver.broken(broken.head(), broken.status(), peer);
      close();
    } else {
      write(PONG);
    }
  }

  /** Writes; a peer that does not read loses the connection after a while. */
  void write(byte[] octets) throws IOException {
    synchronized (writing) {
      var guard = timers.at(timers.now() + Bounds.WRITE_TIME, this::close);
      try {
        socket.getOutputStream().write(octets);
      } finally {
        guard.cancel();
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a SIP connection failed: {}", e.getClass().getName());
    }
    gone.accept(this);
  }
}
