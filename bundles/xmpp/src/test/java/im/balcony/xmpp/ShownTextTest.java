package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Stanza;
import org.junit.jupiter.api.Test;

class ShownTextTest {

  @Test
  void aStanzaIsReadAsOnALink() {
    var reading =
        ShownText.read(
            "\n<message xmlns='jabber:client' from='juliet@example.com/b' to='romeo@example.net'>"
                + "<body>Art &amp; thou</body></message>\n");

    assertThat(reading.records()).hasSize(1);
    var stanza = (Stanza) reading.records().get(0);
    assertThat(stanza.child(Stanza.NAMESPACE, "body").orElseThrow().text()).isEqualTo("Art & thou");
    assertThat(reading.answers()).isEmpty();
    assertThat(reading.remarks()).isEmpty();
  }

  @Test
  void theStreamsOwnAnswersAreShown() {
    var reading =
        ShownText.read("<message from='a@example.com' to='@' id='1'><body>x</body></message>");

    assertThat(reading.records()).isEmpty();
    assertThat(reading.answers()).singleElement().asString().contains("jid-malformed");
  }

  @Test
  void whatEndsAStreamOrIsNotWholeIsSaid() {
    assertThat(ShownText.read("<message from='a@b'><!-- x --></message>").remarks())
        .containsExactly("the stream would end: restricted-xml");
    assertThat(ShownText.read("<message from='a@b'>").remarks())
        .containsExactly("no whole stanza that is passed on or answered: it is dropped");
    assertThat(ShownText.read("<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///x'>]><message/>").remarks())
        .containsExactly("the stream would end: restricted-xml");
  }
}
