package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the stanzas that the server sends. */
class IncomingStanzaTest {

  private static final String STANZA_ERROR =
      "<%s from='%s' to='%s' id='x' type='error'><error type='%s'><%s"
          + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></%s>";

  private static Stanza only(Link link) {
    return (Stanza) link.told().get(0);
  }

  @Test
  void aStanzaIsReadWithItsNamespacesAndText() {
    var link =
        Link.up()
            .hears(
                "<message from='Juliet@Example.com/balcony' to='romeo@example.net' id='&lt;1&gt;'"
                    + " type='chat' xml:lang='cs' xmlns:p='urn:p' p:x='dropped' y='kept'>"
                    + "between<body>Wherefore &amp; why &#x1F339;\r\n?</body>"
                    + "<p:a z='&quot;1&quot;' p:z='2'>one<b xmlns=''/>two</p:a>"
                    + "</message>");
    var stanza = only(link);
    assertThat(stanza.kind()).isEqualTo(Stanza.Kind.MESSAGE);
    assertThat(stanza.from()).isEqualTo(Link.jid("juliet@example.com/balcony"));
    assertThat(stanza.to()).isEqualTo(Link.jid("romeo@example.net"));
    assertThat(stanza.id()).contains("<1>");
    assertThat(stanza.type()).contains("chat");
    assertThat(stanza.language()).contains("cs");
    assertThat(stanza.children())
        .containsExactly(
            Element.of(Stanza.NAMESPACE, "body", "Wherefore & why \uD83C\uDF39\n?"),
            new Element(
                "urn:p", "a", Map.of("z", "\"1\""), List.of(Element.of("", "b")), "onetwo"));
  }

  @Test
  void theStreamsLanguageAndPrefixesHold() {
    var link = Link.opened(Link.SETTINGS);
    link.hears(Link.HEADER.replace(" from=", " xml:lang='de' xmlns:q='urn:q&amp;' from="));
    link.hears("<handshake/>").told();
    link.hears("<presence from='juliet@example.com' to='romeo@example.net'><q:c/></presence>");
    var stanza = only(link);
    assertThat(stanza.kind()).isEqualTo(Stanza.Kind.PRESENCE);
    assertThat(stanza.language()).contains("de");
    assertThat(stanza.children()).containsExactly(Element.of("urn:q&", "c"));
  }

  @Test
  void aServersOwnContentNamespaceIsTakenAsTheStreams() {
    var link = Link.up();
    link.hears(
        "<message xmlns='jabber:client' from='juliet@example.com' to='romeo@example.net'>"
            + "<body>Hi</body><forwarded xmlns='urn:xmpp:forward:0'>"
            + "<message xmlns='jabber:client'/></forwarded></message>");
    assertThat(only(link).children())
        .containsExactly(
            Element.of(Stanza.NAMESPACE, "body", "Hi"),
            Element.of("urn:xmpp:forward:0", "forwarded")
                .with(Element.of("jabber:client", "message")));
  }

