package im.balcony.mapping;

import static im.balcony.mapping.Scene.page;
import static im.balcony.mapping.Scene.with;
import static im.balcony.mapping.Scene.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.text.Timestamps;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.PolicyBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7572 §5: a MESSAGE of Romeo's becomes a stanza, or its refusal. */
class PageOfRomeoTest {

  private static final String CALL_ID = "9E97FB43-85F4-4A00";

  private final Scene scene = new Scene();

  private Event.SipText heard(SipRequest request) {
    return scene.hear(Event.SipText.class, scene.received(request));
  }

  private Stanza stanza(ChatMessage message) {
    return scene.stanza(new Effect.TextToXmpp("e1", message, Optional.empty()));
  }

  private Instant ago(long seconds) {
    return Instant.ofEpochMilli(scene.now).minusSeconds(seconds);
  }

  @Test
  void allThatTheTableNamesIsHeard() {
    var request = with(page("Neither, fair saint"), "Subject", "Hi");
    request = with(request, "Content-Language", "it");
    request = with(request, "Date", Timestamps.sipDate(ago(10)));
    request = with(request, "Expires", "60");
    request =
        Scene.from(
            request,
            new SipParty(
                "sip:romeo@example.net", Optional.of("Romeo Montague"), Map.of("tag", "r")));
    var event = heard(request);
    assertThat(event.leg()).isEmpty();
    assertThat(event.alreadyKnown()).isFalse();
    assertThat(event.message())
        .isEqualTo(
            new ChatMessage(
                event.message().ref(),
                Kind.NORMAL,
                "Neither, fair saint",
                Optional.of("Hi"),
                Optional.of(CALL_ID),
                Optional.of("it"),
                Optional.of(ago(10)),
                Optional.of("Romeo Montague"),
                false,
                FailureReport.YES,
                Optional.empty(),
                Optional.of(scene.now - 10_000 + 60_000),
                true));
    var stanza = stanza(event.message());
    assertThat(stanza.from()).isEqualTo(Vectors.jid("romeo@example.net"));
    assertThat(stanza.to()).isEqualTo(Vectors.jid("juliet@example.com"));
    assertThat(stanza.type()).isEmpty();
    assertThat(stanza.id().orElseThrow()).hasSize(22);
    assertThat(stanza.language()).contains("it");
    assertThat(stanza.children())
        .extracting(Element::name)
        .containsExactly("subject", "body", "thread", "nick", "headers");
    assertThat(stanza.children().get(2).text()).isEqualTo(CALL_ID);
    assertThat(stanza.children().get(4).children().get(0).text()).isEqualTo("69");
  }

  @ParameterizedTest
  @CsvSource({
    "60, 60",
    "' 60 ', 60",
    "0, 2",
    "1, 2",
    "2, 2",
    "soon,",
    "-1,",
    "12345678901,",
    "60s,"
  })
  void expiresIsANumberOfSeconds(String header, Long seconds) {
    var message = heard(with(page("x"), "Expires", header)).message();
    assertThat(message.expires())
        .isEqualTo(Optional.ofNullable(seconds).map(s -> scene.now + s * 1000));
  }

  @Test
  void theLinkIsToldWhenItExpires() {
    var message = heard(with(page("x"), "Expires", "60")).message();
    var send =
        scene.say(XmppCommand.Send.class, new Effect.TextToXmpp("e1", message, Optional.empty()));
    assertThat(send.until()).hasValue(scene.now + 60_000);
  }

  @Test
  void whatClaimsToComeFromTheFutureIsNotBelieved() {
    var request = with(page("x"), "Date", Timestamps.sipDate(ago(-3600)));
    var message = heard(with(request, "Expires", "60")).message();
    assertThat(message.sent()).isEmpty();
    assertThat(message.expires()).contains(scene.now + 60_000);
  }

  @Test
  void anUnreadableDateIsNone() {
    assertThat(heard(with(page("x"), "Date", "yesterday")).message().sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"60, false", "61, true", "3600, true"})
  void anOldTextIsMarkedWithItsTime(long seconds, boolean delayed) {
    var message = heard(with(page("x"), "Date", Timestamps.sipDate(ago(seconds)))).message();
    var delay = stanza(message).child(StanzaText.DELAY, "delay");
    assertThat(delay.isPresent()).isEqualTo(delayed);
    delay.ifPresent(d -> assertThat(d.attribute("stamp")).contains(Timestamps.stamp(ago(seconds))));
  }

