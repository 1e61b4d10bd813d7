package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser alone: it holds what the scanner holds before it, in case that one is wrong. */
class XmlReaderTest {

  private static final Bounds SMALL = new Bounds(2_000, 1_000, 8, 20, 4, 100);

  private final XmlReader reader = new XmlReader(SMALL);
  private final StreamHeader header = reader.header(octets(Link.HEADER)).orElseThrow();

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Optional<Element> child(String text) {
    return reader.child(octets(text), header);
  }

  private static Element message() {
    return Element.of(Stanza.NAMESPACE, "message");
  }

  @Test
  void textBetweenChildrenIsOneText() {
    var read = child("<message>a<b/><![CDATA[<c>]]>&amp;<d/>e</message>").orElseThrow();
    assertThat(read.text()).isEqualTo("a<c>&e");
    assertThat(read.children()).extracting(Element::name).containsExactly("b", "d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message/><message/>",
        "<message/>text",
        "<message/></stream:stream><x>",
        "<message>&unknown;</message>",
        "<message><?php x?></message>",
        "<message><!-- x --></message>",
        "<message p:x=''/>",
        "<message",
        "<message></body>",
        "",
      })
  void whatIsNotOneChildIsNotRead(String text) {
    assertThat(child(text)).isEmpty();
  }

  @Test
  void aDocumentTypeIsNeverRead() {
    var entity = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>";
    assertThat(reader.header(octets(entity + Link.HEADER.replaceFirst("<\\?xml.*\\?>", ""))))
        .isEmpty();
  }

  @Test
  void depthIsBounded() {
    assertThat(child("<a>".repeat(8) + "</a>".repeat(8))).isPresent();
    assertThat(child("<a>".repeat(9) + "</a>".repeat(9))).isEmpty();
  }

  @Test
  void elementsAreBounded() {
    assertThat(child("<a>" + "<b/>".repeat(19) + "</a>")).isPresent();
    assertThat(child("<a>" + "<b/>".repeat(25) + "</a>")).isEmpty();
  }

  @Test
  void attributesAreBounded() {
    assertThat(child("<a b='' c='' d='' e=''/>")).isPresent();
    assertThat(child("<a b='' c='' d='' e='' f=''/>")).isEmpty();
    assertThat(reader.openTag(octets("<a b='' c='' d='' e='' f=''>"), header)).isPresent();
  }

  @Test
  void valuesAndTextsAreBounded() {
    assertThat(child("<a b='" + "x".repeat(2_000) + "'/>")).isPresent();
    assertThat(child("<a b='" + "x".repeat(9_000) + "'/>")).isEmpty();
    assertThat(child("<a>" + "x".repeat(1_900) + "</a>")).isPresent();
    assertThat(child("<a>" + "x".repeat(30_000) + "</a>")).isEmpty();
  }

  @Test
  void ofAPrefixedAttributeOnlyTheLanguageIsKept() {
    assertThat(child("<message xml:lang='cs' xmlns:p='u' p:lang='x' xml:space='preserve' y='1'/>"))
        .contains(message().with("xml:lang", "cs").with("y", "1"));
  }
}
