package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** An MSRP connection of the crowd: octets into frames and back. Lives on the crowd's thread. */
final class CrowdStream {

  /** Who hears what comes. */
  interface Owner {
    void frame(CrowdStream stream, MsrpFrame frame);

    void gone(CrowdStream stream);
  }

  private static final int START_LINE = 80;

  private final SocketChannel channel;
  private final Owner owner;
  private final Violations violations;
  private final SelectionKey key;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private final ByteBuffer in = ByteBuffer.allocate(65_536);
  private byte[] rest = {};
  private int searched;
  private boolean reading = true;
  private boolean connecting;
  private boolean closed;

  CrowdStream(CrowdLoop loop, SocketChannel channel, Owner owner, Violations violations)
      throws IOException {
    this.channel = channel;
    this.owner = owner;
    this.violations = violations;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    connecting = !channel.isConnected();
    key =
        loop.register(
            channel, connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, this::ready);
  }

  private void ready(SelectionKey ready) {
    try {
      if (ready.isConnectable() && channel.finishConnect()) {
        connecting = false;
        interest();
      }
      if (ready.isValid() && ready.isWritable()) {
        flush();
      }
      if (ready.isValid() && ready.isReadable()) {
        read();
      }
    } catch (IOException e) {
      // The peer is gone in its own way; that is what the owner is told.
      close();
    }
  }

  private void read() throws IOException {
    in.clear();
    var count = channel.read(in);
    if (count < 0) {
      close();
      return;
    }
    var all = Arrays.copyOf(rest, rest.length + count);
    in.flip().get(all, rest.length, count);
    rest = all;
    var end = endOfFrame();
    while (end.isPresent() && !closed) {
      var length = end.get();
      var frame = MsrpFrame.read(new ByteArrayInputStream(rest, 0, length), violations);
      rest = Arrays.copyOfRange(rest, length, rest.length);
      searched = 0;
      frame.ifPresent(f -> owner.frame(this, f));
      end = endOfFrame();
    }
  }

  /** Octets of the first frame, if it is whole. */
  private Optional<Integer> endOfFrame() {
    var head = new String(rest, 0, Math.min(rest.length, START_LINE), StandardCharsets.ISO_8859_1);
    var parts = head.split(" ", 3);
    if (parts.length < 3) {
      return Optional.empty();
    }
    var close = ("\r\n-------" + parts[1]).getBytes(StandardCharsets.ISO_8859_1);
    // Behind the mark stand the flag and a line end.
    for (var at = searched; at + close.length + 3 <= rest.length; at++) {
      if (Arrays.equals(rest, at, at + close.length, close, 0, close.length)) {
        return Optional.of(at + close.length + 3);
      }
      searched = at;
    }
    return Optional.empty();
  }

  /** Writes octets now or as soon as the peer takes them. */
  void write(byte[] octets) {
    if (closed) {
      return;
    }
    waiting.add(ByteBuffer.wrap(octets));
    if (!connecting) {
      try {
        flush();
      } catch (IOException e) {
        close();
      }
    }
  }

  private void flush() throws IOException {
    while (!waiting.isEmpty()) {
      channel.write(waiting.peek());
      if (waiting.peek().hasRemaining()) {
        break;
      }
      waiting.remove();
    }
    interest();
  }

  private void interest() {
    if (key.isValid()) {
      key.interestOps(
          (reading ? SelectionKey.OP_READ : 0)
              | (waiting.isEmpty() ? 0 : SelectionKey.OP_WRITE)
              | (connecting ? SelectionKey.OP_CONNECT : 0));
    }
  }

  /** Stops or resumes reading. */
  void reading(boolean on) {
    reading = on;
    interest();
  }

  /** Makes the next close a reset instead of an end. */
  void resetting() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
  }

  boolean isOpen() {
    return !closed;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
      violations.check(false, "RFC 4975 §5.4", "cannot close: " + e.getMessage());
    }
    owner.gone(this);
  }
}
