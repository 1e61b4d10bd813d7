package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.CpimWrapping;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.text.Timestamps;
import im.balcony.testkit.PolicyBuilder;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7572 §4: a single message of Juliet's becomes MESSAGE requests. */
class PageOfJulietTest {

  private static final String THREAD = "711609sa-29377446-0CBB";
  private static final Element SUBJECT = Element.of(Stanza.NAMESPACE, "subject", "Hi");

  private final Scene scene = new Scene();

  private static Effect.PageToSip effect(ChatMessage message) {
    return new Effect.PageToSip("e1", message, Optional.empty(), Optional.empty());
  }

  private SipRequest page(Element... children) {
    return scene.request(effect(scene.text("normal", "m1", children)));
  }

  private List<SipRequest> pages(ChatMessage message) {
    return scene.out(effect(message)).records().stream()
        .map(r -> ((SipCommand.Request) r).request())
        .toList();
  }

  @Test
  void herMessageIsMapped() {
    var request = page(SUBJECT, body("Art thou\nnot Romeo?"), thread(THREAD));
    assertThat(request.method()).isEqualTo("MESSAGE");
    assertThat(request.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(request.to().uri()).isEqualTo("sip:romeo@example.net");
    assertThat(request.to().tag()).isEmpty();
    assertThat(request.from().uri()).isEqualTo("sip:juliet@example.com;gr=yn0cl4bnw0yr3vym");
    assertThat(request.from().tag().orElseThrow()).hasSize(12);
    assertThat(request.from().display()).isEmpty();
    assertThat(request.callId()).isEqualTo(THREAD);
    assertThat(request.cseq()).as("seconds since 2020").isEqualTo(1_795_000_000L - 1_577_836_800L);
    assertThat(request.maxForwards()).isEqualTo(70);
    assertThat(request.contact()).isEmpty();
    assertThat(request.headers())
        .extracting(SipHeader::name)
        .containsExactly("Supported", "Subject");
    assertThat(request.header("Subject")).contains("Hi");
    assertThat(request.contentType()).contains("text/plain;charset=utf-8");
    assertThat(request.body().utf8()).isEqualTo("Art thou\r\nnot Romeo?");
    assertThat(((SipCommand.Request) scene.said.records().get(0)).tenant()).isEqualTo("verona");
  }

  @Test
  void nickLanguageAndTimeAreHeaders() {
    var request =
        page(
            body("x"),
            Element.of(StanzaText.NICK, "nick", "Juliet C."),
            Element.of(StanzaText.DELAY, "delay").with("stamp", "2010-11-13T23:29:00Z"));
    assertThat(request.from().display()).contains("Juliet C.");
    assertThat(request.header("Date")).contains("Sat, 13 Nov 2010 23:29:00 GMT");
    var spoken =
        new ChatMessage(
            "m",
            Kind.NORMAL,
            "x",
            Optional.empty(),
            Optional.empty(),
            Optional.of("it"),
            Optional.empty(),
            Optional.empty(),
            false,
            ChatMessage.FailureReport.YES,
            Optional.empty(),
            Optional.empty(),
            true);
    assertThat(scene.request(effect(spoken)).header("Content-Language")).contains("it");
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, false",
    "1970-01-01T00:00:01Z, true",
    "9999-12-31T23:59:59Z, true",
    "+10000-01-01T00:00:00Z, false"
  })
  void aTimeThatTheDateHeaderCannotSayIsLeftOut(Instant sent, boolean said) {
    var message =
        new ChatMessage(
            "m",
            Kind.NORMAL,
            "x",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(sent),
            Optional.empty(),
            false,
            ChatMessage.FailureReport.YES,
            Optional.empty(),
            Optional.empty(),
            true);
    assertThat(scene.request(effect(message)).header("Date").isPresent()).isEqualTo(said);
  }

  @Test
  void aMessageThatIsForgottenComesFromTheBareAddress() {
    var request = scene.request(effect(ChatMessage.plain("m", Kind.NORMAL, "x")));
    assertThat(request.from().uri()).isEqualTo("sip:juliet@example.com");
  }

  @Test
  void theInstanceIsInTheRequestUriOnly() {
    var message = scene.text("normal", "m1", body("x"));
    var request =
        scene.request(
            new Effect.PageToSip("e1", message, Optional.of("dr4hcr0st3lup4c"), Optional.empty()));
    assertThat(request.requestUri()).isEqualTo("sip:romeo@example.net;gr=dr4hcr0st3lup4c");
    assertThat(request.to().uri()).isEqualTo("sip:romeo@example.net");
  }

