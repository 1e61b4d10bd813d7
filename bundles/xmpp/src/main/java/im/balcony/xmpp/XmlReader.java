package im.balcony.xmpp;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import im.balcony.api.xmpp.Element;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads octets whose borders are known into elements, by a Woodstox that knows no DTD, no entity
 * and no other file, and holds the same limits as the scanner once more. Whoever has read lets go
 * of the {@link ParserBuffers}.
 */
final class XmlReader {

  private static final int ATTRIBUTES_OF_AN_OPEN_TAG = 4_096;

  /**
   * Octets, and characters, that the parser takes at a time: as many as most stanzas have. Its
   * buffers are made anew for each piece of the stream (see {@link ParserBuffers}).
   */
  private static final int AT_A_TIME = 512;

  private final WstxInputFactory whole;
  private final WstxInputFactory openTags;
  private final int stanza;

  XmlReader(Bounds bounds) {
    stanza = bounds.stanza();
    whole = factory(bounds, bounds.attributes());
    openTags = factory(bounds, ATTRIBUTES_OF_AN_OPEN_TAG);
  }

  private static WstxInputFactory factory(Bounds bounds, int attributes) {
    var factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.getConfig().doParseLazily(false);
    factory.setProperty(WstxInputProperties.P_INPUT_BUFFER_LENGTH, AT_A_TIME);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, attributes);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, bounds.stanza());
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, bounds.depth() + 1);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, bounds.elements() + 2L);
    factory.setProperty(WstxInputProperties.P_MAX_CHARACTERS, 2L * bounds.stanza());
    // Names come from strangers: they must not fill tables that outlive the stanza.
    factory.getConfig().doInternNames(false);
    factory.getConfig().doInternNsURIs(false);
    return factory;
  }

  /** The open tag of a stream, or nothing if it is not well-formed. */
  Optional<StreamHeader> header(byte[] openTag) {
    return read(openTags, openTag, StreamHeader::of);
  }

  /** A whole child of the stream, or nothing if it is not well-formed with its namespaces. */
  Optional<Element> child(byte[] octets, StreamHeader header) {
    return read(whole, header.namespaces().around(octets), XmlReader::firstChild);
  }

  /** The open tag of a child that is not read, as an element with what an answer needs. */
  Optional<Element> openTag(byte[] octets, StreamHeader header) {
    var tag = OwnTag.condensed(octets, stanza / OwnTag.SHARES);
    return read(openTags, header.namespaces().before(tag), XmlReader::firstOpenTag);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read(XMLStreamReader reader) throws XMLStreamException;
  }

  private static <T> Optional<T> read(WstxInputFactory factory, byte[] octets, Reading<T> reading) {
    try {
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(octets), "UTF-8");
      try {
        reader.nextTag();
        return Optional.of(reading.read(reader));
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      // The parser is not ours: whatever it throws for a peer's octets means that it refused them.
      return Optional.empty();
    }
  }

  private static Element firstOpenTag(XMLStreamReader reader) throws XMLStreamException {
    reader.nextTag();
    return new Node(reader, null).element();
  }

  private static Element firstChild(XMLStreamReader reader) throws XMLStreamException {
    reader.nextTag();
    var current = new Node(reader, null);
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          current = new Node(reader, current);
        }
        case XMLStreamConstants.END_ELEMENT -> {
          var parent = current.parent;
          if (parent == null) {
            if (reader.nextTag() != XMLStreamConstants.END_ELEMENT) {
              throw new XMLStreamException("more than one element");
            }
            return current.element();
          }
          parent.children.add(current.element());
          current = parent;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            current.text(reader.getText());
        default -> throw new XMLStreamException("restricted XML");
      }
    }
  }

  /** An element whose end is still to come. */
  private static final class Node {

    private final @Nullable Node parent;
    private final String namespace;
    private final String name;
    private final Map<String, String> attributes;
    private final List<Element> children = new ArrayList<>(0);
    private String text = "";

    /** Texts between children, where there is more than one. */
    private @Nullable StringBuilder mixed;

    Node(XMLStreamReader reader, @Nullable Node parent) {
      this.parent = parent;
      namespace = orEmpty(reader.getNamespaceURI());
      name = reader.getLocalName();
      attributes = attributes(reader);
    }

    void text(String more) {
      if (mixed != null) {
        mixed.append(more);
      } else if (text.isEmpty()) {
        text = more;
      } else {
        mixed = new StringBuilder(text).append(more);
      }
    }

    Element element() {
      return new Element(
          namespace, name, attributes, children, mixed == null ? text : mixed.toString());
    }
  }

  private static Map<String, String> attributes(XMLStreamReader reader) {
    var count = reader.getAttributeCount();
    if (count == 0) {
      return Map.of();
    }
    var attributes = new LinkedHashMap<String, String>();
    for (var i = 0; i < count; i++) {
      if (orEmpty(reader.getAttributePrefix(i)).isEmpty()) {
        attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
      } else if (isLanguage(reader, i)) {
        attributes.put("xml:lang", reader.getAttributeValue(i));
      }
    }
    return attributes;
  }

  private static boolean isLanguage(XMLStreamReader reader, int index) {
    return "xml".equals(reader.getAttributePrefix(index))
        && "lang".equals(reader.getAttributeLocalName(index));
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