  @Test
  @Requirement(value = "XMPP-25", partial = "the stream keeps the order; handling is the router's")
  void stanzasKeepTheirOrder() {
    var link = Link.up();
    var octets = new StringBuilder();
    for (var i = 0; i < 100; i++) {
      octets
          .append("<message from='juliet@example.com' to='romeo@example.net' id='m")
          .append(i)
          .append("'/> ");
    }
    link.hears(octets.toString());
    assertThat(link.told())
        .extracting(record -> ((Stanza) record).id().orElseThrow())
        .hasSize(100)
        .startsWith("m0", "m1")
        .endsWith("m99")
        .isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "message, chat, message",
        "iq, get, iq",
        "iq, set, iq",
        "iq, result, -",
        "iq, error, -",
        "message, error, -",
        "presence, subscribe, -",
      })
  @Requirement(
      value = {"XMPP-14", "XMPP-21", "XMPP-22"},
      partial = "the stream's own errors")
  void aMalformedAddressIsAnsweredWhereAnAnswerIsAllowed(
      String kind, String type, String answered) {
    var link =
        Link.up()
            .hears(
                "<%s from='juliet@example.com/x' to='ro&quot;meo@example.net' id='x' type='%s'/>"
                    .formatted(kind, type));
    assertThat(link.told()).isEmpty();
    assertThat(link.said())
        .isEqualTo(
            answered == null
                ? ""
                : STANZA_ERROR.formatted(
                    kind,
                    "ro&#x22;meo@example.net",
                    "juliet@example.com/x",
                    "modify",
                    "jid-malformed",
                    kind));
    link.hears("<message from='juliet@example.com' to='romeo@example.net'/>");
    assertThat(link.told()).hasSize(1);
  }

  @Test
  void aMalformedSenderIsAnsweredAsItIsWritten() {
    var link = Link.up().hears("<message from='@@' to='romeo@example.net' id='x'/>");
    assertThat(link.told()).isEmpty();
    assertThat(link.said())
        .isEqualTo(
            STANZA_ERROR.formatted(
                "message", "romeo@example.net", "@@", "modify", "jid-malformed", "message"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tybalt@other.net", "other.net", "romeo@sub.example.net", "example.net@other.net"})
  @Requirement("XMPP-27")
  void aStanzaForAnotherDomainIsRefused(String to) {
    var link = Link.up().hears("<message from='juliet@example.com' to='" + to + "' id='x'/>");
    assertThat(link.told()).isEmpty();
    assertThat(link.said())
        .isEqualTo(
            STANZA_ERROR.formatted(
                "message",
                "example.net",
                "juliet@example.com",
                "cancel",
                "item-not-found",
                "message"));
    assertThat(link.closed).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message from='juliet@example.com' id='x'/>",
        "<message to='romeo@example.net' id='x'/>",
        "<iq type='get'/>",
      })
  @Requirement("XMPP-27")
  void aStanzaWithoutAddressesEndsTheStream(String stanza) {
    var link = Link.up().hears(stanza);
    assertThat(link.told()).containsExactly(Link.down("improper-addressing"));
    assertThat(link.said()).contains("<improper-addressing ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "presence", "iq"})
  @Requirement({"XMPP-27", "SEC-16"})
  void whoSpeaksInOurNameIsPassedOver(String kind) {
    var from = "mercutio@example.net/x";
    var link =
        Link.up()
            .hears(
                "<%s from='%s' to='romeo@example.net' id='x' type='get'/>".formatted(kind, from));
    assertThat(link.told())
        .containsExactly(new XmppEvent.PassedOver("invalid-from", Optional.of(from)));
    assertThat(link.said()).as("an answer would come back to us").isEmpty();
    assertThat(link.closed).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"juliet@example.com", "example.com", "romeo@sub.example.net", "a@notexample.net"})
  @Requirement({"XMPP-27", "SEC-16"})
  void whoseSenderTheServerVouchesForIsHeard(String from) {
    var link = Link.up().hears("<message from='" + from + "' to='romeo@example.net' id='x'/>");
    assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<x xmlns='urn:x'/>|unsupported-stanza-type",
        "<message xmlns='urn:x' from='a@b' to='romeo@example.net'/>|unsupported-stanza-type",
        "<massage from='a@b' to='romeo@example.net'/>|unsupported-stanza-type",
        "<handshake/>|unsupported-stanza-type",
        "text|bad-format",
        "&amp;|bad-format",
        "</stream>|not-well-formed",
        "</stream:streams>|not-well-formed",
      })
  void whatIsNoStanzaEndsTheStream(String octets, String condition) {
    assertThat(Link.up().hears(octets).told()).containsExactly(Link.down(condition));
  }

  @Test
  void onlyPingsOfOurOwnAreAnsweredHere() {
    var link = Link.up();
    link.hears(
        "<iq from='juliet@example.com' to='example.net' id='p' type='get'>"
            + "<ping xmlns='urn:xmpp:ping'/></iq>");
    assertThat(link.said()).isEmpty();
    assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {9_999, 10_000, 10_001})
  @Requirement("XMPP-34")
  void aStanzaOverTheLimitIsRefusedAndTheStreamGoesOn(int size) {
    var link = Link.up(Link.SETTINGS.with("receive-limit", 10_000));
    var open = "<message from='juliet@example.com' to='romeo@example.net' id='x'><body>";
    var close = "</body></message>";
    link.hears(open + "x".repeat(size - open.length() - close.length()) + close);
    if (size <= 10_000) {
      assertThat(link.told()).singleElement().isInstanceOf(Stanza.class);
    } else {
      assertThat(link.told())
          .containsExactly(
              new XmppEvent.PassedOver("policy-violation", Optional.of("juliet@example.com")));
      assertThat(link.said())
          .isEqualTo(
              STANZA_ERROR.formatted(
                  "message",
                  "romeo@example.net",
                  "juliet@example.com",
                  "modify",
                  "policy-violation",
                  "message"));
    }
    link.hears("<message from='juliet@example.com' to='romeo@example.net' id='next'/>");
    assertThat(only(link).id()).contains("next");
  }

  @Test
  void whileAStanzaIsSkippedNothingOfItIsKept() {
    var link = Link.up(Link.SETTINGS.with("receive-limit", 10_000));
    link.hears("<message from='juliet@example.com' to='romeo@example.net' id='x'><body>");
    for (var i = 0; i < 15; i++) {
      link.hears("x".repeat(10_000));
    }
    assertThat(link.protocol.release().unread().length()).isLessThan(200);
  }

  @Test
  void aStanzaWithoutEndHoldsUpThePingWhichEndsTheStream() {
    var link = Link.up(Link.SETTINGS.with("receive-limit", 10_000));
    link.hears("<message from='juliet@example.com' to='romeo@example.net' id='x'><body>");
    while (!link.closed && link.now < 100_000) {
      link.hears("x".repeat(10_000)).at(link.now + 1_000);
    }
    assertThat(link.told()).containsExactly(Link.down("timeout"));
    assertThat(link.now).isLessThan(50_000);
  }

  @Test
  void anErrorTooLargeToReadIsStillAnError() {
    var link = Link.up(Link.SETTINGS.with("receive-limit", 10_000));
    link.sends("e1", Link.message("m1", "Ay me!"));
    var ping = Link.pingId(link.said());
    link.hears(
        "<message from='juliet@example.com' to='romeo@example.net' id='m1' type='error'><body>"
            + "x".repeat(10_000)
            + "</body></message>");
    link.pong(ping);
    var error = (Stanza) link.told().get(1);
    assertThat(error.isError()).isTrue();
    assertThat(error.children()).isEmpty();
    assertThat(link.told()).isEmpty();
  }

  @Test
  void ourOwnAnswersAreBounded() {
    var link = Link.up();
    link.sends("window", Link.message("m0", "x".repeat(60_000)));
    link.sends("window", Link.message("m1", "x".repeat(60_000)));
    link.sends("window", Link.message("m2", "x".repeat(60_000)));
    link.said();
    for (var i = 0; i < 2 * Outbox.MOST_ANSWERS; i++) {
      link.hears("<message from='@@' to='romeo@example.net' id='x'/>");
    }
    assertThat(link.said()).isEmpty();
    link.writable(1_000_000);
    assertThat(link.said().split("jid-malformed", -1)).hasSize(Outbox.MOST_ANSWERS + 1);
  }

  @Test
  void anIdIsOptional() {
    var link = Link.up().hears("<message from='a@b' to='x@other.net'/>");
    assertThat(link.said()).doesNotContain(" id=");
    link.hears("<message from='a@example.com' to='romeo@example.net'/>");
    assertThat(only(link).id()).isEqualTo(Optional.empty());
  }
}
