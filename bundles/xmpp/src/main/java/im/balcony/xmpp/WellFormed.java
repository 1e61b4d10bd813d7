package im.balcony.xmpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether octets are well-formed, by XML 1.0 (fifth edition) alone: asked of a stanza that the
 * parser refused. If they are, only its namespaces or names are at fault; that is worth an error to
 * its sender, and not the stream of everybody (RFC 6120 §11.3). Characters and references were
 * judged by {@link StreamScanner}.
 */
final class WellFormed {

  private static final String CDATA = "<![CDATA[";

  private final String text;
  private final ArrayDeque<String> open = new ArrayDeque<>();
  private int at;

  private WellFormed(String text) {
    this.text = text;
  }

  /** Whether {@code octets} are one well-formed element. */
  static boolean is(byte[] octets) {
    var document = new WellFormed(new String(octets, StandardCharsets.UTF_8));
    return document.isTag() && document.isContent();
  }

  /** Everything behind the first open tag. */
  private boolean isContent() {
    while (!open.isEmpty()) {
      var well =
          text.startsWith("</", at)
              ? isClosingTag()
              : text.startsWith(CDATA, at)
                  ? isPast("]]>", at + CDATA.length())
                  : text.startsWith("<", at) ? isTag() : isText();
      if (!well) {
        return false;
      }
    }
    return at == text.length();
  }

  /** Goes behind the next {@code end}. */
  private boolean isPast(String end, int from) {
    var found = text.indexOf(end, from);
    at = found + end.length();
    return found >= 0;
  }

  private boolean isText() {
    var start = at;
    at = text.indexOf('<', at);
    return at > start && !text.substring(start, at).contains("]]>");
  }

  private boolean isClosingTag() {
    at += 2;
    var name = name();
    space();
    return isNext('>') && name.equals(open.pop());
  }

  private boolean isTag() {
    if (!isNext('<')) {
      return false;
    }
    var name = name();
    var attributes = new HashSet<String>();
    var well = !name.isEmpty();
    while (well) {
      var spaced = space();
      if (isNext('>')) {
        open.push(name);
        return true;
      }
      if (text.startsWith("/>", at)) {
        at += 2;
        return true;
      }
      well = spaced && isAttribute(attributes);
    }
    return false;
  }

  private boolean isAttribute(Set<String> attributes) {
    var name = name();
    space();
    if (name.isEmpty() || !attributes.add(name) || !isNext('=')) {
      return false;
    }
    space();
    return isNext('"') ? isPast("\"", at) : isNext('\'') && isPast("'", at);
  }

  private boolean isNext(char c) {
    var is = at < text.length() && text.charAt(at) == c;
    if (is) {
      at++;
    }
    return is;
  }

  private boolean space() {
    var start = at;
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > start;
  }

  /** The Name at this place, or the empty string (XML 1.0 §2.3). */
  private String name() {
    var start = at;
    while (at < text.length() && isNameCharacter(text.codePointAt(at), at == start)) {
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(start, at);
  }

  private static boolean isNameCharacter(int c, boolean first) {
    return c == ':' || (c > 0xFFFF ? c <= 0xEFFFF : XmlText.nameCharacter((char) c, first));
  }
}
