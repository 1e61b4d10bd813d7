package im.balcony.benchmarks.peers;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A TCP connection of a peer. */
final class TcpStream {

  /** Reads units of a protocol. */
  interface Reader {

    /**
     * Takes the first unit of these octets.
     *
     * @return how many octets it had; 0 if it is not whole
     */
    int read(byte[] octets, int from, int to);
  }

  private static final int ROOM = 65_536;

  private final SocketChannel channel;
  private final Reader reader;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private final SelectionKey key;
  private byte[] in = new byte[2 * ROOM];
  private int from;
  private int to;

  TcpStream(Loop loop, SocketChannel channel, Reader reader) throws IOException {
    this.channel = channel;
    this.reader = reader;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key =
        loop.register(
            channel,
            channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT,
            this::ready);
  }

  private void ready(SelectionKey ready) throws IOException {
    if (ready.isConnectable() && channel.finishConnect()) {
      flush();
    }
    if (ready.isValid() && ready.isWritable()) {
      flush();
    }
    if (ready.isValid() && ready.isReadable()) {
      read();
    }
  }

  private void read() throws IOException {
    if (in.length - to < ROOM) {
      in = Arrays.copyOfRange(in, from, from + Math.max(2 * ROOM, 2 * (to - from) + ROOM));
      to -= from;
      from = 0;
    }
    var count = channel.read(ByteBuffer.wrap(in, to, in.length - to));
    if (count < 0) {
      channel.close();
      return;
    }
    to += count;
    for (var length = reader.read(in, from, to); length > 0; length = reader.read(in, from, to)) {
      from += length;
    }
    if (from == to) {
      from = 0;
      to = 0;
    }
  }

  void write(byte[] octets) {
    waiting.add(ByteBuffer.wrap(octets));
    if (channel.isConnected()) {
      try {
        flush();
      } catch (IOException e) {
        // The gateway is gone: what is missing is counted elsewhere.
        key.cancel();
      }
    }
  }

  private void flush() throws IOException {
    while (!waiting.isEmpty()) {
      channel.write(waiting.element());
      if (waiting.element().hasRemaining()) {
        break;
      }
      waiting.remove();
    }
    key.interestOps(
        waiting.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }
}
