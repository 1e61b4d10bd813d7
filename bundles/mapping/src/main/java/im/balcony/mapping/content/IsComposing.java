package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An isComposing document (RFC 3994).
 *
 * @param active whether the state is {@code active}; every other token means idle (RFC 3994 §3.5)
 * @param refresh milliseconds for which an active state holds, where the document says so
 */
public record IsComposing(boolean active, OptionalLong refresh) {

  /** The type of these documents (RFC 3994 §4). */
  public static final String CONTENT_TYPE = "application/im-iscomposing+xml";

  /** The interval that holds without {@code <refresh/>}, in milliseconds (RFC 3994 §3.2). */
  public static final long DEFAULT_REFRESH = 120_000;

  private static final String NAMESPACE = "urn:ietf:params:xml:ns:im-iscomposing";

  private static final int MAX_OCTETS = 8192;
  private static final int MAX_EVENTS = 500;
  private static final int MAX_DEPTH = 16;

  /**
   * Reads a document; no DTD, no entities, bounded in size and depth (SEC-18).
   *
   * @return empty if it is malformed or no isComposing document (STATE-35)
   */
  public static Optional<IsComposing> read(Octets document) {
    if (document.length() > MAX_OCTETS) {
      return Optional.empty();
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(document.view()).toString();
      var xml = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return new Reader(factory().createXMLStreamReader(new StringReader(xml))).read();
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

  /**
   * A document for text that is being written or no more.
   *
   * @param refreshSeconds the interval promised for an active state, at least 60 (RFC 3994 §3.2);
   *     left out of an idle document
   */
  public static Octets write(boolean active, int refreshSeconds) {
    var refresh = "<refresh>" + Math.max(60, refreshSeconds) + "</refresh>";
    return Octets.utf8(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<isComposing xmlns=\""
            + NAMESPACE
            + "\"><state>"
            + (active ? "active" : "idle")
            + "</state><contenttype>text/plain</contenttype>"
            + (active ? refresh : "")
            + "</isComposing>");
  }

  /** Walks over one document and keeps what stands directly below the root. */
  private static final class Reader {

    private final XMLStreamReader xml;
    private final StringBuilder text = new StringBuilder();
    private Optional<String> state = Optional.empty();
    private OptionalLong refresh = OptionalLong.empty();
    private int depth;

    Reader(XMLStreamReader xml) {
      this.xml = xml;
    }

    Optional<IsComposing> read() throws XMLStreamException {
      for (var events = 0; xml.hasNext(); events++) {
        if (events > MAX_EVENTS || !accepts(xml.next())) {
          return Optional.empty();
        }
      }
      return state.map(s -> new IsComposing(s.equals("active"), refresh));
    }

    private boolean accepts(int event) {
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> {
          text.setLength(0);
          return ++depth <= MAX_DEPTH && (depth > 1 || is("isComposing"));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (depth-- == 2) {
            keep();
          }
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return false;
        }
        default -> {}
      }
      return true;
    }

    private void keep() {
      if (is("state")) {
        state = Optional.of(text.toString().strip());
      } else if (is("refresh")) {
        refresh = milliseconds(text.toString().strip());
      }
    }

    private boolean is(String name) {
      return NAMESPACE.equals(xml.getNamespaceURI()) && name.equals(xml.getLocalName());
    }

    /** A positive number of seconds, at most a day; anything else counts as left out. */
    private static OptionalLong milliseconds(String seconds) {
      return seconds.matches("0{0,4}[1-9][0-9]{0,8}")
          ? OptionalLong.of(Math.min(Long.parseLong(seconds), 86_400) * 1000)
          : OptionalLong.empty();
    }
  }
}
