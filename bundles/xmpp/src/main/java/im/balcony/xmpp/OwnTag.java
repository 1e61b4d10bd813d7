package im.balcony.xmpp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The open tag of a stanza that is not read: what an error needs to answer it, and nothing else.
 * Whatever else its sender put there, however much of it and with whatever prefixes, is dropped.
 */
final class OwnTag {

  private static final Set<String> NEEDED = Set.of("from", "to", "id", "type", "xml:lang", "xmlns");

  /** How many values as long as the limit may be kept, the name and a margin included. */
  static final int SHARES = 16;

  private final byte[] octets;
  private final int most;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Set<String> seen = new HashSet<>();
  private int at = 1;

  private OwnTag(byte[] octets, int most) {
    this.octets = octets;
    this.most = most;
  }

  /**
   * The tag at the begin of {@code octets} without what is not needed. It may be cut off anywhere
   * but inside a character; then what follows can be appended, and the result condensed again.
   *
   * @param most octets of a name or a value above which it is not kept; the result has less than
   *     {@link #SHARES} times as many
   */
  static byte[] condensed(byte[] octets, int most) {
    var tag = new OwnTag(octets, most);
    tag.read();
    return tag.out.toByteArray();
  }

  private void read() {
    var name = name();
    var whole = at < octets.length;
    write(name.length() > most ? "<_" : "<" + name);
    var declaration = "xmlns:" + name.substring(0, Math.max(0, name.indexOf(':')));
    while (whole && octets[at] != '>') {
      if (isSpace(octets[at]) || octets[at] == '/') {
        at++;
      } else {
        attribute(declaration);
      }
      whole = at < octets.length;
    }
    if (whole) {
      write(">");
    } else if (isSpace(octets[octets.length - 1])) {
      write(" ");
    }
  }

  /** Reads one attribute, whole or cut off. */
  private void attribute(String declaration) {
    var start = at;
    var name = name();
    var needed = NEEDED.contains(name) || name.equals(declaration);
    while (at < octets.length && !isQuote(octets[at]) && octets[at] != '>') {
      at++;
    }
    if (at == octets.length) {
      var equals = new String(octets, start, at - start, StandardCharsets.UTF_8).indexOf('=') >= 0;
      var tail = equals ? "=" : "";
      // A name that goes on must not become a needed one by losing its begin.
      write(" " + (name.length() > most ? "_" : name) + tail);
    } else if (isQuote(octets[at])) {
      value(name, needed && seen.add(name));
    }
  }

  private void value(String name, boolean needed) {
    var quote = octets[at];
    var begin = at++;
    while (at < octets.length && octets[at] != quote) {
      at++;
    }
    var whole = at < octets.length;
    if (whole) {
      at++;
    }
    if (needed && at - begin <= most) {
      write(" " + name + "=");
      out.write(octets, begin, at - begin);
    } else if (!whole) {
      write(" _=" + (char) quote);
    }
  }

  private String name() {
    var start = at;
    while (at < octets.length && !isSpace(octets[at]) && "=/>'\"".indexOf(octets[at]) < 0) {
      at++;
    }
    return new String(octets, start, at - start, StandardCharsets.UTF_8);
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
  }

  private static boolean isQuote(byte octet) {
    return octet == '\'' || octet == '"';
  }
}
