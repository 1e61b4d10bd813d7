package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.plain;
import static im.balcony.mapping.Scene.receiptRequest;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.state;
import static im.balcony.mapping.Scene.thread;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.StanzaText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Juliet gets, and what hers says about how to write to her (RFC 6121 §5.1, XEP-0085). */
class ChatStanzaTest {

  private static final String BARE = "juliet@example.com";

  private final Scene scene = new Scene();

  private Stanza toJuliet(ChatMessage message) {
    return scene.stanza(new Effect.TextToXmpp("e", message, Optional.empty()));
  }

  private Stanza chat(String ref) {
    return toJuliet(plain(ref, Kind.CHAT, "text"));
  }

  private static ChatMessage named(String ref, Kind kind, String nick, boolean receipt) {
    return new ChatMessage(
        ref,
        kind,
        "text",
        Optional.empty(),
        Optional.of("romeos-thread"),
        Optional.empty(),
        Optional.empty(),
        Optional.of(nick),
        receipt,
        FailureReport.YES,
        Optional.empty(),
        Optional.empty(),
        true);
  }

  private List<Stanza> states(ChatState state) {
    return scene.out(new Effect.StateToXmpp(state)).records().stream()
        .map(r -> ((XmppCommand.Send) r).stanza())
        .toList();
  }

  private Stanza presence(String from, String type) {
    return new Stanza(
        Stanza.Kind.PRESENCE,
        Vectors.jid(from),
        Vectors.jid(Scene.ROMEO),
        Optional.empty(),
        Optional.of(type),
        Optional.empty(),
        List.of());
  }

