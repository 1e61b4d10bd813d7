package im.balcony.sip.transport;

import im.balcony.sip.text.Malformed;
import im.balcony.sip.text.RawMessage;
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

  private byte[] buffer = new byte[SMALL];
  private int length;
  private int scanned;
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
    return frames;
  }

  /** Whether a message has begun and is not complete. */
  boolean midMessage() {
    return length > 0 && !broken && !(length <= 3 && startsWith("\r\n\r".substring(0, length)));
  }

  private void append(byte[] octets, int count) {
    if (length + count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + count, 2 * buffer.length));
    }
    System.arraycopy(octets, 0, buffer, length, count);
    length += count;
  }

  private @org.jspecify.annotations.Nullable Frame next() {
    while (startsWith("\r\n")) {
      if (startsWith("\r\n\r\n")) {
        consume(4);
        return new Ping();
      }
      if (length < 4 && (length == 2 || buffer[2] == '\r')) {
        return null;
      }
      consume(2);
    }
    var headEnd = RawMessage.headEnd(buffer, scanned, length);
    if (headEnd < 0) {
      scanned = Math.max(0, length - 3);
      return length > Bounds.HEAD ? breakOff(400, length) : null;
    }
    return headEnd > Bounds.HEAD ? breakOff(400, headEnd) : message(headEnd);
  }

  private @org.jspecify.annotations.Nullable Frame message(int headEnd) {
    try {
      var body = RawMessage.bodyLength(buffer, headEnd);
      if (body > Bounds.BODY) {
        return breakOff(413, headEnd);
      }
      if (length < headEnd + body) {
        scanned = Math.max(0, headEnd - 4);
        return null;
      }
      var octets = Arrays.copyOf(buffer, headEnd + body);
      consume(headEnd + body);
      return new Message(octets);
    } catch (Malformed e) {
      return breakOff(400, headEnd);
    }
  }

  private Broken breakOff(int status, int end) {
    broken = true;
    return new Broken(Arrays.copyOf(buffer, end), status);
  }

  private boolean startsWith(String text) {
    if (length < text.length()) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (buffer[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void consume(int count) {
    System.arraycopy(buffer, count, buffer, 0, length - count);
    length -= count;
    scanned = 0;
    if (length == 0 && buffer.length > SMALL) {
      // A connection that once had a large message must not hold its memory for ever.
      buffer = new byte[SMALL];
    }
  }
}
