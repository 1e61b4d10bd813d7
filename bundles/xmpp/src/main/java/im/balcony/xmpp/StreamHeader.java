package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Stanza;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;

/**
 * The server's stream header (RFC 6120 §4.7), as far as the rest of the stream depends on it.
 *
 * @param tag the name of the open tag as written, which the closing tag has to repeat
 * @param id the stream id with its entities resolved; empty if there is none, as in a header that a
 *     server writes only to say why it refuses
 * @param language the stream's {@code xml:lang}
 * @param namespaces the declared prefixes; the default namespace has the empty one
 * @param streams whether it is a stream's open tag
 */
record StreamHeader(
    String tag,
    String id,
    Optional<String> language,
    Map<String, String> namespaces,
    boolean streams) {

  /** Reads the open tag at which {@code reader} stands. */
  static StreamHeader of(XMLStreamReader reader) {
    var namespaces = new LinkedHashMap<String, String>();
    for (var i = 0; i < reader.getNamespaceCount(); i++) {
      namespaces.put(
          XmlReader.orEmpty(reader.getNamespacePrefix(i)),
          XmlReader.orEmpty(reader.getNamespaceURI(i)));
    }
    var prefix = XmlReader.orEmpty(reader.getPrefix());
    return new StreamHeader(
        prefix.isEmpty() ? reader.getLocalName() : prefix + ":" + reader.getLocalName(),
        XmlReader.orEmpty(reader.getAttributeValue("", "id")),
        Optional.ofNullable(
            reader.getAttributeValue("http://www.w3.org/XML/1998/namespace", "lang")),
        namespaces,
        reader.getLocalName().equals("stream")
            && Namespaces.STREAMS.equals(reader.getNamespaceURI()));
  }

  /** Whether stanzas without a declaration of their own are a component's (XEP-0114 §3). */
  boolean isForComponents() {
    return Stanza.NAMESPACE.equals(namespaces.get(""));
  }

  /** Whether {@code closingTag} ends this stream. */
  boolean isClosedBy(byte[] closingTag) {
    var text = new String(closingTag, StandardCharsets.UTF_8);
    return text.substring(2, text.length() - 1).stripTrailing().equals(tag);
  }

  /** A document that holds {@code child} in the namespaces of the stream. */
  byte[] around(byte[] child) {
    return join(open(), child, "</s>".getBytes(StandardCharsets.UTF_8));
  }

  /** The begin of such a document. */
  byte[] before(byte[] openTag) {
    return join(open(), openTag, new byte[0]);
  }

  private byte[] open() {
    var out = new StringBuilder("<s");
    namespaces.forEach(
        (prefix, uri) -> {
          out.append(prefix.isEmpty() ? " xmlns='" : " xmlns:" + prefix + "='");
          XmlText.attribute(out, uri);
          out.append('\'');
        });
    return out.append('>').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] before, byte[] middle, byte[] after) {
    var all = new byte[before.length + middle.length + after.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(middle, 0, all, before.length, middle.length);
    System.arraycopy(after, 0, all, before.length + middle.length, after.length);
    return all;
  }

  Facts toFacts() {
    var facts =
        Facts.NONE
            .with("tag", tag)
            .with("id", id)
            .with("streams", streams)
            .with("namespaces", Facts.of(namespaces));
    return language.isPresent() ? facts.with("language", language.get()) : facts;
  }

  static StreamHeader of(Facts facts) {
    var namespaces = new LinkedHashMap<String, String>();
    facts
        .facts("namespaces")
        .asMap()
        .forEach((prefix, uri) -> namespaces.put(prefix, String.valueOf(uri)));
    return new StreamHeader(
        facts.text("tag", ""),
        facts.text("id", ""),
        facts.text("language"),
        namespaces,
        facts.flag("streams"));
  }
}