  private static SipRequest cpim(String headers, String text) {
    var body = headers + "\r\n\r\nContent-Type: text/plain\r\n\r\n" + text;
    return withBody(page(""), "message/cpim", Octets.utf8(body));
  }

  @Test
  void theWrapperSaysTimeAndSubjectWhereTheHeadersDoNot() {
    var stamp = Timestamps.stamp(ago(30));
    var request = cpim("From: <sip:mallory@example.org>\r\nSubject: s\r\nDateTime: " + stamp, "x");
    var message = heard(request).message();
    assertThat(message.text()).isEqualTo("x");
    assertThat(message.subject()).contains("s");
    assertThat(message.sent()).contains(ago(30));
    var outer = with(with(request, "Subject", "outer"), "Date", Timestamps.sipDate(ago(20)));
    assertThat(heard(outer).message().subject()).contains("outer");
    assertThat(heard(outer).message().sent()).contains(ago(30));
  }

  @Test
  void aMessageWithAnImdnIdIsKnownAgainByIdAndBody() {
    var request = cpim("From: <sip:r@example.net>\r\nimdn.Message-ID: 34jk324j", "x");
    assertThat(heard(request).alreadyKnown()).isFalse();
    assertThat(heard(request).alreadyKnown()).isTrue();
    assertThat(
            heard(cpim("From: <sip:r@example.net>\r\nimdn.Message-ID: 34jk324j", "y"))
                .alreadyKnown())
        .isFalse();
    assertThat(
            heard(cpim("From: <sip:r@example.net>\r\nimdn.Message-ID: other", "x")).alreadyKnown())
        .isFalse();
    scene.now += 600_000;
    assertThat(heard(request).alreadyKnown()).isTrue();
    scene.now += 1;
    assertThat(heard(request).alreadyKnown()).as("after ten minutes").isFalse();
  }

  @Test
  void onlyTheImdnHeaderIsAnId() {
    for (var header : new String[] {"Message-ID: a", "imdn.Disposition: a"}) {
      var request = cpim("From: <sip:r@example.net>\r\n" + header, "x");
      heard(request);
      assertThat(heard(request).alreadyKnown()).as(header).isFalse();
    }
  }

  @Test
  void aMessageThatFailedIsNewWhenItComesAgain() {
    var request = cpim("From: <sip:r@example.net>\r\nimdn.Message-ID: 1", "x");
    var ref = heard(request).message().ref();
    scene.out(new Effect.Answer(ref, Optional.of(Failure.sip(503, "later"))));
    assertThat(heard(request).alreadyKnown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"render;handling=optional", "icon ; Handling = \"OPTIONAL\""})
  void anOptionalBodyIsLeftOutWhereItCannotBeRead(String disposition) {
    var image = withBody(page("x"), "image/png", Octets.utf8("x"));
    image = with(image, "Content-Disposition", disposition);
    assertThat(scene.refused(scene.received(image)).status()).isEqualTo(202);
    var subject = heard(with(image, "Subject", "Only this")).message();
    assertThat(subject.text()).isEmpty();
    assertThat(subject.subject()).contains("Only this");
  }