  @Test
  void chatGoesWhereSheWasLastSeen() {
    assertThat(chat("1").to()).isEqualTo(Vectors.jid(BARE));
    scene.text("chat", "a", body("x"));
    assertThat(chat("2").to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(toJuliet(plain("3", Kind.NORMAL, "x")).to())
        .as("a single message does not")
        .isEqualTo(Vectors.jid(BARE));
  }

  @Test
  void aMessageThatIsNoChatSaysNothingAboutWhereToChat() {
    scene.text("normal", "a", body("x"), thread("hers"));
    assertThat(chat("1").to()).isEqualTo(Vectors.jid(BARE));
    assertThat(chat("2").child(Stanza.NAMESPACE, "thread")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "juliet@example.com/yn0cl4bnw0yr3vym, unavailable",
    "juliet@example.com/other, unavailable",
    "juliet@example.com, unavailable"
  })
  void presenceReleasesTheLock(String from, String type) {
    scene.text("chat", "a", body("x"));
    var heard = scene.in(presence(from, type));
    assertThat(heard.events()).isEmpty();
    assertThat(heard.note()).isNotEmpty();
    assertThat(chat("1").to()).isEqualTo(Vectors.jid(BARE));
  }

  @Test
  void presenceWithoutALockLeavesNothingBehind() {
    scene.in(presence("juliet@example.com/x", "unavailable"));
    assertThat(scene.correlation.state().lock()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"juliet@example.com/yn0cl4bnw0yr3vym, true", "juliet@example.com/other, false"})
  void anErrorFromTheResourceReleasesTheLock(String from, boolean released) {
    scene.text("chat", "a", body("x"));
    var id = chat("1").id().orElseThrow();
    var event = scene.hear(Event.XmppError.class, error(from, id));
    assertThat(event.ref()).isEqualTo("1");
    assertThat(chat("2").to())
        .isEqualTo(Vectors.jid(released ? BARE : "juliet@example.com/yn0cl4bnw0yr3vym"));
  }

  private Stanza error(String from, String id) {
    var error =
        Element.of(Stanza.NAMESPACE, "error")
            .with("type", "cancel")
            .with(Element.of("urn:ietf:params:xml:ns:xmpp-stanzas", "item-not-found"));
    return new Stanza(
        Stanza.Kind.MESSAGE,
        Vectors.jid(from),
        Vectors.jid(Scene.ROMEO),
        Optional.of(id),
        Optional.of("error"),
        Optional.empty(),
        List.of(error));
  }

  @Test
  void anErrorForNothingWeSentIsIgnored() {
    chat("1");
    var heard = scene.in(error(Scene.JULIET, "unknown"));
    assertThat(heard.events()).isEmpty();
    assertThat(heard.note()).isNotEmpty();
  }

  @Test
  void queriesBelongToNoConversation() {
    var query =
        new Stanza(
            Stanza.Kind.IQ,
            Vectors.jid(Scene.JULIET),
            Vectors.jid(Scene.ROMEO),
            Optional.of("q"),
            Optional.of("get"),
            Optional.empty(),
            List.of());
    assertThat(scene.in(query).note()).isNotEmpty();
    assertThat(scene.heard.events()).isEmpty();
  }

  @Test
  void herThreadIsFollowed() {
    scene.text("chat", "a", body("x"), thread("hers"));
    assertThat(threadOf(toJuliet(named("1", Kind.CHAT, "n", false)))).isEqualTo("hers");
    scene.text("chat", "b", body("x"));
    assertThat(threadOf(toJuliet(named("2", Kind.CHAT, "n", false)))).isEqualTo("hers");
    assertThat(threadOf(toJuliet(named("3", Kind.NORMAL, "n", false)))).isEqualTo("romeos-thread");
  }

  @Test
  void withoutOneOfHersRomeosThreadIsUsedAndKept() {
    assertThat(threadOf(toJuliet(named("1", Kind.CHAT, "n", false)))).isEqualTo("romeos-thread");
    assertThat(threadOf(chat("2"))).isEqualTo("romeos-thread");
  }

  @Test
  void aSingleMessageLeavesTheThreadOfTheChatAlone() {
    toJuliet(named("1", Kind.NORMAL, "n", false));
    assertThat(chat("2").child(Stanza.NAMESPACE, "thread")).isEmpty();
  }

  private static String threadOf(Stanza stanza) {
    return stanza.child(Stanza.NAMESPACE, "thread").orElseThrow().text();
  }

  @Test
  void aNameIsToldWhenItIsNews() {
    assertThat(nick(toJuliet(named("1", Kind.CHAT, "Romeo", false)))).contains("Romeo");
    assertThat(nick(toJuliet(named("2", Kind.CHAT, "Romeo", false)))).isEmpty();
    assertThat(nick(toJuliet(named("3", Kind.CHAT, "Montague", false)))).contains("Montague");
    assertThat(nick(toJuliet(named("4", Kind.CHAT, " ", false)))).isEmpty();
  }

  private static Optional<String> nick(Stanza stanza) {
    return stanza.child(StanzaText.NICK, "nick").map(Element::text);
  }

  @Test
  void aChatStateIsOfferedInChatOnlyAndOnlyUntilSheDeclines() {
    assertThat(toJuliet(plain("1", Kind.NORMAL, "x")).child(ChatStates.NAMESPACE, "active"))
        .isEmpty();
    assertThat(chat("2").child(ChatStates.NAMESPACE, "active")).isPresent();
    scene.text("chat", "a", body("a reply without state"));
    assertThat(chat("3").child(ChatStates.NAMESPACE, "active")).isEmpty();
    assertThat(states(ChatState.COMPOSING)).isEmpty();
    scene.text("chat", "b", body("x"), state("active"));
    assertThat(chat("4").child(ChatStates.NAMESPACE, "active")).isPresent();
  }

  @Test
  void whoWasNotAskedHasNotDeclined() {
    scene.text("chat", "a", body("x"));
    assertThat(chat("1").child(ChatStates.NAMESPACE, "active")).isPresent();
  }

  @Test
  void aStateIsToldOnceToWhoShowedOne() {
    assertThat(states(ChatState.COMPOSING)).isEmpty();
    scene.text("chat", "a", body("x"), thread("hers"), state("active"));
    var composing = states(ChatState.COMPOSING).get(0);
    assertThat(composing.children())
        .extracting(Element::name)
        .containsExactly("thread", "composing");
    assertThat(composing.type()).contains("chat");
    assertThat(composing.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(composing.from()).isEqualTo(Vectors.jid(Scene.ROMEO));
    assertThat(composing.id().orElseThrow()).hasSize(22);
    assertThat(states(ChatState.COMPOSING)).isEmpty();
    assertThat(states(ChatState.ACTIVE)).hasSize(1);
    chat("1");
    assertThat(states(ChatState.ACTIVE)).as("the text said so").isEmpty();
  }

  @Test
  void afterGoneStatesHaveToBeShownAgain() {
    scene.text("chat", "a", body("x"), state("active"));
    assertThat(states(ChatState.GONE)).hasSize(1);
    assertThat(states(ChatState.COMPOSING)).isEmpty();
    scene.text("chat", "b", body("not asked since"));
    assertThat(chat("1").child(ChatStates.NAMESPACE, "active")).isPresent();
  }

  @Test
  void eachSessionHasAGoneOfItsOwn() {
    for (var id : List.of("a", "b")) {
      scene.text("chat", id, body("x"), state("active"));
      assertThat(states(ChatState.GONE)).as(id).hasSize(1);
      assertThat(states(ChatState.GONE)).as(id).isEmpty();
    }
  }

  @Test
  void aNewSessionAsksForStatesAgain() {
    chat("1");
    scene.text("chat", "a", body("declined"));
    scene.offered(sdp("text/plain"));
    assertThat(chat("2").child(ChatStates.NAMESPACE, "active")).isPresent();
  }

  @Test
  void aNewSessionOfRomeosBringsItsThread() {
    scene.text("chat", "a", body("x"), thread("hers"));
    scene.offered(sdp("text/plain"));
    assertThat(threadOf(chat("1"))).isEqualTo("F6989A8C-DE8A-4E21");
    scene.text("chat", "b", body("x"), state("active"));
    var composing = states(ChatState.COMPOSING).get(0);
    assertThat(composing.from()).isEqualTo(Vectors.jid("romeo@example.net/dr4hcr0st3lup4c"));
  }

  @ParameterizedTest
  @CsvSource({"chat, chat", "normal,", "headline,"})
  void aReceiptHasTheTypeOfWhatItAcknowledges(String type, String expected) {
    var message = scene.text(type, "m1", body("x"), receiptRequest());
    assertThat(message.receiptWanted()).isEqualTo(!type.equals("headline"));
    var receipt = scene.stanza(new Effect.ReceiptToXmpp("e", message.ref()));
    assertThat(receipt.type())
        .isEqualTo(
            type.equals("headline") ? Optional.of("headline") : Optional.ofNullable(expected));
    assertThat(receipt.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(receipt.children()).hasSize(1);
    assertThat(receipt.children().get(0).attribute("id")).contains("m1");
  }

  @Test
  void aReceiptComesFromWhomSheWroteTo() {
    var stanza =
        new Stanza(
            Stanza.Kind.MESSAGE,
            Vectors.jid(Scene.JULIET),
            Vectors.jid("romeo@example.net/phone"),
            Optional.of("m1"),
            Optional.of("chat"),
            Optional.empty(),
            List.of(body("x"), receiptRequest()));
    var event = scene.hear(Event.XmppText.class, stanza);
    assertThat(event.gruu()).contains("phone");
    assertThat(scene.stanza(new Effect.ReceiptToXmpp("e", event.message().ref())).from())
        .isEqualTo(Vectors.jid("romeo@example.net/phone"));
  }

  @Test
  void withoutAnIdThereIsNothingToAcknowledge() {
    var message = scene.text("chat", "", body("x"), receiptRequest());
    assertThat(message.receiptWanted()).isFalse();
    scene.out(new Effect.ReceiptToXmpp("e", message.ref()));
    assertThat(scene.said.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.UNMAPPABLE);
  }

  @Test
  void anErrorMirrorsHerMessage() {
    var message = scene.text("chat", "m1", body("x"));
    var error =
        scene.stanza(new Effect.ErrorToXmpp("e", message.ref(), Failure.sip(404, "Not Found")));
    assertThat(error.type()).contains("error");
    assertThat(error.id()).contains("m1");
    assertThat(error.from()).isEqualTo(Vectors.jid(Scene.ROMEO));
    assertThat(error.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(error.children().get(0).children().get(0).name()).isEqualTo("item-not-found");
    scene.out(new Effect.ErrorToXmpp("e", "forgotten", Failure.sip(404, "Not Found")));
    assertThat(scene.said.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.INTERNAL);
  }

  @Test
  void herReceiptCountsOnce() {
    var id = toJuliet(named("1", Kind.CHAT, "n", true)).id().orElseThrow();
    var received = Element.of(StanzaText.RECEIPTS, "received").with("id", id);
    assertThat(scene.hear(Event.XmppReceipt.class, scene.message("", "", received)).ref())
        .isEqualTo("1");
    assertThat(scene.in(scene.message("", "", received)).events()).isEmpty();
    assertThat(scene.heard.note()).isNotEmpty();
  }

  @Test
  void aReceiptForATextThatAskedForNoneIsIgnored() {
    var id = chat("1").id().orElseThrow();
    var received = Element.of(StanzaText.RECEIPTS, "received").with("id", id);
    assertThat(scene.in(scene.message("", "", received)).events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "normal"})
  void aTextIsSentAgainWithTheSameId(String ignored) {
    assertThat(chat("1").id()).isEqualTo(chat("1").id());
    assertThat(chat("2").id()).isNotEqualTo(chat("1").id());
  }

  @ParameterizedTest
  @CsvSource({"chat, true", "headline, false"})
  void anEncryptedTextGoesBackUnlessItIsAHeadline(String type, boolean told) {
    var encrypted =
        Element.of("urn:xmpp:eme:0", "encryption").with("namespace", "eu.siacs.conversations");
    var heard = scene.in(scene.message(type, "m1", body("not readable"), encrypted));
    assertThat(heard.events()).isEmpty();
    assertThat(heard.note()).isNotEmpty();
    assertThat(heard.replies()).hasSize(told ? 1 : 0);
  }

  @Test
  void whatIsForgottenIsForgotten() {
    var message = scene.text("chat", "m1", body("x"));
    scene.out(new Effect.Forget(message.ref()));
    scene.out(new Effect.ErrorToXmpp("e", message.ref(), Failure.sip(404, "")));
    assertThat(scene.said.failure()).isPresent();
  }

  @Test
  void whatNobodyForgotGoesByItsAge() {
    var message = scene.text("chat", "m1", body("x"));
    var limits = scene.tenant.limits();
    scene.now +=
        limits.receiptAge() + limits.outboxAge() + limits.linkOutage() + limits.errorWindow();
    scene.text("chat", "m2", body("y"));
    scene.stanza(new Effect.ErrorToXmpp("e", message.ref(), Failure.sip(404, "")));
    scene.now += 1;
    scene.text("chat", "m3", body("z"));
    scene.out(new Effect.ErrorToXmpp("e", message.ref(), Failure.sip(404, "")));
    assertThat(scene.said.failure()).isPresent();
  }
}
