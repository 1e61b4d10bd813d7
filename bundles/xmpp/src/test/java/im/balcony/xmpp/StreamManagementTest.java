package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stream management where the server offers it on a component link (XEP-0198). */
class StreamManagementTest {

  private static final String FEATURES =
      "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
  private static final String ENABLE = "<enable xmlns='urn:xmpp:sm:3' resume='true'/>";
  private static final String REQUEST = "<r xmlns='urn:xmpp:sm:3'/>";
  private static final XmppEvent.Up UP = new XmppEvent.Up(OptionalLong.empty());

  /** A link whose server offered it and accepted the handshake. */
  private static Link offered(Facts settings) {
    var link = Link.opened(settings).hears(Link.HEADER).hears(FEATURES);
    link.said();
    return link.hears("<handshake/>");
  }

  /** A link on which both sides count. */
  private static Link on() {
    var link = offered(Link.SETTINGS).hears("<enabled xmlns='urn:xmpp:sm:3' id='S1' resume='1'/>");
    link.said();
    assertThat(link.told()).containsExactly(UP);
    return link;
  }

  private static String ack(long h) {
    return "<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>";
  }

  private static Link sends(Link link, int... numbers) {
    for (var number : numbers) {
      link.sends("e" + number, Link.message("m" + number, "text " + number));
    }
    return link;
  }

  private static XmppEvent.HandedOver has(int number) {
    return new XmppEvent.HandedOver("e" + number);
  }

  private static XmppEvent.NotSent lost(int number) {
    return new XmppEvent.NotSent("e" + number, true);
  }

  /** What the end of a link leaves for the next. */
  private static Facts left(Link link) {
    var down = (XmppEvent.Down) link.told().stream().reduce((a, b) -> b).orElseThrow();
    return down.resumption();
  }

  private static Link resuming(Facts left) {
    return offered(Link.SETTINGS.with("resumption", left));
  }

  @Test
  @Requirement({"XEXT-01", "XEXT-07"})
  void itIsEnabledOnceBehindTheHandshakeAndOnlyWhereItIsOffered() {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER).hears(FEATURES);
    assertThat(link.said()).doesNotContain("enable");
    link.hears("<handshake/>");
    assertThat(link.said()).isEqualTo(ENABLE);
    assertThat(link.told()).as("stanzas wait for the answer").isEmpty();
    link.hears("<enabled xmlns='urn:xmpp:sm:3'/>").hears(FEATURES);
    assertThat(link.told()).containsExactly(UP);
    link.at(100_000);
    assertThat(link.said()).isEqualTo(REQUEST);

