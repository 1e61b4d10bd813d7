package im.balcony.sip.value;

import im.balcony.sip.raw.RawMessage;
import org.jspecify.annotations.Nullable;

/**
 * The forms that nearly all values have, told by a look at each character: what is so keeps to the
 * grammar of RFC 3261 §25.1, and no parser has to be asked. What is not so may be right all the
 * same, and goes to {@link Grammar}.
 */
public final class Plain {

  /** What a user part may hold raw or escaped, besides letters and digits. */
  private static final String USER_MARKS = "-_.!~*'()&=+$,";

  private static final int LONGEST_LABEL = 63;
  private static final int PORT_DIGITS = 5;
  private static final int MOST_PORT = 65_535;
  private static final int SEQUENCE_DIGITS = 9;
  private static final int MOST_PARAMETERS = 4;

  private Plain() {}

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isAlphanumeric(char c) {
    return isDigit(c) || isLetter(c);
  }

  /** Whether it is a sip or sips URI, perhaps with a user, a port and a few parameters. */
  static boolean isUri(String text) {
    return isUri(text, 0, text.length());
  }

  private static boolean isUri(String text, int from, int to) {
    var user = text.startsWith("sip:", from) ? from + 4 : from + 5;
    if (user == from + 5 && !text.startsWith("sips:", from)) {
      return false;
    }
    var at = text.indexOf('@', user);
    var hasUser = at >= 0 && at < to;
    if (hasUser && (at == user || !isUser(text, user, at))) {
      return false;
    }
    var start = hasUser ? at + 1 : user;
    var semicolon = text.indexOf(';', start);
    var host = semicolon < 0 || semicolon > to ? to : semicolon;
    return isHostPort(text, start, host) && areParameters(text, host, to);
  }

  /** Whether each is behind a semicolon, and of the plainest characters, as is its value if any. */
  private static boolean areParameters(String text, int from, int to) {
    var parameters = 0;
    var at = from;
    while (at < to) {
      var name = at + 1;
      at = wordEnd(text, name, to);
      if (text.charAt(name - 1) != ';' || at == name || ++parameters > MOST_PARAMETERS) {
        return false;
      }
      if (at < to && text.charAt(at) == '=') {
        var value = at + 1;
        at = wordEnd(text, value, to);
        if (at == value) {
          return false;
        }
      }
    }
    return true;
  }

  private static int wordEnd(String text, int from, int to) {
    var end = from;
    while (end < to && (isAlphanumeric(text.charAt(end)) || "-_.".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end;
  }

  private static boolean isUser(String text, int from, int to) {
    for (var i = from; i < to; i++) {
      var c = text.charAt(i);
      if (!isAlphanumeric(c) && USER_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostPort(String text, int from, int to) {
    var colon = text.lastIndexOf(':', to - 1);
    return colon < from
        ? isHost(text, from, to)
        : isHost(text, from, colon) && isPort(text, colon + 1, to);
  }

  private static boolean isPort(String text, int from, int to) {
    if (to <= from || to - from > PORT_DIGITS || text.charAt(from) == '0') {
      return false;
    }
    var port = 0;
    for (var i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
      port = port * 10 + text.charAt(i) - '0';
    }
    return port <= MOST_PORT;
  }

  /** A name whose last label begins with a letter, or four numbers. */
  private static boolean isHost(String text, int from, int to) {
    var labels = 0;
    var numbers = 0;
    var start = from;
    for (var i = from; i <= to; i++) {
      if (i == to || text.charAt(i) == '.') {
        if (!isLabel(text, start, i)) {
          return false;
        }
        labels++;
        numbers += isOctet(text, start, i) ? 1 : 0;
        if (i == to) {
          return isLetter(text.charAt(start)) || (labels == 4 && numbers == 4);
        }
        start = i + 1;
      }
    }
    return false;
  }

  private static boolean isLabel(String text, int from, int to) {
    if (to <= from || to - from > LONGEST_LABEL) {
      return false;
    }
    for (var i = from; i < to; i++) {
      if (!isAlphanumeric(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return isAlphanumeric(text.charAt(from)) && isAlphanumeric(text.charAt(to - 1));
  }

  private static boolean isOctet(String text, int from, int to) {
    var number = 0;
    for (var i = from; i < to; i++) {
      if (!isDigit(text.charAt(i)) || to - from > 3) {
        return false;
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return number < 256;
  }

  /** Whether it is such a URI in brackets or without, and behind it nothing but a tag. */
  static boolean isParty(String value) {
    var end = value.length();
    if (value.startsWith("<")) {
      var close = value.indexOf('>');
      return close > 0 && isUri(value, 1, close) && isTagOrNothing(value, close + 1, end);
    }
    var semicolon = value.indexOf(';');
    var uri = semicolon < 0 ? end : semicolon;
    return isUri(value, 0, uri) && isTagOrNothing(value, uri, end);
  }

  private static boolean isTagOrNothing(String value, int from, int to) {
    return from == to || (value.startsWith(";tag=", from) && isToken(value, from + 5, to));
  }

  private static boolean isToken(String value, int from, int to) {
    return RawMessage.isToken(value, from, to);
  }

  /** A Via of one value with a branch, and perhaps rport without a value; null if it is not so. */
  static @Nullable TopVia via(String value) {
    if (!value.startsWith("SIP/2.0/UDP ") && !value.startsWith("SIP/2.0/TCP ")) {
      return null;
    }
    var from = "SIP/2.0/UDP ".length();
    var semicolon = value.indexOf(';');
    if (semicolon < from || !isHostPort(value, from, semicolon)) {
      return null;
    }
    var before = value.startsWith(";rport;", semicolon);
    var behind = !before && value.endsWith(";rport");
    var start = semicolon + (before ? ";rport".length() : 0);
    var branch = start + ";branch=".length();
    var end = value.length() - (behind ? ";rport".length() : 0);
    if (!value.startsWith(";branch=", start) || !isToken(value, branch, end)) {
      return null;
    }
    return TopVia.of(
        value.substring(from, semicolon), value.substring(branch, end), before || behind);
  }

  /** The method of a CSeq of a number, one space and a method; null if it is not so. */
  public static @Nullable String method(String cseq) {
    var space = cseq.indexOf(' ');
    if (space < 1 || space > SEQUENCE_DIGITS) {
      return null;
    }
    for (var i = 0; i < space; i++) {
      if (!isDigit(cseq.charAt(i))) {
        return null;
      }
    }
    var method = cseq.substring(space + 1);
    return RawMessage.isToken(method) ? method : null;
  }
}
