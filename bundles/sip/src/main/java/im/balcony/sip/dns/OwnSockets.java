package im.balcony.sip.dns;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * A socket a question, on the thread that asks. Those of dnsjava have threads that nobody ends, so
 * a bundle that stops would leave them and its classes behind. A port of its own for each question
 * is hard to guess for who would forge an answer (RFC 5452 §9.2).
 */
final class OwnSockets implements UdpIoClient, TcpIoClient {

  /** What dnsjava takes. */
  static final IoClientFactory FACTORY =
      new IoClientFactory() {
        private final OwnSockets sockets = new OwnSockets();

        @Override
        public TcpIoClient createOrGetTcpClient() {
          return sockets;
        }

        @Override
        public UdpIoClient createOrGetUdpClient() {
          return sockets;
        }
      };

  private OwnSockets() {}

  @Override
  public CompletableFuture<byte[]> sendAndReceiveUdp(
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      Message query,
      byte[] data,
      int max,
      Duration timeout) {
    return done(() -> datagram(remote, data, max, timeout));
  }

  @Override
  public CompletableFuture<byte[]> sendAndReceiveTcp(
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      Message query,
      byte[] data,
      Duration timeout) {
    return done(() -> stream(remote, data, timeout));
  }

  private static CompletableFuture<byte[]> done(Callable<byte[]> work) {
    try {
      return CompletableFuture.completedFuture(work.call());
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static byte[] datagram(InetSocketAddress remote, byte[] data, int max, Duration timeout)
      throws IOException {
    try (var selector = Selector.open();
        var channel = DatagramChannel.open()) {
      channel.configureBlocking(false);
      channel.connect(remote);
      channel.write(ByteBuffer.wrap(data));
      channel.register(selector, SelectionKey.OP_READ);
      await(selector, deadline(timeout));
      var answer = ByteBuffer.allocate(max);
      channel.read(answer);
      return taken(answer);
    }
  }

  private static byte[] stream(InetSocketAddress remote, byte[] data, Duration timeout)
      throws IOException {
    var deadline = deadline(timeout);
    try (var selector = Selector.open();
        var channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      var key = channel.register(selector, SelectionKey.OP_CONNECT);
      if (!channel.connect(remote)) {
        await(selector, deadline);
        channel.finishConnect();
      }
      // A question is far smaller than what a new socket takes at once.
      channel.write(framed(data));
      key.interestOps(SelectionKey.OP_READ);
      var length = read(channel, selector, 2, deadline);
      return read(
          channel, selector, Short.toUnsignedInt(ByteBuffer.wrap(length).getShort()), deadline);
    }
  }

  private static ByteBuffer framed(byte[] data) {
    return ByteBuffer.allocate(2 + data.length).putShort((short) data.length).put(data).flip();
  }

  private static byte[] read(SocketChannel channel, Selector selector, int length, long deadline)
      throws IOException {
    var buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      await(selector, deadline);
      if (channel.read(buffer) < 0) {
        throw new EOFException("a name server said too little");
      }
    }
    return taken(buffer);
  }

  private static byte[] taken(ByteBuffer buffer) {
    var octets = new byte[buffer.flip().remaining()];
    buffer.get(octets);
    return octets;
  }

  private static long deadline(Duration timeout) {
    return System.nanoTime() + timeout.toNanos();
  }

  /** Waits until the only channel is ready; who is interrupted stops at once. */
  private static void await(Selector selector, long deadline) throws IOException {
    var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    selector.selectedKeys().clear();
    if (left > 0 && selector.select(left) > 0) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    throw new SocketTimeoutException("no answer of a name server");
  }
}