  @Test
  void bodiesThatCannotBeReadAreRefused() {
    var gzip = scene.refused(scene.received(with(page("x"), "Content-Encoding", "gzip")));
    assertThat(gzip.status()).isEqualTo(415);
    assertThat(header(gzip, "Accept-Encoding")).contains("identity");
    var untyped = withBody(page("x"), "", Octets.utf8("x"));
    assertThat(scene.refused(scene.received(untyped)).status()).isEqualTo(400);
    var image = scene.refused(scene.received(withBody(page("x"), "image/png", Octets.utf8("x"))));
    assertThat(image.status()).isEqualTo(415);
    assertThat(header(image, "Accept").orElseThrow()).contains("text/plain");
    var broken = withBody(page("x"), "message/cpim", Octets.utf8("x"));
    assertThat(scene.refused(scene.received(broken)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", " IDENTITY ", ""})
  void anEncodingThatIsNoneIsTaken(String encoding) {
    assertThat(heard(with(page("x"), "Content-Encoding", encoding)).message().text())
        .isEqualTo("x");
  }

  private static Optional<String> header(SipResponse response, String name) {
    return response.headers().stream()
        .filter(h -> h.name().equals(name))
        .map(h -> h.value())
        .findFirst();
  }

  @Test
  void withoutBodyOnlyASubjectIsSomethingToShow() {
    var empty = withBody(page(""), "", Octets.EMPTY);
    assertThat(scene.refused(scene.received(empty)).status()).isEqualTo(202);
    assertThat(scene.heard.note()).isNotEmpty();
    var message = heard(with(empty, "Subject", "Lunch?")).message();
    assertThat(message.text()).isEmpty();
    assertThat(message.subject()).contains("Lunch?");
    assertThat(stanza(message).children())
        .extracting(Element::name)
        .containsExactly("subject", "thread", "headers");
  }

  @Test
  void composingIsHeardAndAnswered() {
    var document =
        "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'>"
            + "<state>active</state><refresh>90</refresh></isComposing>";
    var request = withBody(page(""), IsComposing.CONTENT_TYPE, Octets.utf8(document));
    var event = scene.hear(Event.SipComposing.class, scene.received(request));
    assertThat(event.active()).isTrue();
    assertThat(event.refresh()).hasValue(90_000);
    assertThat(answer(event.ref(), Optional.empty()).status()).isEqualTo(202);
  }

  private SipResponse answer(String ref, Optional<Failure> failure) {
    return scene.say(SipCommand.Respond.class, new Effect.Answer(ref, failure)).response();
  }

  @ParameterizedTest
  @EnumSource(PageStatus.class)
  void itIsAcceptedAsTheTenantSays(PageStatus status) {
    scene.with(PolicyBuilder.defaults().pageStatus(status).build(), Limits.DEFAULT);
    assertThat(answer(heard(page("x")).message().ref(), Optional.empty()).status())
        .isEqualTo(status.code());
    assertThat(
            answer(heard(page("x")).message().ref(), Optional.of(Failure.sip(404, "no"))).status())
        .isEqualTo(404);
  }

  @Test
  void anAnswerIsGivenOnce() {
    var ref = heard(page("x")).message().ref();
    answer(ref, Optional.empty());
    assertThat(scene.out(new Effect.Answer(ref, Optional.empty())).records()).isEmpty();
  }

  @Test
  void endpointsBecomeResources() {
    var request = Scene.to(page("x"), "sip:juliet@example.com;gr=balcony");
    request = Scene.from(request, SipParty.of("sip:romeo@example.net;gr=dr4hcr0st3lup4c"));
    var stanza = stanza(heard(request).message());
    assertThat(stanza.to()).isEqualTo(Vectors.jid("juliet@example.com/balcony"));
    assertThat(stanza.from()).isEqualTo(Vectors.jid("romeo@example.net/dr4hcr0st3lup4c"));
  }

  @Test
  void aTextThatMakesTooLargeAStanzaIsRefusedBeforeItIsAccepted() {
    scene.with(
        Tenant.Policy.DEFAULT, LimitsBuilder.defaults().stanza(10_000).maxSize(8_000).build());
    assertThat(heard(page("x".repeat(9_000))).message().text()).hasSize(9_000);
    assertThat(scene.refused(scene.received(page("x".repeat(10_000)))).status()).isEqualTo(413);
    assertThat(scene.heard.note()).isNotEmpty();
    var large = ChatMessage.plain("r", Kind.NORMAL, "x".repeat(10_000));
    var failure = scene.out(new Effect.TextToXmpp("e", large, Optional.empty())).failure();
    assertThat(failure.orElseThrow().sipStatus()).hasValue(413);
    assertThat(failure.orElseThrow().msrpStatus()).hasValue(413);
    assertThat(failure.orElseThrow().condition()).contains("policy-violation");
  }
}
