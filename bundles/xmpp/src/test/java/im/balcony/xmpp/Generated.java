package im.balcony.xmpp;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Seeded random stanzas, as records and as octets that no serializer of ours wrote. */
final class Generated {

  private static final String[] NAMES = {"a", "body", "x-1", "_", "\u00e9t\u00e9", "\u4e16.b"};
  private static final String[] NAMESPACES = {
    Stanza.NAMESPACE, "", "urn:x", "urn:y'&<\">", "jabber:client", "http://example.org/\u00e9"
  };

  private final Random random;

  Generated(long seed) {
    random = new Random(seed);
  }

  /** Any code points, surrogates and what XML forbids among them. */
  String text() {
    var out = new StringBuilder();
    for (var i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(7)) {
        case 0 -> out.append("<>&'\"]]>\r\n\t\u0000".charAt(random.nextInt(12)));
        case 1 -> out.append((char) random.nextInt(0x10000));
        case 2 -> out.appendCodePoint(0x10000 + random.nextInt(0x100000));
        default -> out.append((char) (' ' + random.nextInt(0x5F)));
      }
    }
    return out.toString();
  }

  Stanza stanza() {
    var children = new ArrayList<Element>();
    for (var i = random.nextInt(4); i > 0; i--) {
      children.add(element(4));
    }
    return new Stanza(
        Stanza.Kind.values()[random.nextInt(3)],
        Link.jid("romeo@example.net/orchard"),
        Link.jid(random.nextBoolean() ? "juliet@example.net" : "example.net/a&b<c>'d'"),
        optional(),
        optional(),
        Optional.of("en"),
        children);
  }

  private Optional<String> optional() {
    return random.nextBoolean() ? Optional.of(text()) : Optional.empty();
  }

  private Element element(int depth) {
    var attributes = new LinkedHashMap<String, String>();
    for (var i = random.nextInt(3); i > 0; i--) {
      attributes.put(random.nextInt(5) == 0 ? "xml:lang" : pick(NAMES), text());
    }
    var children = new ArrayList<Element>();
    for (var i = depth == 0 ? 0 : random.nextInt(3); i > 0; i--) {
      children.add(element(depth - 1));
    }
    return new Element(pick(NAMESPACES), pick(NAMES), attributes, children, text());
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  /** Octets between well-formed and not: right structures with a mistake in some of them. */
  String octets() {
    var out = new StringBuilder("<message from='a@example.com' to='b@example.net'");
    attributes(out);
    out.append('>');
    content(out, 4);
    out.append("</message>");
    if (random.nextInt(3) == 0) {
      spoil(out);
    }
    return out.toString();
  }

  private void attributes(StringBuilder out) {
    for (var i = random.nextInt(3); i > 0; i--) {
      var quote = random.nextBoolean() ? '"' : '\'';
      out.append(List.of(" ", "\n", "\t ").get(random.nextInt(3)))
          .append(List.of("a", "p:b", "xmlns:p", "xmlns", "xml:lang", "id2").get(random.nextInt(6)))
          .append(List.of("=", " = ", "=\n").get(random.nextInt(3)))
          .append(quote)
          .append(piece().replace(String.valueOf(quote), ""))
          .append(quote);
    }
  }

  private void content(StringBuilder out, int depth) {
    for (var i = random.nextInt(4); i > 0; i--) {
      out.append(data());
      if (depth > 0) {
        var name = List.of("a", "b:c", "stream:x", "message", "\u00e9").get(random.nextInt(5));
        out.append('<').append(name);
        attributes(out);
        if (random.nextBoolean()) {
          out.append("/>");
        } else {
          out.append('>');
          content(out, depth - 1);
          out.append("</").append(name).append(random.nextBoolean() ? ">" : " >");
        }
      }
    }
  }

  private String piece() {
    return List.of(
            "", "x", "\u00e9\u4e16\uD83C\uDF39", "&amp;&#65;&#x1F339;", "\r\n ", ">", "]]", "u")
        .get(random.nextInt(8));
  }

  /** Character data, some of it quoted. */
  private String data() {
    return random.nextInt(4) == 0 ? "<![CDATA[" + piece() + "<a>&]] " + piece() + "]]>" : piece();
  }

  private void spoil(StringBuilder out) {
    var at = random.nextInt(out.length());
    switch (random.nextInt(3)) {
      case 0 -> out.deleteCharAt(at);
      case 1 -> out.insert(at, "<>/'\"=&; :x".charAt(random.nextInt(11)));
      default -> out.setCharAt(at, "<>/'\"=&; :x".charAt(random.nextInt(11)));
    }
  }
}
