package im.balcony.xmpp;

import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Stanza;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;

/**
 * The server's stream header (RFC 6120 §4.7), as far as the rest of the stream depends on it.
 *
 * @param tag the name of the open tag as written, which the closing tag has to repeat
 * @param id the stream id with its entities resolved; empty if there is none, as in a header that a
 *     server writes only to say why it refuses
 * @param language the stream's {@code xml:lang}
 * @param namespaces the declared prefixes
 * @param streams whether it is a stream's open tag
 */
record StreamHeader(
    String tag, String id, Optional<String> language, Declarations namespaces, boolean streams) {

  /** Reads the open tag at which {@code reader} stands. */
  static StreamHeader of(XMLStreamReader reader) {
    var prefix = XmlReader.orEmpty(reader.getPrefix());
    return new StreamHeader(
        prefix.isEmpty() ? reader.getLocalName() : prefix + ":" + reader.getLocalName(),
        XmlReader.orEmpty(reader.getAttributeValue("", "id")),
        Optional.ofNullable(
            reader.getAttributeValue("http://www.w3.org/XML/1998/namespace", "lang")),
        Declarations.of(reader),
        reader.getLocalName().equals("stream")
            && Namespaces.STREAMS.equals(reader.getNamespaceURI()));
  }

  /** Whether stanzas without a declaration of their own are a component's (XEP-0114 §3). */
  boolean isForComponents() {
    return namespaces.isDefault(Stanza.NAMESPACE);
  }

  /** Whether {@code closingTag} ends this stream. */
  boolean isClosedBy(byte[] closingTag) {
    var text = new String(closingTag, StandardCharsets.UTF_8);
    return text.substring(2, text.length() - 1).stripTrailing().equals(tag);
  }

  Facts toFacts() {
    var facts =
        Facts.NONE
            .with("tag", tag)
            .with("id", id)
            .with("streams", streams)
            .with("namespaces", namespaces.toFacts());
    return language.isPresent() ? facts.with("language", language.get()) : facts;
  }

  static StreamHeader of(Facts facts) {
    return new StreamHeader(
        facts.text("tag", ""),
        facts.text("id", ""),
        facts.text("language"),
        Declarations.of(facts.facts("namespaces")),
        facts.flag("streams"));
  }
}
