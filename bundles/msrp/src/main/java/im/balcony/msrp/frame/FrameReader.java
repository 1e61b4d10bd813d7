package im.balcony.msrp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in a stream of octets. {@link #next} gives one part of a frame, or says that it
 * needs more; a body is passed on as it comes and never gathered here. What is kept between two
 * calls is at most a head within its limits, or the few octets that might begin an end-line.
 */
public final class FrameReader {

  /** What {@link #next} found. */
  public enum Part {
    NEED_MORE,
    /** {@link #head} is there. */
    HEAD,
    /** The octets of {@link #array} between {@link #from} and {@link #to} belong to the body. */
    DATA,
    /** The frame ended with {@link #flag}. */
    END,
    /** The start line is none: there is nothing to answer. */
    GARBAGE,
    /** The head exceeds a limit; {@link #head} holds what was readable of it. */
    TOO_LONG,
    /** An end-line stands in the body without CRLF before it (errata 4177). */
    EMBEDDED_END
  }

  private enum State {
    HEAD,
    BODY,
    END
  }

  private static final byte[] NONE = {};
  private static final byte[] START = "MSRP ".getBytes(StandardCharsets.US_ASCII);
  private static final int KEPT_BUFFER = 4096;

  private final int headSize;
  private final int lineSize;
  private final int mostBreaks;

  /** CR and LF that were passed over since the last frame. */
  private int breaks;

  private byte[] buffer = NONE;
  private int position;
  private int end;

  /** In a head: the start of the current line. In a body: the first octet not yet looked at. */
  private int scan;

  /** In a head: where the search for the end of the current line goes on. */
  private int lineScan;

  private State state = State.HEAD;
  private @Nullable StartLine start;
  private int headersAt;
  private @Nullable Head head;
  private byte[] endLine = NONE;
  private byte[] rawHead = NONE;
  private char flag;
  private long passed;
  private int from;
  private int to;

  /** A reader before the first octet, within {@code settings}. */
  public FrameReader(Settings settings) {
    headSize = settings.headSize();
    lineSize = settings.lineSize();
    mostBreaks = settings.breaks();
  }

  /** Takes all of {@code bytes}. */
  public void feed(ByteBuffer bytes) {
    var more = bytes.remaining();
    var kept = end - position;
    if (end + more > buffer.length) {
      var target = kept + more <= buffer.length ? buffer : new byte[roomy(kept, more)];
      System.arraycopy(buffer, position, target, 0, kept);
      buffer = target;
      moveMarks();
      end = kept;
    }
    bytes.get(buffer, end, more);
    end += more;
  }

  /** What is kept grows by doubling: it may come octet by octet. */
  private static int roomy(int kept, int more) {
    return kept == 0 ? more : Math.max(kept + more, 2 * kept);
  }

  /** The next part of the stream. */
  public Part next() {
    return switch (state) {
      case HEAD -> nextOfHead();
      case BODY -> nextOfBody();
      case END -> ended();
    };
  }

  private Part nextOfHead() {
    passBreaks();
    if (!startsRight()) {
      return Part.GARBAGE;
    }
    for (var i = Math.max(scan, lineScan); i < end; i++) {
      if (buffer[i] != '\n' || i == scan || buffer[i - 1] != '\r') {
        continue;
      }
      if (i - 1 - scan > lineSize || i + 1 - position > headSize) {
        return tooLong();
      }
      var part = line(scan, i - 1);
      lineScan = i + 1;
      scan = i + 1;
      if (part != Part.NEED_MORE) {
        return part;
      }
    }
    lineScan = end;
    // One octet more may be the CR of the end of a line that just fits.
    if (end - scan > lineSize + 1 || end - position > headSize) {
      return tooLong();
    }
    release();
    return Part.NEED_MORE;
  }

  /** Line breaks between two frames mean nothing; peers send them to keep a path open. */
  private void passBreaks() {
    if (start != null) {
      return;
    }
    while (position < end && isBreak(buffer[position]) && breaks < mostBreaks) {
      position++;
      breaks++;
    }
    scan = Math.max(scan, position);
    lineScan = Math.max(lineScan, position);
  }

  private static boolean isBreak(byte octet) {
    return octet == '\r' || octet == '\n';
  }

  private boolean startsRight() {
    var known = Math.min(START.length, end - position);
    return start != null || Arrays.equals(buffer, position, position + known, START, 0, known);
  }

  private Part line(int lineStart, int lineEnd) {
    if (start == null) {
      var line = new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
      var parsed = StartLine.parse(line);
      if (parsed.isEmpty()) {
        return Part.GARBAGE;
      }
      start = parsed.get();
      headersAt = lineEnd + 2;
      endLine = ("-------" + start.transactionId()).getBytes(StandardCharsets.US_ASCII);
      return Part.NEED_MORE;
    }
    if (lineStart == lineEnd) {
      return headDone(start, lineStart, lineEnd + 2, State.BODY);
    }
    if (lineEnd - lineStart == endLine.length + 1 && isEndLine(lineStart)) {
      flag = (char) buffer[lineEnd - 1];
      return headDone(start, lineStart, lineEnd + 2, State.END);
    }
    return Part.NEED_MORE;
  }

  private Part headDone(StartLine line, int headersEnd, int rest, State next) {
    head = Head.parse(line, buffer, headersAt, headersEnd);
    rawHead = Arrays.copyOfRange(buffer, position, rest);
    position = rest;
    scan = rest;
    passed = 0;
    state = next;
    return Part.HEAD;
  }

  private Part tooLong() {
    if (start == null) {
      return Part.GARBAGE;
    }
    head = Head.parse(start, buffer, headersAt, Math.max(headersAt, scan));
    return Part.TOO_LONG;
  }

  /**
   * Looks for the end-line. Each octet is looked at a bounded number of times: where the seventh
   * octet is no hyphen, none of the seven can begin an end-line.
   */
  private Part nextOfBody() {
    var last = end - endLine.length - 3;
    var i = scan;
    while (i <= last) {
      if (buffer[i + 6] != '-') {
        i += 7;
      } else if (buffer[i] != '-' || !isEndLine(i) || !isLineEnd(i + endLine.length + 1)) {
        i++;
      } else {
        return endLineAt(i);
      }
    }
    scan = i;
    // The CRLF before an end-line belongs to it.
    return pass(Math.min(end, i) - 2);
  }

  private Part endLineAt(int at) {
    var first = passed == 0 && at == position;
    if (!first && (at - 2 < position || !isLineEnd(at - 2))) {
      scan = at;
      // What stands before it is the body's, in whatever pieces it came.
      return pass(at) == Part.DATA ? Part.DATA : Part.EMBEDDED_END;
    }
    scan = at;
    flag = (char) buffer[at + endLine.length];
    if (pass(first ? at : at - 2) == Part.DATA) {
      return Part.DATA;
    }
    position = at + endLine.length + 3;
    scan = position;
    return ended();
  }

  private Part pass(int until) {
    if (until <= position) {
      release();
      return Part.NEED_MORE;
    }
    from = position;
    to = until;
    passed += until - position;
    position = until;
    return Part.DATA;
  }

  private Part ended() {
    state = State.HEAD;
    breaks = 0;
    start = null;
    rawHead = NONE;
    scan = position;
    lineScan = position;
    return Part.END;
  }

  /** A quiet connection holds no big buffer. */
  private void release() {
    if (position == end && buffer.length > KEPT_BUFFER) {
      buffer = NONE;
      moveMarks();
      end = 0;
    }
  }

  private void moveMarks() {
    scan -= position;
    lineScan -= position;
    headersAt -= position;
    position = 0;
  }

  private boolean isEndLine(int at) {
    if (!Arrays.equals(buffer, at, at + endLine.length, endLine, 0, endLine.length)) {
      return false;
    }
    var c = buffer[at + endLine.length];
    return c == '$' || c == '+' || c == '#';
  }

  private boolean isLineEnd(int at) {
    return buffer[at] == '\r' && buffer[at + 1] == '\n';
  }

  /** The head of the frame in progress, after {@link Part#HEAD}. */
  public Head head() {
    return Optional.ofNullable(head).orElseThrow();
  }

  /** Where the octets of the last {@link Part#DATA} stand, until the next call. */
  public byte[] array() {
    return buffer;
  }

  /** The position of the first of them. */
  public int from() {
    return from;
  }

  /** The position behind the last of them. */
  public int to() {
    return to;
  }

  /** The continuation flag of the frame that ended, after {@link Part#END}. */
  public char flag() {
    return flag;
  }

  /** How many octets wait to be looked at. */
  public int buffered() {
    return end - position;
  }

  /** Whether a head was found whose end was not. */
  public boolean inFrame() {
    return state != State.HEAD;
  }

  /** How many octets of the current body were passed on. */
  public long passed() {
    return passed;
  }

  /** All octets since the last frame border but those of the body that were passed on. */
  public byte[] unread() {
    var out = Arrays.copyOf(rawHead, rawHead.length + buffered());
    System.arraycopy(buffer, position, out, rawHead.length, buffered());
    return out;
  }

  /** Goes on where another reader stood. */
  public void resume(byte[] unread, boolean inFrame, long passedBefore) {
    feed(ByteBuffer.wrap(unread));
    if (inFrame && next() == Part.HEAD) {
      passed = passedBefore;
    }
  }
}
