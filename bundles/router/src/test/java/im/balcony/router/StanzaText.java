package im.balcony.router;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a stanza that an operator typed, with the parser of the JDK and everything switched off
 * that reaches outside. Stands for the XMPP edge.
 */
final class StanzaText {

  private static final List<String> STREAMS = List.of("", "jabber:client", "jabber:server");
  private static final int DEEPEST = 64;

  private StanzaText() {}

  static Stanza read(String text) throws java.io.IOException {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    try {
      var reader = factory.createXMLStreamReader(new StringReader(text));
      reader.nextTag();
      return stanza(element(reader, 0));
    } catch (XMLStreamException e) {
      throw new java.io.IOException("the stanza is not well-formed");
    }
  }

  private static Stanza stanza(Element root) throws java.io.IOException {
    try {
      return new Stanza(
          Stanza.Kind.valueOf(root.name().toUpperCase(Locale.ROOT)),
          Jid.parse(root.attribute("from").orElse("")),
          Jid.parse(root.attribute("to").orElse("")),
          root.attribute("id"),
          root.attribute("type"),
          root.attribute("xml:lang"),
          root.children());
    } catch (AddressException e) {
      throw new java.io.IOException("'from' or 'to' is no address");
    } catch (IllegalArgumentException e) {
      throw new java.io.IOException("neither message nor presence nor iq");
    }
  }

  private static Element element(XMLStreamReader reader, int depth)
      throws XMLStreamException, java.io.IOException {
    if (depth > DEEPEST) {
      throw new java.io.IOException("nested too deeply");
    }
    var namespace = Optional.ofNullable(reader.getNamespaceURI()).orElse("");
    var name = reader.getLocalName();
    var attributes = attributes(reader);
    var children = new ArrayList<Element>();
    var text = new StringBuilder();
    while (true) {
      var kind = reader.next();
      if (kind == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader, depth + 1));
      } else if (kind == XMLStreamConstants.CHARACTERS || kind == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      } else if (kind == XMLStreamConstants.END_ELEMENT) {
        return new Element(
            STREAMS.contains(namespace) ? Stanza.NAMESPACE : namespace,
            name,
            attributes,
            children,
            children.isEmpty() ? text.toString() : text.toString().strip());
      }
    }
  }

  private static Map<String, String> attributes(XMLStreamReader reader) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (var i = 0; i < reader.getAttributeCount(); i++) {
      var prefix = Optional.ofNullable(reader.getAttributePrefix(i)).orElse("");
      if (prefix.isEmpty()) {
        attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
      } else if (prefix.equals("xml") && reader.getAttributeLocalName(i).equals("lang")) {
        attributes.put("xml:lang", reader.getAttributeValue(i));
      }
    }
    return attributes;
  }
}
