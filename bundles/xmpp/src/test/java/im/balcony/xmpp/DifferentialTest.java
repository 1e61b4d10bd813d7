package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.testkit.Requirement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What we read is what another parser reads in the same octets, and what we write says what it was
 * meant to say to it: parsers that disagree are how stanzas are smuggled.
 */
class DifferentialTest {

  private static final int RUNS = 20_000;

  private static final Pattern EMPTY_HALF = Pattern.compile("[\\s</]:|:[\\s=/>]");

  private static final StreamHeader HEADER =
      new XmlReader(Bounds.of(100_000)).header(Link.HEADER.getBytes(StandardCharsets.UTF_8)).get();

  @Test
  @Tag("broad")
  void theSameOctetsMeanTheSameToAnotherParser() {
    var reader = new XmlReader(Bounds.of(100_000));
    var generated = new Generated(20_260_801);
    var read = 0;
    for (var i = 0; i < RUNS; i++) {
      var octets = generated.octets().getBytes(StandardCharsets.UTF_8);
      var theirs = lax(octets) ? Optional.<Element>empty() : theirs(octets);
      var ours = ours(reader, octets);
      assertThat(ours).as(() -> new String(octets, StandardCharsets.UTF_8)).isEqualTo(theirs);
      read += ours.isPresent() ? 1 : 0;
    }
    assertThat(read).isBetween(RUNS / 5, RUNS * 4 / 5);
  }

  /** The other parser takes names with an empty prefix or local part; Namespaces in XML do not. */
  private static boolean lax(byte[] octets) {
    return EMPTY_HALF.matcher(new String(octets, StandardCharsets.UTF_8)).find();
  }

  @Test
  @Tag("broad")
  void whatIsWellFormedIsSoToAnotherParser() {
    var generated = new Generated(20_261_130);
    var well = 0;
    for (var i = 0; i < RUNS; i++) {
      var whole = whole(generated.octets().getBytes(StandardCharsets.UTF_8));
      if (whole.isPresent()) {
        var octets = whole.get();
        var ours = WellFormed.is(octets);
        assertThat(ours)
            .as(() -> new String(octets, StandardCharsets.UTF_8))
            .isEqualTo(isWellFormedToThem(octets));
        well += ours ? 1 : 0;
      }
    }
    assertThat(well).isBetween(RUNS / 4, RUNS - RUNS / 50);
  }

  private static boolean isWellFormedToThem(byte[] octets) {
    try {
      var parser = SAXParserFactory.newDefaultInstance().newSAXParser();
      parser.parse(new ByteArrayInputStream(octets), new DefaultHandler());
      return true;
    } catch (SAXException e) {
      return false;
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<byte[]> whole(byte[] octets) {
    var scanner = new StreamScanner(Bounds.of(100_000));
    scanner.next(ByteBuffer.wrap(Link.HEADER.getBytes(StandardCharsets.UTF_8)));
    return scanner
        .next(ByteBuffer.wrap(octets))
        .filter(Token.Whole.class::isInstance)
        .map(token -> ((Token.Whole) token).octets());
  }

  /** One child of the stream and nothing else, or nothing. */
  private static Optional<Element> ours(XmlReader reader, byte[] octets) {
    var scanner = new StreamScanner(Bounds.of(100_000));
    scanner.next(ByteBuffer.wrap(Link.HEADER.getBytes(StandardCharsets.UTF_8)));
    var in = ByteBuffer.wrap(octets);
    var token = scanner.next(in);
    if (token.isPresent()
        && token.get() instanceof Token.Whole whole
        && !in.hasRemaining()
        && whole.octets().length == octets.length) {
      return reader.child(whole.octets(), HEADER);
    }
    return Optional.empty();
  }

  private static Optional<Element> theirs(byte[] octets) {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var all = HEADER.namespaces().around(octets);
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(all), "UTF-8");
      reader.next();
      if (reader.next() != XMLStreamConstants.START_ELEMENT) {
        return Optional.empty();
      }
      var element = element(reader);
      var alone = reader.next() == XMLStreamConstants.END_ELEMENT;
      while (reader.hasNext()) {
        reader.next();
      }
      return alone ? Optional.of(element) : Optional.empty();
    } catch (XMLStreamException e) {
      return Optional.empty();
    }
  }

