package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import im.balcony.api.xmpp.Element;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Small XML documents in bodies: no DTD, no entities, bounded in size, depth and number of elements
 * (SEC-18). Attributes are left out.
 */
final class SmallXml {

  private static final int MAX_OCTETS = 8192;
  private static final int MAX_EVENTS = 500;
  private static final int MAX_DEPTH = 16;

  private final XMLStreamReader xml;
  private final Deque<Draft> open = new ArrayDeque<>();
  private Optional<Element> root = Optional.empty();

  private SmallXml(XMLStreamReader xml) {
    this.xml = xml;
  }

  private record Draft(String namespace, String name, List<Element> children, StringBuilder text) {

    Element element() {
      return new Element(namespace, name, Map.of(), children, text.toString());
    }
  }

  /** The root of a document; empty if it is malformed, or more than is read. */
  static Optional<Element> read(Octets document) {
    if (document.length() > MAX_OCTETS) {
      return Optional.empty();
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(document.view()).toString();
      var xml = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return new SmallXml(factory().createXMLStreamReader(new StringReader(xml))).read();
    } catch (XMLStreamException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A factory of its own for each document: factories are not said to be safe for threads. */
  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private Optional<Element> read() throws XMLStreamException {
    for (var events = 0; xml.hasNext(); events++) {
      if (events > MAX_EVENTS || !accepts(xml.next())) {
        return Optional.empty();
      }
    }
    return root;
  }

  private boolean accepts(int event) {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        var namespace = xml.getNamespaceURI();
        open.push(
            new Draft(
                namespace == null ? "" : namespace,
                xml.getLocalName(),
                new ArrayList<>(),
                new StringBuilder()));
        return open.size() <= MAX_DEPTH;
      }
      case XMLStreamConstants.END_ELEMENT -> close(open.pop().element());
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(xml.getText());
      case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
        return false;
      }
      default -> {}
    }
    return true;
  }

  private void close(Element element) {
    var parent = open.peek();
    if (parent == null) {
      root = Optional.of(element);
    } else {
      parent.children.add(element);
    }
  }

  private void text(String characters) {
    var parent = open.peek();
    if (parent != null) {
      parent.text.append(characters);
    }
  }
}
