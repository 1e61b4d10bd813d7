package im.balcony.msrp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Frames on their way to the socket. No more is handed out than the socket said it takes, so what
 * waits here is short and urgent frames come soon.
 */
final class Outlet {

  private static final int FIRST_CREDIT = 8192;

  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private int backlog;
  private int credit = FIRST_CREDIT;
  private boolean asking;
  private long askedAt;

  void add(byte[] bytes) {
    add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  void add(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      waiting.add(bytes);
      backlog += bytes.remaining();
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int backlog() {
    return backlog;
  }

  int credit() {
    return credit;
  }

  boolean asking() {
    return asking;
  }

  long askedAt() {
    return askedAt;
  }

  /** Moves the first octets that wait to {@code out}, within the credit. */
  void handOut(List<ByteBuffer> out) {
    var first = waiting.element();
    var size = Math.min(credit, first.remaining());
    out.add(first.slice(first.position(), size));
    first.position(first.position() + size);
    if (!first.hasRemaining()) {
      waiting.remove();
    }
    credit -= size;
    backlog -= size;
  }

  /** All that waits, whatever the credit: the connection ends with it. */
  void handOutAll(List<ByteBuffer> out) {
    out.addAll(waiting);
    waiting.clear();
    backlog = 0;
  }

  /** Asks the socket to say when it can take more, if there is or soon will be need of it. */
  void ask(boolean more, long now) {
    if (!asking && (more || credit < FIRST_CREDIT / 2)) {
      asking = true;
      askedAt = now;
    }
  }

  void writable(int octets) {
    credit = octets;
    asking = false;
  }

  /** What waits, in one piece. */
  byte[] content() {
    var all = ByteBuffer.allocate(backlog);
    waiting.forEach(b -> all.put(b.duplicate()));
    return all.array();
  }

  void resume(byte[] content, int creditBefore, boolean askingBefore, long askedBefore) {
    add(content);
    credit = creditBefore;
    asking = askingBefore;
    askedAt = askedBefore;
  }
}