  private static Element element(XMLStreamReader reader) throws XMLStreamException {
    var namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
    var name = reader.getLocalName();
    var attributes = new LinkedHashMap<String, String>();
    for (var i = 0; i < reader.getAttributeCount(); i++) {
      var attribute = reader.getAttributeName(i);
      if (attribute.getPrefix().isEmpty()) {
        attributes.put(attribute.getLocalPart(), reader.getAttributeValue(i));
      } else if (attribute.getPrefix().equals("xml") && attribute.getLocalPart().equals("lang")) {
        attributes.put("xml:lang", reader.getAttributeValue(i));
      }
    }
    var text = new StringBuilder();
    List<Element> children = new ArrayList<>();
    while (reader.next() != XMLStreamConstants.END_ELEMENT) {
      if (reader.isStartElement()) {
        children.add(element(reader));
      } else {
        text.append(reader.getText());
      }
    }
    return new Element(namespace, name, attributes, children, text.toString());
  }

  @Test
  @Requirement({"XMPP-11", "SEC-17"})
  @Tag("broad")
  void whatIsWrittenIsWellFormedAndSaysTheSame() {
    var reader = new XmlReader(Bounds.of(1_000_000));
    var generated = new Generated(7_573);
    for (var i = 0; i < RUNS / 4; i++) {
      var stanza = generated.stanza();
      var octets = XmlWriter.write(stanza).getBytes(StandardCharsets.UTF_8);
      var element = theirs(octets);
      assertThat(element).as(() -> new String(octets, StandardCharsets.UTF_8)).isPresent();
      assertThat(ours(reader, octets)).isEqualTo(element);
      assertThat(element.get().attribute("from")).contains(stanza.from().toString());
      assertThat(element.get().attribute("to")).contains(stanza.to().toString());
      assertThat(element.get().attribute("id")).isEqualTo(stanza.id().map(DifferentialTest::legal));
      assertThat(element.get().attribute("type"))
          .isEqualTo(stanza.type().map(DifferentialTest::legal));
      assertThat(element.get().children())
          .isEqualTo(stanza.children().stream().map(DifferentialTest::legal).toList());
    }
  }

  /** The element as it can be said in XML: what is forbidden is replaced. */
  private static Element legal(Element element) {
    var attributes = new LinkedHashMap<String, String>();
    element.attributes().forEach((name, value) -> attributes.put(name, legal(value)));
    return new Element(
        element.namespace(),
        element.name(),
        attributes,
        element.children().stream().map(DifferentialTest::legal).toList(),
        legal(element.text()));
  }

  private static String legal(String text) {
    var out = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                (c < ' ' && c != '\t' && c != '\n' && c != '\r')
                        || (c >= 0xD800 && c <= 0xDFFF)
                        || c == 0xFFFE
                        || c == 0xFFFF
                    ? 0xFFFD
                    : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  @Test
  void namesThatAreNoneCannotBreakOut() {
    var bad =
        Element.of("http://www.w3.org/2000/xmlns/", "a b='c'><evil/>", "text")
            .with("xmlns", "urn:evil")
            .with("xmlns:p", "urn:evil")
            .with("a='", "x")
            .with("", "x")
            .with("ok", "x");
    var stanza = Link.message("m1", "x");
    var octets =
        XmlWriter.write(
                new Stanza(
                    stanza.kind(),
                    stanza.from(),
                    stanza.to(),
                    stanza.id(),
                    stanza.type(),
                    stanza.language(),
                    List.of(bad)))
            .getBytes(StandardCharsets.UTF_8);
    assertThat(theirs(octets).orElseThrow().children())
        .containsExactly(Element.of("", "a_b__c___evil__", "text").with("ok", "x"));
  }
}