  @Test
  void sequenceNumbersGrowWithoutTheClockToo() {
    var first = page(body("x")).cseq();
    assertThat(page(body("x")).cseq()).isEqualTo(first + 1);
    var parts = pages(scene.text("normal", "m", body("word ".repeat(500))));
    assertThat(parts).extracting(SipRequest::cseq).startsWith(first + 2, first + 3);
    assertThat(page(body("x")).cseq()).isEqualTo(first + 2 + parts.size());
    scene.now += 3_600_000;
    assertThat(page(body("x")).cseq()).isEqualTo(first + 3600);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "4000000000000, 2147483637"})
  void sequenceNumbersStayWithinTheirRange(long now, long sequence) {
    scene.now = now;
    assertThat(page(body("x")).cseq()).isEqualTo(sequence);
  }

  @Test
  void aLongTextIsCutIntoPartsAsLongAsMayBe() {
    var text = "abcdefghi ".repeat(400).strip();
    var parts = pages(scene.text("normal", "m1", body(text)));
    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts.stream().map(p -> p.body().utf8()).collect(Collectors.joining()))
        .isEqualTo(text);
    assertThat(parts).extracting(SipRequest::callId).containsOnly(parts.get(0).callId());
    assertThat(new HashSet<>(parts.stream().map(SipRequest::cseq).toList())).hasSize(parts.size());
    for (var part : parts.subList(0, parts.size() - 1)) {
      assertThat(size(part)).isBetween(1300 - 10, 1300);
    }
  }

  private int size(SipRequest request) {
    return scene.context().sizes().of(new SipCommand.Request("", "verona", request));
  }

  @Test
  void exactly1300OctetsFit() {
    scene.with(PolicyBuilder.defaults().pageOversize(PageOversize.REJECT).build(), Limits.DEFAULT);
    var head = size(page(body("x"))) - 1;
    assertThat(page(body("x".repeat(1300 - head))).body().length()).isEqualTo(1300 - head);
    assertThat(size(page(body("x".repeat(1300 - head))))).isEqualTo(1300);
    var over = scene.text("normal", "m2", body("x".repeat(1301 - head)));
    assertThat(scene.out(effect(over)).records()).isEmpty();
    var failure = scene.said.failure().orElseThrow();
    assertThat(failure.cause()).isEqualTo(Failure.Cause.TOO_LARGE);
    assertThat(failure.condition()).contains("policy-violation");
  }

  @Test
  void moreThanTenPartsAreTooMany() {
    var text = scene.text("normal", "m1", body("x".repeat(13_000)));
    assertThat(scene.out(effect(text)).failure()).isPresent();
  }

  @Test
  void theWrapperHoldsWhoWhenAndWhat() {
    scene.with(PolicyBuilder.defaults().cpim(CpimWrapping.ALWAYS).build(), Limits.DEFAULT);
    var request = page(SUBJECT, body("x"), Element.of(StanzaText.NICK, "nick", "Juliet \"C\\"));
    assertThat(request.contentType()).contains("message/cpim");
    assertThat(request.body().utf8())
        .isEqualTo(
            "From: \"Juliet 'C'\" <sip:juliet@example.com>\r\n"
                + "To: <sip:romeo@example.net>\r\n"
                + "DateTime: "
                + Timestamps.stamp(Instant.ofEpochMilli(scene.now))
                + "\r\nSubject: Hi\r\n"
                + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx");
  }

  @Test
  void nothingIsNotWrapped() {
    scene.with(PolicyBuilder.defaults().cpim(CpimWrapping.ALWAYS).build(), Limits.DEFAULT);
    var request = page(SUBJECT);
    assertThat(request.contentType()).isEmpty();
    assertThat(request.body()).isEqualTo(Octets.EMPTY);
  }

  @Test
  void inTheDialogOfASessionItIsARequestOfThatDialog() {
    scene.established("leg", sdp("text/plain"));
    var message = scene.text("chat", "m1", body("x"));
    var effect = new Effect.PageToSip("e5", message, Optional.empty(), Optional.of("leg"));
    var dialog = scene.dialog("leg");
    var request = scene.request(effect);
    assertThat(request.callId()).isEqualTo(dialog.callId());
    assertThat(request.to().tag()).isEqualTo(dialog.remoteTag());
    assertThat(request.cseq()).isEqualTo(dialog.localSeq() + 1);
    assertThat(scene.request(effect).cseq()).isEqualTo(dialog.localSeq() + 2);
    var bye = scene.request(new Effect.EndSession("e9", "leg", Optional.empty()));
    assertThat(bye.cseq()).isEqualTo(dialog.localSeq() + 3);
  }

  @Test
  void inADialogThatIsNoneYetItStandsAlone() {
    var first = scene.text("chat", "m1", thread(THREAD), body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var request =
        scene.request(new Effect.PageToSip("e2", first, Optional.empty(), Optional.of("leg")));
    assertThat(request.to().tag()).isEmpty();
  }

  private static Element hops(String name, String value) {
    var shim = "http://jabber.org/protocol/shim";
    return Element.of(shim, "headers")
        .with(Element.of(shim, "header", "x").with("name", "Store"))
        .with(Element.of(shim, "header", value).with("name", name));
  }

  @ParameterizedTest
  @CsvSource({
    "Max-Forwards, 12, 12",
    "max-forwards, ' 1 ', 1",
    "Max-Forwards, 71, 70",
    "Max-Forwards, many, 70",
    "Max-Forwards, -1, 70",
    "Other, 12, 70"
  })
  void hopsOfAnotherGatewayCount(String name, String value, int left) {
    assertThat(page(body("x"), hops(name, value)).maxForwards()).isEqualTo(left);
  }

  @Test
  void withoutHopsLeftItGoesBack() {
    var heard = scene.in(scene.message("normal", "m1", body("x"), hops("Max-Forwards", "0")));
    assertThat(heard.events()).isEmpty();
    assertThat(heard.note()).isNotEmpty();
    var error = ((XmppCommand.Send) heard.replies().get(0)).stanza();
    assertThat(error.type()).contains("error");
    assertThat(error.id()).contains("m1");
    assertThat(error.to()).isEqualTo(Vectors.jid(Scene.JULIET));
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789012345, true",
    "012345678901234, false",
    "e0ffe42b28561960c6b12b944a092794b9683a38@example.com, true",
    "has a space in the middle of it, false",
    "two@ats@are-too-many-of-them, false"
  })
  void aThreadIsItsCallIdWhereItIsALegalOneOfItsOwn(String thread, boolean copied) {
    var callId = page(body("x"), thread(thread)).callId();
    assertThat(callId.equals(thread)).isEqualTo(copied);
    assertThat(page(body("x"), thread(thread)).callId()).isEqualTo(callId);
    var back = Scene.withBody(Scene.fromRomeo("MESSAGE", callId), "text/plain", Octets.utf8("y"));
    assertThat(scene.hear(Event.SipText.class, scene.received(back)).message().thread())
        .contains(thread);
  }

  @ParameterizedTest
  @CsvSource({"128, true", "129, false"})
  void aCallIdHasAnEnd(int length, boolean copied) {
    var thread = "t".repeat(length);
    assertThat(page(body("x"), thread(thread)).callId().equals(thread)).isEqualTo(copied);
  }

  @Test
  void shortThreadsHaveACallIdEachAndTheOldestIsForgotten() {
    var seen = new HashSet<String>();
    for (var i = 0; i < 16; i++) {
      seen.add(page(body("x"), thread("t" + i)).callId());
    }
    assertThat(seen).hasSize(16);
    assertThat(seen).contains(page(body("x"), thread("t0")).callId());
    page(body("x"), thread("one more"));
    assertThat(seen).doesNotContain(page(body("x"), thread("t0")).callId());
  }

  @Test
  void withoutThreadEachMessageStandsAlone() {
    assertThat(page(body("x")).callId()).hasSize(22).isNotEqualTo(page(body("x")).callId());
  }

  @Test
  void aSessionNeverTakesTheCallIdOfAnotherOfThePair() {
    scene.established("leg", sdp("text/plain"));
    var used = scene.dialog("leg").callId();
    var again = scene.text("chat", "m2", thread(used), body("x"));
    var invite = scene.request(new Effect.StartSession("e2", "two", again, Optional.empty()));
    assertThat(invite.callId()).isNotEqualTo(used);
    scene.out(new Effect.EndSession("e3", "leg", Optional.empty()));
    scene.out(new Effect.CloseMedia("leg"));
    invite = scene.request(new Effect.StartSession("e4", "three", again, Optional.empty()));
    assertThat(invite.callId()).as("nor of one that is over").isNotEqualTo(used);
  }

  static List<Kind> kinds() {
    return List.of(Kind.NORMAL, Kind.HEADLINE);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aHeadlineIsAMessageToo(Kind kind) {
    var message = scene.text(kind.name().toLowerCase(java.util.Locale.ROOT), "m", body("x"));
    assertThat(message.kind()).isEqualTo(kind);
    assertThat(scene.request(effect(message)).method()).isEqualTo("MESSAGE");
  }
}
