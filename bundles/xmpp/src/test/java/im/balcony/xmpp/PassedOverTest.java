package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a stanza that is passed over: enough for its answer, in bounded memory. */
class PassedOverTest {

  private static final int LIMIT = 10_000;

  private static Link link() {
    return Link.up(Link.SETTINGS.with("receive-limit", LIMIT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<message>|<message>",
        "<message/>|<message>",
        "<message a='1' from='f' b=\"2\"^ to = \"t\" id='&lt;'/>|"
            + "<message from='f' to=\"t\" id='&lt;'>",
        "<p:message xmlns:p='u' xmlns:q='v' xmlns='w' p:a=''>|"
            + "<p:message xmlns:p='u' xmlns='w'>",
        "<message from='f' from='g' to='t'><body from='h'>|<message from='f' to='t'>",
        "<message a='>' type='x' c='/>' xml:lang='de'>|<message type='x' xml:lang='de'>",
        "<message id='12345678' to='t'>|<message to='t'>",
        "<messages-of-all>|<_>",
        "<message|<message",
        "<message-of-al|<_",
        "<message a|<message a",
        "<message attribute-with|<message _",
        "<message a=|<message a=",
        "<message a = |<message a= ",
        "<message a='x|<message _='",
        "<message a=\"x|<message _=\"",
        "<message id='x|<message id='x",
        "<message id='123456789|<message _='",
        "<message from='f' from='g|<message from='f' _='",
      })
  void ofAnOpenTagOnlyWhatAnAnswerNeedsIsKept(String tag, String kept) {
    var condensed = OwnTag.condensed(tag.replace('^', '\n').getBytes(StandardCharsets.UTF_8), 9);
    assertThat(new String(condensed, StandardCharsets.UTF_8).strip()).isEqualTo(kept.strip());
  }

  @Test
  void anOpenTagWithoutEndIsReadInBoundedMemory() {
    var link = link().hears("<message to='romeo@example.net' id='x' a='");
    for (var i = 0; i < 100; i++) {
      link.hears("x".repeat(7_777));
      assertThat(link.protocol.release().unread().length()).isLessThanOrEqualTo(LIMIT);
    }
    link.handsOver().hears("' from='juliet@example.com'/>");
    assertThat(link.told())
        .containsExactly(
            new XmppEvent.PassedOver("policy-violation", Optional.of("juliet@example.com")));
    assertThat(link.said()).startsWith("<message from='romeo@example.net' to='juliet@example.com'");
  }

  @Test
  void whatCannotBeAnsweredCostsNothingElse() {
    var link = link();
    link.hears("<message to='romeo@example.net' from='" + "x".repeat(2 * LIMIT) + "@a'/>");
    link.hears("<" + "a".repeat(2 * LIMIT) + " to='romeo@example.net' from='juliet@example.com'/>");
    link.hears("<presence to='romeo@example.net' from='juliet@example.com' p:a=''/>");
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).hasSize(3).allMatch(XmppEvent.PassedOver.class::isInstance);
    assertThat(link.closed).isFalse();
  }

  @Test
  void anAnswerThatTheServerWouldNotTakeIsNotWritten() {
    var link = Link.up();
    var id = "x".repeat(Outbox.MOST_ANSWER);
    link.hears(
        "<message to='romeo@example.net' from='juliet@example.com' id='" + id + "' p:a=''/>");
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).hasSize(1);
  }

  @Test
  void anErrorWithUnknownPrefixesIsStillAnError() {
    var link = Link.up();
    link.hears(
        "<message from='juliet@example.com' to='romeo@example.net' id='m1' type='error'>"
            + "<p:x/></message>");
    assertThat(link.told())
        .hasSize(2)
        .last()
        .satisfies(record -> assertThat(((Stanza) record).isError()).isTrue());
    assertThat(link.said()).isEmpty();
  }

  @Test
  void cdataIsReadAsText() {
    var link = Link.up();
    link.hears(
        "<message from='juliet@example.com' to='romeo@example.net'>"
            + "<body>a<![CDATA[<b>&amp;]]]]><![CDATA[>]]>c</body></message>");
    var body = ((Stanza) link.told().get(0)).child(Stanza.NAMESPACE, "body");
    assertThat(body.orElseThrow().text()).isEqualTo("a<b>&amp;]]>c");
  }

  @Test
  void beforeTheHandshakeNothingIsPassedOver() {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER);
    link.told();
    link.hears("<message from='juliet@example.com' to='romeo@example.net'><p:x/></message>");
    assertThat(link.told()).containsExactly(Link.down("not-well-formed"));
  }
}
