package im.balcony.sip.raw;

import im.balcony.api.sip.SipHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a head (RFC 3261 §7.3.1), each looked at once. What cannot be read or is beyond a
 * bound is left out and noted, so that the rest can still be answered.
 */
final class HeadLines {

  private static final String LINE_END = "\r\n";

  private final String head;
  private final String startLine;
  private final List<SipHeader> fields = new ArrayList<>();
  private int at;
  private @Nullable MalformedMessageException fault;

  /**
   * Reads them.
   *
   * @param known what is wrong with the head as a whole, if anything is
   */
  HeadLines(String head, @Nullable MalformedMessageException known) {
    this.head = head;
    fault = known;
    startLine = checked(cut(line()));
    while (at < head.length() && fields.size() <= HeadBounds.FIELDS) {
      var from = at;
      var to = lineEnd();
      if (isFold()) {
        var line = unfolded(from, to);
        field(line, 0, line.length());
      } else {
        field(head, from, to);
      }
    }
    if (fields.size() > HeadBounds.FIELDS) {
      fields.remove(HeadBounds.FIELDS);
      fault(new MalformedMessageException("too many fields"));
    }
  }

  String startLine() {
    return startLine;
  }

  List<SipHeader> fields() {
    return fields;
  }

  Optional<MalformedMessageException> fault() {
    return Optional.ofNullable(fault);
  }

  /** Notes a fault; the first one stays. */
  void fault(MalformedMessageException found) {
    if (fault == null) {
      fault = found;
    }
  }

  private static String cut(String line) {
    // Longer than any Request-URI that is carried on, and so refused for it.
    return line.length() > HeadBounds.FIELD ? line.substring(0, HeadBounds.FIELD) : line;
  }

  private String line() {
    var from = at;
    return head.substring(from, lineEnd());
  }

  /** Where the next line ends; behind it goes on the reading. */
  private int lineEnd() {
    var end = head.indexOf(LINE_END, at);
    at = end < 0 ? head.length() : end + LINE_END.length();
    return end < 0 ? head.length() : end;
  }

  private String unfolded(int from, int to) {
    var whole = new StringBuilder().append(head, from, to);
    while (isFold()) {
      // A fold is one space.
      whole.append(' ').append(line().strip());
    }
    return whole.toString();
  }

  private boolean isFold() {
    return at < head.length() && (head.charAt(at) == ' ' || head.charAt(at) == '\t');
  }

  /** Two readers that differ on a lone CR or LF see two different messages. */
  private String checked(String line) {
    if (line.indexOf('\r') < 0 && line.indexOf('\n') < 0) {
      return line;
    }
    fault(new MalformedMessageException("lone CR or LF"));
    return line.replace('\r', ' ').replace('\n', ' ');
  }

  /** The field that stands there in {@code text}; an empty line is none. */
  private void field(String text, int from, int to) {
    if (to - from > HeadBounds.FIELD) {
      fault(new MalformedMessageException("a field is too long"));
      return;
    }
    var colon = -1;
    for (var i = from; i < to; i++) {
      var c = text.charAt(i);
      if (c == '\r' || c == '\n') {
        var line = checked(text.substring(from, to));
        field(line, 0, line.length());
        return;
      }
      colon = c == ':' && colon < 0 ? i : colon;
    }
    var name = colon < 0 ? "" : text.substring(from, colon).strip();
    if (RawMessage.isToken(name)) {
      var value = text.substring(behindSpace(text, colon + 1, to), to).strip();
      fields.add(new SipHeader(FieldNames.canonical(name), value));
    } else if (from < to) {
      fault(new MalformedMessageException("a line of the header is no field"));
    }
  }

  /** Most values have one space in front, so that they would be copied twice. */
  private static int behindSpace(String text, int from, int to) {
    return from < to && text.charAt(from) == ' ' ? from + 1 : from;
  }
}
