package im.balcony.xmpp;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.Locale;
import javax.xml.XMLConstants;

/**
 * Writes stanzas. Namespaces are declared as defaults where they change, so no prefix is ever
 * needed; the result is well-formed whatever the strings hold (RFC 6120 §11.3).
 */
final class XmlWriter {

  private final StringBuilder out = new StringBuilder(512);

  private XmlWriter() {}

  /** {@code stanza} as it goes onto the stream. */
  static String write(Stanza stanza) {
    var writer = new XmlWriter();
    writer.stanza(stanza);
    return writer.out.toString();
  }

  private void stanza(Stanza stanza) {
    var name = stanza.kind().name().toLowerCase(Locale.ROOT);
    out.append('<').append(name);
    attribute("from", stanza.from().toString());
    attribute("to", stanza.to().toString());
    stanza.id().ifPresent(id -> attribute("id", id));
    stanza.type().ifPresent(type -> attribute("type", type));
    stanza.language().ifPresent(language -> attribute("xml:lang", language));
    if (stanza.children().isEmpty()) {
      out.append("/>");
      return;
    }
    out.append('>');
    stanza.children().forEach(child -> element(child, Stanza.NAMESPACE));
    out.append("</").append(name).append('>');
  }

  private void element(Element element, String outer) {
    var name = XmlText.name(element.name());
    var namespace = declarable(element.namespace());
    out.append('<').append(name);
    if (!namespace.equals(outer)) {
      attribute("xmlns", namespace);
    }
    element.attributes().forEach(this::foreign);
    if (element.children().isEmpty() && element.text().isEmpty()) {
      out.append("/>");
      return;
    }
    out.append('>');
    XmlText.content(out, element.text());
    element.children().forEach(child -> element(child, namespace));
    out.append("</").append(name).append('>');
  }

  /** The two namespaces of XML itself cannot be a default (Namespaces in XML §3). */
  private static String declarable(String namespace) {
    return namespace.equals(XMLConstants.XML_NS_URI)
            || namespace.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)
        ? ""
        : namespace;
  }

  /** An attribute from an element: none may declare a namespace or use a prefix but xml. */
  private void foreign(String name, String value) {
    if (name.equals("xml:lang")) {
      attribute(name, value);
    } else if (!name.equals("xmlns") && XmlText.name(name).equals(name)) {
      attribute(name, value);
    }
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("='");
    XmlText.attribute(out, value);
    out.append('\'');
  }
}
