package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream begins and ends (XEP-0114 §3, RFC 6120 §4). */
class StreamLifeTest {

  private static final XmppEvent.Up UP = new XmppEvent.Up(OptionalLong.empty());

  @Test
  @Requirement("XMPP-01")
  void theFirstOctetsAreAComponentsHeader() {
    assertThat(Link.opened(Link.SETTINGS).said())
        .isEqualTo(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' to='example.net'>");
  }

  @ParameterizedTest
  @CsvSource({
    "3BF96D32, fa48048a0cda6f43135770b55d075130ccd9225f",
    "a&amp;b&lt;\u00e9&#62;, 908d62f52bde2fecdc8cd5e38ffb60dba9ad2ad9",
  })
  @Requirement("XMPP-02")
  void theHandshakeIsTheDigestOfStreamIdAndSecret(String id, String digest) {
    var link = Link.opened(Link.SETTINGS);
    link.said();
    link.hears(Link.HEADER.replace("3BF96D32", id));
    assertThat(link.said()).isEqualTo("<handshake>" + digest + "</handshake>");
  }

  @Test
  @Requirement("XMPP-03")
  void stanzasWaitForTheServersHandshake() {
    var link = Link.opened(Link.SETTINGS);
    link.said();
    link.sends("e1", Link.message("m1", "Ay me!"));
    assertThat(link.said()).isEmpty();
    link.hears(Link.HEADER).sends("e2", Link.message("m2", "O speak again"));
    assertThat(link.said()).startsWith("<handshake>").endsWith("</handshake>");
    assertThat(link.told()).isEmpty();
    link.hears("<handshake/>");
    assertThat(link.told()).containsExactly(UP);
    assertThat(link.said())
        .containsSubsequence("Ay me!", "O speak again", "<ping xmlns='urn:xmpp:ping'/></iq>");
  }

  /** Who has not shown yet that it knows the secret is nobody's server. */
  @Test
  @Requirement("SEC-16")
  void aStanzaBeforeTheServersHandshakeEndsTheStream() {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER);
    link.told();
    link.hears("<message from='juliet@example.com' to='romeo@example.net' id='x'/>");
    assertThat(link.told()).containsExactly(Link.down("unsupported-stanza-type"));
  }

  @ParameterizedTest
  @CsvSource({
    "im.example.org, im.example.org, -1",
    "im.example.org:5348, im.example.org, 5348",
    "192.0.2.7:1, 192.0.2.7, 1",
    "[2001:db8::7]:65535, [2001:db8::7], 65535",
    "'\n  [2001:db8::7] ', [2001:db8::7], -1",
  })
  @Requirement("XMPP-09")
  void anotherHostIsRead(String named, String host, int port) {
    var other =
        new XmppEvent.OtherHost(host, port < 0 ? OptionalInt.empty() : OptionalInt.of(port));
    assertThat(sentOn(named))
        .isEqualTo(new XmppEvent.Down("see-other-host", false, Optional.of(other)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":5347",
        "im.example.org:",
        "im.example.org:0",
        "im.example.org:65536",
        "im.example.org:99999999",
        "2001:db8::7",
        "im.example.org/x",
        "juliet@im.example.org",
        "im example org",
        "-x"
      })
  @Requirement("XMPP-09")
  void whatIsNoHostLeadsNowhere(String named) {
    assertThat(sentOn(named)).isEqualTo(Link.down("see-other-host"));
  }

  private static WireRecord sentOn(String named) {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER);
    link.hears(
        "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
            + named
            + "</see-other-host></stream:error></stream:stream>");
    assertThat(link.closed).isTrue();
    return link.told().get(0);
  }

