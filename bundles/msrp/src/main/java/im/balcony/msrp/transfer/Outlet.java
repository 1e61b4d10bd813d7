package im.balcony.msrp.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Frames on their way to the socket. No more is handed out than the socket said it takes, so what
 * waits here is short and urgent frames come soon.
 */
public final class Outlet {

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

  /** Whether no frame waits. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Octets that wait. */
  public int backlog() {
    return backlog;
  }

  /** Octets that the socket would still take. */
  public int credit() {
    return credit;
  }

  /** Whether the socket was asked to say when it takes more. */
  public boolean asking() {
    return asking;
  }

  /** When it was asked, milliseconds. */
  public long askedAt() {
    return askedAt;
  }

  /** Moves the first octets that wait to {@code out}, within the credit. */
  public void handOut(List<ByteBuffer> out) {
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
  public void handOutAll(List<ByteBuffer> out) {
    out.addAll(waiting);
    waiting.clear();
    backlog = 0;
  }

  /** Asks the socket to say when it can take more, if there is or soon will be need of it. */
  public void ask(boolean more, long now) {
    if (!asking && (more || credit < FIRST_CREDIT / 2)) {
      asking = true;
      askedAt = now;
    }
  }

  /** The socket takes {@code octets} more. */
  public void writable(int octets) {
    credit = octets;
    asking = false;
  }

  /** What waits, in one piece. */
  public byte[] content() {
    var all = ByteBuffer.allocate(backlog);
    waiting.forEach(b -> all.put(b.duplicate()));
    return all.array();
  }

  /** Goes on where another version stood. */
  public void resume(byte[] content, int creditBefore, boolean askingBefore, long askedBefore) {
    add(content);
    credit = creditBefore;
    asking = askingBefore;
    askedAt = askedBefore;
  }
}
