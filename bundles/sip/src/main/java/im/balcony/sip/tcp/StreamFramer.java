package im.balcony.sip.tcp;

import im.balcony.sip.raw.BodyLength;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.socket.Bounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream into messages by Content-Length (RFC 3261 §18.3) and hears keep-alives (RFC 5626
 * §4.4.1). Without I/O.
 */
final class StreamFramer {

  /** What was found, in order. */
  sealed interface Frame {}

  /** A whole message. */
  record Message(byte[] octets) implements Frame {}

  /** CRLF CRLF between messages, to be answered with CRLF. */
  record Ping() implements Frame {}

  /** Nothing after this can be read; {@code status} is the refusal. */
  record Broken(byte[] head, int status) implements Frame {}

  private static final int SMALL = 4096;

  private static final int UNKNOWN = -1;

  private byte[] buffer = new byte[SMALL];

  /** What is not consumed yet lies between these. */
  private int start;

  private int end;

  /** Where the search for the end of the head goes on. */
  private int scanned;

  /** Where the message ends whose head has been read, or {@link #UNKNOWN}. */
  private int messageEnd = UNKNOWN;

  private boolean broken;

  /** Takes the next octets. */
  List<Frame> feed(byte[] octets, int count) {
    var frames = new ArrayList<Frame>();
    if (broken) {
      return frames;
    }
    append(octets, count);
    Frame frame;
    while (!broken && (frame = next()) != null) {
      frames.add(frame);
    }
    compact();
    return frames;
  }

  /** Octets that are kept because their message is not whole. */
  int held() {
    return end - start;
  }

  /** Whether a message has begun and is not complete. */
  boolean midMessage() {
    var length = end - start;
    return length > 0 && !broken && !(length <= 3 && startsWith("\r\n\r".substring(0, length)));
  }

  private void append(byte[] octets, int count) {
    if (end + count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(end + count, 2 * buffer.length));
    }
    System.arraycopy(octets, 0, buffer, end, count);
    end += count;
  }

  private @org.jspecify.annotations.Nullable Frame next() {
    if (messageEnd != UNKNOWN) {
      return message();
    }
    skipNuls();
    while (startsWith("\r\n")) {
      if (startsWith("\r\n\r\n")) {
        consume(start + 4);
        return new Ping();
      }
      if (end - start < 4 && (end - start == 2 || buffer[start + 2] == '\r')) {
        return null;
      }
      consume(start + 2);
      skipNuls();
    }
    var headEnd = RawMessage.headEnd(buffer, Math.max(start, scanned), end);
    if (headEnd < 0) {
      scanned = end - 3;
      return end - start > Bounds.HEAD ? breakOff(513, end) : null;
    }
    return headEnd - start > Bounds.HEAD ? breakOff(513, headEnd) : head(headEnd);
  }

  private @org.jspecify.annotations.Nullable Frame head(int headEnd) {
    try {
      var body = BodyLength.find(buffer, start, headEnd);
      if (body > Bounds.BODY) {
        return breakOff(413, headEnd);
      }
      messageEnd = headEnd + body;
      return message();
    } catch (MalformedMessageException e) {
      return breakOff(400, headEnd);
    }
  }

  private @org.jspecify.annotations.Nullable Frame message() {
    if (end < messageEnd) {
      return null;
    }
    var octets = Arrays.copyOfRange(buffer, start, messageEnd);
    consume(messageEnd);
    return new Message(octets);
  }

  /** NULs between messages are passed over like CRLFs: some peers send them to keep alive. */
  private void skipNuls() {
    var at = start;
    while (at < end && buffer[at] == 0) {
      at++;
    }
    if (at > start) {
      consume(at);
    }
  }

  private Broken breakOff(int status, int to) {
    broken = true;
    return new Broken(Arrays.copyOfRange(buffer, start, to), status);
  }

  private boolean startsWith(String text) {
    if (end - start < text.length()) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (buffer[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void consume(int to) {
    start = to;
    scanned = to;
    messageEnd = UNKNOWN;
  }

  /** Moves what is left to the front, once for all that came together. */
  private void compact() {
    if (start == 0) {
      return;
    }
    var left = end - start;
    // A connection that once had a large message must not hold its memory for ever.
    var kept = left <= SMALL && buffer.length > SMALL ? new byte[SMALL] : buffer;
    System.arraycopy(buffer, start, kept, 0, left);
    buffer = kept;
    scanned = Math.max(0, scanned - start);
    messageEnd = messageEnd == UNKNOWN ? UNKNOWN : messageEnd - start;
    start = 0;
    end = left;
  }
}