  @Test
  void aHeaderWithoutIdGetsNoHandshake() {
    var link = Link.opened(Link.SETTINGS);
    link.said();
    link.hears(Link.HEADER.replace("3BF96D32", ""));
    assertThat(link.said()).isEmpty();
    link.hears(
        "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            + "</stream:error></stream:stream>");
    assertThat(link.told()).containsExactly(Link.down("host-unknown"));
  }

  @ParameterizedTest
  @CsvSource({
    "not-authorized, true",
    "conflict, false",
    "host-unknown, false",
    "invalid-namespace, false",
    "system-shutdown, false",
    "policy-violation, false",
  })
  @Requirement(
      value = {"XMPP-04", "XMPP-08"},
      partial = "the condition is told and the stream ended; retrying is the router's")
  void aStreamErrorEndsTheStream(String condition, boolean operatorNeeded) {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER);
    link.said();
    link.hears(
        "<stream:error><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>No</text><"
            + condition
            + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    assertThat(link.said()).isEqualTo("</stream:stream>");
    assertThat(link.told()).containsExactly(new XmppEvent.Down(condition, operatorNeeded));
    assertThat(link.closed).isTrue();
    assertThat(link.deadline).isEmpty();
  }

  @Test
  void anEmptyStreamErrorIsUndefined() {
    var link = Link.up().hears("<stream:error/>");
    assertThat(link.told()).containsExactly(Link.down("undefined-condition"));
  }

  @Test
  @Requirement(value = "SIZE-20", partial = "what the SIP side hears, and connecting again")
  void afterAStreamErrorTheStanzaIsReportedAndNotRepeated() {
    var link = Link.up();
    link.sends("k", Link.message("k", "too long for you"));
    link.said();
    link.hears(
        "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
            + "</stream:error></stream:stream>");
    assertThat(link.told())
        .containsExactly(new XmppEvent.NotSent("k", true), Link.down("policy-violation"));
    assertThat(link.said()).isEqualTo("</stream:stream>");
    var next = Link.up().sends("k+1", Link.message("k1", "short"));
    assertThat(next.said()).contains("short").doesNotContain("too long");
  }

  @Test
  @Requirement(value = "XMPP-07", partial = "the stream alone, without a socket")
  void theEndOfTheStreamIsAnswered() {
    var link = Link.up().hears("</stream:stream>");
    assertThat(link.said()).isEqualTo("</stream:stream>");
    assertThat(link.told()).containsExactly(Link.down("closed"));
    assertThat(link.closed).isTrue();

    var own = Link.up().told(new XmppCommand.Close());
    assertThat(own.said()).isEqualTo("</stream:stream>");
    assertThat(own.closed).isFalse();
    own.hears("<message from='juliet@example.com' to='romeo@example.net'/>");
    assertThat(own.told()).singleElement().isInstanceOf(Stanza.class);
    own.sends("late", Link.message("m", "too late"));
    assertThat(own.told()).containsExactly(new XmppEvent.NotSent("late", false));
    own.hears("</stream:stream>");
    assertThat(own.said()).isEmpty();
    assertThat(own.told()).containsExactly(Link.down("closed"));
    assertThat(own.closed).isTrue();
  }

  @Test
  void aServerThatDoesNotCloseIsNotWaitedForLong() {
    var link = Link.up().told(new XmppCommand.Close());
    link.at(link.deadline.getAsLong() - 1);
    assertThat(link.closed).isFalse();
    link.at(link.now + 1);
    assertThat(link.closed).isTrue();
    assertThat(link.told()).containsExactly(Link.down("closed"));
  }

  @Test
  void aServerThatDoesNotShakeHandsIsLeft() {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER);
    link.sends("e1", Link.message("m1", "Ay me!"));
    assertThat(link.deadline).hasValue(11_000);
    link.at(10_999);
    assertThat(link.told()).isEmpty();
    link.at(11_000);
    assertThat(link.told())
        .containsExactly(new XmppEvent.NotSent("e1", false), Link.down("timeout"));
    assertThat(link.closed).isTrue();
  }