    var plain = Link.opened(Link.SETTINGS).hears(Link.HEADER).hears("<handshake/>");
    assertThat(plain.said()).doesNotContain("urn:xmpp:sm");
    assertThat(plain.told()).containsExactly(UP);
  }

  @Test
  void aServerThatRefusesItIsPinged() {
    var link = offered(Link.SETTINGS);
    assertThat(link.said()).isEqualTo(ENABLE);
    link.hears("<failed xmlns='urn:xmpp:sm:3'/>");
    assertThat(link.told()).containsExactly(UP);
    sends(link, 1);
    assertThat(link.said()).contains("urn:xmpp:ping").doesNotContain("urn:xmpp:sm");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() {
    var link = offered(Link.SETTINGS).at(11_000);
    assertThat(link.told()).containsExactly(Link.down("timeout"));
  }

  @Test
  @Requirement({"XEXT-02", "XEXT-03"})
  void onlyStanzasCountAndARequestIsAnsweredAtOnce() {
    var link = on().hears(REQUEST);
    assertThat(link.said()).isEqualTo(ack(0));
    link.hears("<message from='juliet@example.com' to='romeo@example.net'/>")
        .hears("<presence from='juliet@example.com' to='romeo@example.net'/>")
        .hears("<iq from='juliet@example.com' to='romeo@example.net' type='get' id='1'/>")
        .hears(ack(0))
        .hears(" ")
        .hears(REQUEST);
    assertThat(link.said()).isEqualTo(ack(3));
  }

  @Test
  @Requirement("XEXT-02")
  void whatIsPassedOverOrRefusedCountsToo() {
    var link = on().hears("<message from='juliet@example.com' to='romeo@other.net' id='x'/>");
    link.hears("<message from='juliet@example.com' to='romeo@example.net'><a:b/></message>");
    link.said();
    assertThat(link.hears(REQUEST).said()).isEqualTo(ack(2));
  }

  @Test
  @Requirement("XEXT-02")
  void countsWrapAtTheirEnd() {
    var last = (1L << 32) - 1;
    var counts =
        StreamManagement.of(
            Facts.NONE
                .with("state", "ON")
                .with("handled", last)
                .with("sent", last)
                .with("acknowledged", last));
    counts.heard();
    assertThat(counts.acknowledgement()).isEqualTo(ack(0));
    counts.heard();
    assertThat(counts.acknowledgement()).isEqualTo(ack(1));
    assertThat(counts.wrote()).isEqualTo(last + 1);
    assertThat(counts.wrote()).isEqualTo(last + 2);
    assertThat(counts.acknowledged(h("4294967295"))).hasValue(last);
    assertThat(counts.acknowledged(h("1"))).hasValue(last + 2);
    assertThat(counts.acknowledged(h("2"))).isEmpty();
    assertThat(counts.acknowledged(h("4294967296"))).isEmpty();
    assertThat(counts.acknowledged(h("-1"))).isEmpty();
  }

  private static Element h(String value) {
    return new Element("urn:xmpp:sm:3", "a", Map.of("h", value), List.of(), "");
  }

  @Test
  @Requirement("XEXT-04")
  void acknowledgementsAreHandOversAndTheRestComesBack() {
    var link = sends(on(), 1, 2, 3, 4, 5);
    assertThat(link.said()).contains(REQUEST).doesNotContain("urn:xmpp:ping");
    link.hears(ack(3));
    assertThat(link.told()).containsExactly(has(1), has(2), has(3));
    link.hears(ack(3));
    assertThat(link.told()).isEmpty();
    link.loses();
    assertThat(link.told()).startsWith(lost(4), lost(5)).hasSize(3);
  }

  @Test
  @Requirement({"XEXT-04", "XEXT-05"})
  void aResumedStreamGoesOnBehindWhatTheServerHas() {
    var link = sends(on(), 1, 2, 3, 4, 5);
    link.hears("<message from='juliet@example.com' to='romeo@example.net'/>").hears(ack(3)).told();
    link.loses();
    var next = resuming(left(link));
    assertThat(next.said()).isEqualTo("<resume xmlns='urn:xmpp:sm:3' previd='S1' h='1'/>");
    next.hears("<resumed xmlns='urn:xmpp:sm:3' previd='S1' h='4'/>");
    assertThat(next.told()).containsExactly(has(4), UP);
    sends(next, 5, 6);
    assertThat(next.said()).contains("text 5", "text 6").doesNotContain("text 4");
    next.hears(ack(6));
    assertThat(next.told()).containsExactly(has(5), has(6));
    assertThat(next.hears(REQUEST).said()).isEqualTo(ack(1));
  }

  @Test
  @Requirement("XEXT-05")
  void aStreamThatCannotBeResumedIsANewOne() {
    var link = sends(on(), 1);
    link.told();
    link.loses();
    var next = resuming(left(link));
    next.said();
    next.hears(
        "<failed xmlns='urn:xmpp:sm:3'><item-not-found"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>");
    assertThat(next.said()).isEqualTo(ENABLE);
    next.hears("<enabled xmlns='urn:xmpp:sm:3' id='S2'/>");
    assertThat(next.told()).containsExactly(UP);
    sends(next, 1).hears(ack(1));
    assertThat(next.told()).containsExactly(has(1));
    next.loses();
    assertThat(left(next)).as("without resume='true'").isEqualTo(Facts.NONE);
  }

  @Test
  void whatWasNotResumedYetIsLeftForTheNext() {
    var link = sends(on(), 1);
    link.told();
    link.loses();
    var left = left(link);
    var next = resuming(left);
    next.loses();
    assertThat(left(next)).isEqualTo(left);
    var refused = resuming(left).hears("<resumed xmlns='urn:xmpp:sm:3' previd='S1' h='9'/>");
    assertThat(left(refused)).as("it would be refused again").isEqualTo(Facts.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<resumed xmlns='urn:xmpp:sm:3' previd='other' h='0'/>", "<sm/>"})
  @Requirement("XEXT-05")
  void anotherStreamIsNotResumed(String answer) {
    var link = sends(on(), 1);
    link.told();
    link.loses();
    assertThat(resuming(left(link)).hears(answer).told())
        .containsExactly(Link.down("unsupported-stanza-type"));
  }

  @Test
  void whatSaidGoodbyeIsNotResumed() {
    var link = sends(on(), 1);
    link.told();
    link.hears("</stream:stream>");
    assertThat(left(link)).isEqualTo(Facts.NONE);
  }

  @Test
  void aSilentServerIsLeftWithoutAWordAndResumed() {
    var link = sends(on(), 1);
    link.said();
    link.told();
    link.at(20_000);
    assertThat(link.said()).isEmpty();
    assertThat(left(link).text("id", "")).isEqualTo("S1");
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "4294967295, 2", "x, 2"})
  @Requirement("XEXT-06")
  void whoHasMoreThanWasSentEndsTheStream(String h, int sent) {
    var link = sends(on(), 1, 2);
    link.said();
    link.told();
    link.hears("<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>");
    assertThat(link.said())
        .contains(
            "<undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>",
            "<handled-count-too-high xmlns='urn:xmpp:sm:3'",
            "send-count='" + sent + "'/></stream:error></stream:stream>");
    assertThat(link.told()).containsExactly(lost(1), lost(2), Link.down("handled-count-too-high"));
  }

  @Test
  void itOutlivesAnExchange() {
    var link = sends(on(), 1, 2);
    link.hears("<message from='juliet@example.com' to='romeo@example.net'/>");
    link.told();
    link.said();
    link.handsOver().hears(REQUEST).hears(ack(1));
    assertThat(link.said()).isEqualTo(ack(1));
    assertThat(link.told()).containsExactly(has(1));
    sends(link, 3).hears(ack(3));
    assertThat(link.told()).containsExactly(has(2), has(3));
  }

  @Test
  void itOutlivesAnExchangeWhileItIsAskedFor() {
    var link = offered(Link.SETTINGS).handsOver();
    link.hears("<message from='juliet@example.com' to='romeo@example.net'/>");
    assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
    link.hears("<enabled xmlns='urn:xmpp:sm:3' id='S1'/>");
    assertThat(link.told()).containsExactly(UP);
  }

  @Test
  void anOrderlyEndSaysWhatWasHeard() {
    var link = on().hears("<message from='juliet@example.com' to='romeo@example.net'/>");
    link.told(new XmppCommand.Close());
    assertThat(link.said()).isEqualTo(ack(1) + "</stream:stream>");
  }
}
