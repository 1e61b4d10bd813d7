package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XmlWriterTest {

  private static Stanza stanza(Optional<String> language, Element... children) {
    return new Stanza(
        Stanza.Kind.IQ,
        Link.jid("romeo@example.net"),
        Link.jid("juliet@example.com"),
        Optional.of("<1>"),
        Optional.of("result"),
        language,
        List.of(children));
  }

  @Test
  void aStanzaIsWrittenWithAllItHolds() {
    var inner = new Element("urn:a", "c", Map.of(), List.of(), "\u2661");
    var other = new Element("urn:b", "d", Map.of("xml:lang", "it"), List.of(), "");
    var outer = new Element("urn:a", "b", Map.of("x", "'1'"), List.of(inner, other), "t");

    assertThat(XmlWriter.write(stanza(Optional.of("en"), outer)))
        .isEqualTo(
            "<iq from='romeo@example.net' to='juliet@example.com' id='&lt;1&gt;' type='result'"
                + " xml:lang='en'><b xmlns='urn:a' x='&#x27;1&#x27;'>t<c>\u2661</c>"
                + "<d xmlns='urn:b' xml:lang='it'/></b></iq>");
  }

  @Test
  void whatIsEmptyIsOneTag() {
    assertThat(XmlWriter.write(stanza(Optional.empty())))
        .isEqualTo(
            "<iq from='romeo@example.net' to='juliet@example.com' id='&lt;1&gt;' type='result'/>");
  }

  @Test
  void aNamespaceThatCannotBeADefaultIsNone() {
    for (var uri :
        List.of("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")) {
      assertThat(XmlWriter.write(stanza(Optional.empty(), Element.of(uri, "a"))))
          .endsWith("><a xmlns=''/></iq>");
    }
  }

  @Test
  void theSizeIsWhatIsWritten() {
    var factory = new XmppProtocolFactory();
    var stanza = stanza(Optional.empty(), Element.of("", "a", "\u2661"));
    var octets = XmlWriter.write(stanza).getBytes(StandardCharsets.UTF_8).length;

    assertThat(factory.size(stanza)).isEqualTo(octets);
    assertThat(factory.size(new XmppCommand.Send(Optional.empty(), stanza))).isEqualTo(octets);
    assertThat(factory.name()).isEqualTo("xmpp");
  }

  @Test
  void noStanzaIsLargerThanItsCharactersSay() {
    var generated = new Generated(6120);
    for (var i = 0; i < 20_000; i++) {
      var stanza = generated.stanza();
      var octets = XmlWriter.write(stanza).getBytes(StandardCharsets.UTF_8).length;
      assertThat(stanza.octetsAtMost())
          .as(() -> XmlWriter.write(stanza))
          .isGreaterThanOrEqualTo(octets);
    }
  }
}
