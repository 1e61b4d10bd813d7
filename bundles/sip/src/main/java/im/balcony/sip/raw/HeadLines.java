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
      var line = unfolded();
      if (line.length() > HeadBounds.FIELD) {
        fault(new MalformedMessageException("a field is too long"));
      } else if (!line.isEmpty()) {
        field(checked(line));
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

  /** The next line; behind it goes on the reading. */
  private String line() {
    var end = head.indexOf(LINE_END, at);
    var line = head.substring(at, end < 0 ? head.length() : end);
    at = end < 0 ? head.length() : end + LINE_END.length();
    return line;
  }

  private String unfolded() {
    var line = line();
    if (!isFold()) {
      return line;
    }
    var whole = new StringBuilder(line);
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

  private void field(String line) {
    var colon = line.indexOf(':');
    var name = colon < 0 ? "" : line.substring(0, colon).strip();
    if (RawMessage.isToken(name)) {
      fields.add(new SipHeader(FieldNames.canonical(name), line.substring(colon + 1).strip()));
    } else {
      fault(new MalformedMessageException("a line of the header is no field"));
    }
  }
}
