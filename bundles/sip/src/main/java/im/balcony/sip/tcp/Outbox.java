package im.balcony.sip.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What waits to be written to one peer, in order. Its connection sees to locks and bounds. */
final class Outbox {

  /** Called with the cause if a message could not be written to its end. */
  private record Waiting(ByteBuffer octets, long since, Consumer<IOException> failed) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int octets;

  void add(byte[] message, long now, Consumer<IOException> failed) {
    waiting.add(new Waiting(ByteBuffer.wrap(message), now, failed));
    octets += message.length;
  }

  /** How many octets wait. */
  int octets() {
    return octets;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Since when the first message waits; now if none does. */
  long since(long now) {
    var first = waiting.peek();
    return first == null ? now : first.since();
  }

  /** Writes what the channel takes now, and tells how many octets that were. */
  int flush(WritableByteChannel channel) throws IOException {
    var before = octets;
    Waiting first;
    while ((first = waiting.peek()) != null) {
      octets -= channel.write(first.octets());
      if (first.octets().hasRemaining()) {
        break;
      }
      waiting.remove();
    }
    return before - octets;
  }

  /** Gives up; tells whom that concerns. */
  List<Consumer<IOException>> clear() {
    var concerned = new ArrayList<Consumer<IOException>>();
    waiting.forEach(message -> concerned.add(message.failed()));
    waiting.clear();
    octets = 0;
    return concerned;
  }
}
