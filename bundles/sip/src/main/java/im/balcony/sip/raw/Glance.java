package im.balcony.sip.raw;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * The least that can be read of a message: one pass over its lines that takes the few fields that
 * are asked for and looks at no other. What it costs does not depend on what the rest is made of.
 */
public final class Glance {

  /** What a response copies from a request (RFC 3261 §8.2.6.2). */
  private static final Set<String> COPIED = Set.of("Via", "From", "To", "Call-ID", "CSeq");

  /** What names a transaction (RFC 3261 §17.1.3). */
  private static final Set<String> NAMING = Set.of("Via", "CSeq");

  /** Octets of a line that is taken; a message with a longer one is not worth an answer. */
  private static final int LINE = 1024;

  /** Fields that are taken; Max-Forwards ends a request's way long before. */
  private static final int FIELDS = 80;

  private Glance() {}

  /** The start line, and what an answer copies; empty if it is no request that has an answer. */
  public static Optional<RawMessage> request(byte[] octets, int from) {
    return read(octets, from, COPIED)
        .filter(message -> message.startLine().length() <= LINE && isClean(message.startLine()))
        .filter(message -> message.fields().stream().allMatch(field -> isClean(field.value())))
        .filter(message -> !message.isResponse() && message.startLine().contains(" SIP/"))
        .filter(message -> message.first("Via").isPresent());
  }

  /** The start line, Via and CSeq; empty if it is no response that could be one of ours. */
  public static Optional<RawMessage> response(byte[] octets, int from) {
    return read(octets, from, NAMING)
        .filter(message -> message.isResponse() && message.all("Via").size() == 1);
  }

  private static Optional<RawMessage> read(byte[] octets, int from, Set<String> wanted) {
    var end = lineEnd(octets, from);
    var startLine = text(octets, from, Math.min(end, from + LINE + 1));
    var fields = new ArrayList<SipHeader>();
    var at = end;
    while (at < octets.length && !isEmpty(octets, at)) {
      var begun = at;
      at = fieldEnd(octets, at);
      var name = name(octets, begun, at);
      if (wanted.contains(name)) {
        if (at - begun > LINE || fields.size() == FIELDS) {
          return Optional.empty();
        }
        var line = text(octets, begun, at);
        fields.add(new SipHeader(name, line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    return Optional.of(new RawMessage(startLine, fields, Octets.EMPTY, Optional.empty(), false));
  }

  /** Nothing that could become a line of its own in what is written. */
  private static boolean isClean(String text) {
    return text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }

  private static boolean isEmpty(byte[] octets, int at) {
    return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
  }

  /** The name by its long form; empty for a line without one. */
  private static String name(byte[] octets, int from, int end) {
    for (var i = from; i < end && i - from <= FieldNames.LONGEST; i++) {
      if (octets[i] == ':') {
        var name = new String(octets, from, i - from, StandardCharsets.ISO_8859_1).strip();
        return FieldNames.canonical(name);
      }
    }
    return "";
  }

  private static String text(byte[] octets, int from, int end) {
    var text = new String(octets, from, end - from, StandardCharsets.UTF_8);
    // RFC 3261 §7.3.1: a fold is one space.
    return text.replace("\r\n", " ").replace('\t', ' ').strip();
  }

  private static int fieldEnd(byte[] octets, int from) {
    var at = lineEnd(octets, from);
    while (at < octets.length && (octets[at] == ' ' || octets[at] == '\t')) {
      at = lineEnd(octets, at);
    }
    return at;
  }

  /** Behind the next CRLF, or the end. */
  private static int lineEnd(byte[] octets, int from) {
    for (var i = from; i + 1 < octets.length; i++) {
      if (octets[i] == '\r' && octets[i + 1] == '\n') {
        return i + 2;
      }
    }
    return octets.length;
  }
}