  @Test
  void nothingFollowsTheEnd() {
    var link = Link.up().loses();
    assertThat(link.told()).containsExactly(Link.down("closed"));
    link.loses().hears("<message/>").at(99_999).writable(10);
    link.sends("e1", Link.message("m1", "Ay me!"));
    assertThat(link.told()).containsExactly(new XmppEvent.NotSent("e1", false));
    assertThat(link.said()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<handshake/>", "<message/>", "<x xmlns='urn:x'/>", "<iq/>"})
  void whatMayNotComeBeforeTheHandshakeEndsTheStream(String octets) {
    var link = Link.opened(Link.SETTINGS).hears(Link.HEADER.replace("3BF96D32", "")).hears(octets);
    assertThat(link.told()).containsExactly(Link.down("unsupported-stanza-type"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' id='1'>|invalid-namespace",
        "<stream:stream xmlns:stream='urn:other' xmlns='jabber:component:accept' id='1'>|invalid-namespace",
        "<stream:other xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:component:accept'>|invalid-namespace",
        "<stream:stream xmlns='jabber:component:accept' id='1'>|not-well-formed",
        "<stream:stream a='1' a='2'>|not-well-formed",
        "<stream:stream/>|bad-format",
        "HTTP/1.1 400 Bad Request|not-well-formed",
        "</stream:stream>|not-well-formed",
        "<?xml version='1.1'?><a>|restricted-xml",
        "<?xml version='1.0' encoding='UTF-16'?><a>|unsupported-encoding",
        "<?xml-stylesheet href='a'?><a>|restricted-xml",
        "<?xml version='1.0'?><?xml version='1.0'?>|restricted-xml",
        "<!DOCTYPE a><a>|restricted-xml",
      })
  void aHeaderThatIsNoneEndsTheStream(String octets, String condition) {
    var link = Link.opened(Link.SETTINGS);
    link.said();
    link.hears(octets);
    assertThat(link.told()).containsExactly(Link.down(condition));
    assertThat(link.said())
        .isEqualTo(
            "<stream:error><"
                + condition
                + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
    assertThat(link.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<?xml version='1.0'?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes' ?>\r\n\t",
        "<?xml version='1.0' encoding='UTF-8'?> ",
      })
  void anXmlDeclarationMayComeFirst(String declaration) {
    var link = Link.opened(Link.SETTINGS).hears(declaration + Link.HEADER).hears("<handshake/>");
    assertThat(link.told()).containsExactly(UP);
  }

  @Test
  void aHeaderHasAnEnd() {
    var link = Link.opened(Link.SETTINGS).hears("<stream:stream a='" + "x".repeat(8_192));
    assertThat(link.told()).containsExactly(Link.down("policy-violation"));
  }

  @Test
  @Requirement("SIZE-19")
  void anAnnouncedLimitLowersOurs() {
    var link = Link.opened(Link.SETTINGS.with("stanza-limit", 65_536)).hears(Link.HEADER);
    link.hears(
        "<stream:features><limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>20000</max-bytes>"
            + "</limits></stream:features><handshake/>");
    assertThat(link.told()).containsExactly(new XmppEvent.Up(OptionalLong.of(20_000)));
    link.said();
    var envelope = link.factory.size(Link.message("m1", "a")) - 1;
    link.sends("long", Link.message("m1", "a".repeat(20_001 - envelope)));
    assertThat(link.told()).containsExactly(new XmppEvent.NotSent("long", false));
    assertThat(link.said()).isEmpty();
    link.sends("fits", Link.message("m1", "a".repeat(20_000 - envelope)));
    assertThat(link.said().getBytes(StandardCharsets.UTF_8).length).isGreaterThanOrEqualTo(20_000);
    assertThat(link.told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 10000", "9999, 10000", "10000, 10000", "65536, 65536"})
  @Requirement(
      value = "SIZE-12",
      partial = "the stream's own floor; refusing is the configuration's")
  void theStanzaLimitHasAFloor(long configured, int effective) {
    var link = Link.up(Link.SETTINGS.with("stanza-limit", configured));
    var envelope = link.factory.size(Link.message("m1", "a")) - 1;
    link.sends("fits", Link.message("m1", "a".repeat(effective - envelope)));
    assertThat(link.told()).isEmpty();
    link.sends("long", Link.message("m1", "a".repeat(effective + 1 - envelope)));
    assertThat(link.told()).containsExactly(new XmppEvent.NotSent("long", false));
  }

  @Test
  void theSecretIsNotShown() {
    var link = Link.up();
    assertThat(link.protocol.toString()).doesNotContain(Link.SECRET);
    assertThat(Settings.of(Link.SETTINGS).toString()).doesNotContain(Link.SECRET);
    var state = link.protocol.release();
    assertThat(state.facts().asMap().toString()).doesNotContain(Link.SECRET);
    assertThat(new ConnectionSpec(true, "", "", Link.SETTINGS).toString())
        .doesNotContain(Link.SECRET);
  }
}
