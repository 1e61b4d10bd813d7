package im.balcony.mapping.content;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.Vectors;
import im.balcony.testkit.Requirement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StanzaTextTest {

  private static final Element BODY = own("body", "Art thou not Romeo?");

  @Test
  void readsWhatMatters() {
    var text =
        StanzaText.read(
            Vectors.message(
                own("subject", "Hi\r\nEvil: 1"),
                BODY,
                own("thread", "t 1"),
                Element.of("urn:xmpp:delay", "delay").with("stamp", "2002-09-10T23:08:25Z"),
                Element.of("http://jabber.org/protocol/nick", "nick", "Ju\nliet"),
                Element.of("urn:xmpp:receipts", "request"),
                ChatStates.write(ChatState.ACTIVE),
                Element.of("urn:x", "unknown")));

    assertThat(text)
        .isEqualTo(
            new StanzaText(
                Optional.of("Art thou not Romeo?"),
                List.of(new ChatMessage.Subject("Hi Evil: 1", Optional.empty())),
                Optional.empty(),
                Optional.of("t 1"),
                Optional.of(Instant.parse("2002-09-10T23:08:25Z")),
                Optional.of("Ju liet"),
                true,
                Optional.of(ChatState.ACTIVE),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                true,
                Optional.empty()));
  }

  @Test
  void readsAnEmptyStanza() {
    var text = StanzaText.read(Vectors.message(Element.of("foo", "x"), own("body", "")));

    assertThat(text.hasContent()).isFalse();
    assertThat(text.refusal()).isEmpty();
    assertThat(text.receiptRequested()).isFalse();
  }

  @Requirement(
      value = {"I18N-01", "I18N-02", "I18N-09"},
      partial = "Content-Language on the wire")
  @ParameterizedTest
  @CsvSource({
    "en, cs:Ahoj, '', Ahoj, cs",
    "en, cs:Ahoj, :Hello, Hello, en",
    "en, cs:Ahoj, EN:Hello, Hello, EN",
    "en, :Hello, '', Hello, en",
    "'', cs:Ahoj, :Hello, Hello, ''",
    "'', :Hello, '', Hello, ''",
    "de, cs:Ahoj, fr:Salut, Ahoj, cs",
    "e_n, :Hello, '', Hello, ''"
  })
  void choosesOneBody(String stanza, String first, String second, String body, String language) {
    var bodies = second.isEmpty() ? List.of(in(first)) : List.of(in(first), in(second));

    var text = StanzaText.read(inLanguage(stanza, bodies));

    assertThat(text.body()).contains(body);
    assertThat(text.language().orElse("")).isEqualTo(language);
  }

  @Requirement(value = "I18N-10", partial = "the Subject header on the wire")
  @Test
  void choosesTheSubjectOfTheBodysLanguage() {
    var bodies = List.of(in("cs:Ahoj"));
    var czech = own("subject", "Předmět").with("xml:lang", "cs");
    var english = own("subject", "Subject");
    var french = own("subject", "Sujet").with("xml:lang", "fr");

    assertThat(StanzaText.read(inLanguage("en", with(bodies, english, czech))).subject())
        .contains("Předmět");
    assertThat(StanzaText.read(inLanguage("en", with(bodies, french, english))).subject())
        .contains("Subject");
    assertThat(StanzaText.read(inLanguage("en", with(bodies, french))).subject()).contains("Sujet");
  }

  @Test
  void readsASubjectAlone() {
    var text = StanzaText.read(Vectors.message(own("subject", "Hi")));

    assertThat(text.hasContent()).isTrue();
    assertThat(text.subject()).contains("Hi");
    assertThat(text.body()).isEmpty();
  }

  @Requirement(value = "XEXT-18", partial = "MESSAGE or SEND on the wire")
  @Test
  void marksCorrections() {
    var replace = Element.of("urn:xmpp:message-correct:0", "replace").with("id", "bad1");
    var text = StanzaText.read(Vectors.message(BODY, replace));

    assertThat(text.correction()).isTrue();
    assertThat(text.body()).contains("[edit] Art thou not Romeo?");
    assertThat(StanzaText.read(Vectors.message(replace)).body()).isEmpty();
    for (var none :
        List.of(
            replace.with("id", ""),
            replace.with("id", " "),
            Element.of(replace.namespace(), "replace"))) {
      var uncorrected = StanzaText.read(Vectors.message(BODY, none));
      assertThat(uncorrected.correction()).isFalse();
      assertThat(uncorrected.body()).contains(BODY.text());
    }
  }

  @Requirement(value = "XEXT-23", partial = "the body on the wire")
  @Test
  void sendsUrlsWithoutBodyAsText() {
    var url =
        Element.of("jabber:x:oob", "x")
            .with(Element.of("jabber:x:oob", "url", " https://example.com/a.png "));

    assertThat(StanzaText.read(Vectors.message(url)).body()).contains("https://example.com/a.png");
    assertThat(StanzaText.read(Vectors.message(url, BODY)).body()).contains("Art thou not Romeo?");
  }

  @Requirement(value = "XEXT-24", partial = "the error on the wire")
  @ParameterizedTest
  @CsvSource({
    "urn:xmpp:eme:0, encryption",
    "eu.siacs.conversations.axolotl, encrypted",
    "urn:xmpp:omemo:2, encrypted",
    "urn:xmpp:openpgp:0, openpgp",
    "jabber:x:encrypted, x"
  })
  void refusesEncryptedTexts(String namespace, String name) {
    var marker = Element.of(namespace, name);
    for (var stanza : List.of(Vectors.message(BODY, marker), Vectors.message(marker))) {
      var text = StanzaText.read(stanza);

      assertThat(text.refusal().flatMap(Failure::condition)).contains("not-acceptable");
      assertThat(text.hasContent()).isFalse();
    }
  }

  @Requirement(
      value = {"XEXT-08", "XEXT-27"},
      partial = "nothing on the SIP wire")
  @Test
  void unwrapsNothing() {
    var inner =
        Element.of("jabber:client", "message").with(Element.of("jabber:client", "body", "x"));
    var forwarded = Element.of("urn:xmpp:forward:0", "forwarded").with(inner);

    assertThat(StanzaText.read(Vectors.message(forwarded)).hasContent()).isFalse();
    assertThat(StanzaText.read(Vectors.message(forwarded, BODY)).body())
        .contains("Art thou not Romeo?");
    for (var direction : List.of("sent", "received")) {
      var carbon = Element.of("urn:xmpp:carbons:2", direction).with(forwarded);
      assertThat(StanzaText.read(Vectors.message(carbon, BODY)).hasContent()).isFalse();
    }
  }

  @Requirement(value = "XEXT-09", partial = "delivery on the wire")
  @Test
  void deliversPrivateTexts() {
    var text =
        StanzaText.read(
            Vectors.message(
                BODY,
                Element.of("urn:xmpp:carbons:2", "private"),
                Element.of("urn:xmpp:hints", "no-copy")));

    assertThat(text.body()).contains("Art thou not Romeo?");
    assertThat(text.stored()).isTrue();
  }

  @Requirement(value = "XEXT-25", partial = "MESSAGE or SEND on the wire")
  @ParameterizedTest
  @CsvSource({
    "urn:xmpp:reactions:0, reactions",
    "urn:xmpp:message-retract:1, retract",
    "urn:xmpp:reply:0, reply"
  })
  void sendsOnlyFallbackBodiesOfOtherKinds(String namespace, String name) {
    var kind = Element.of(namespace, name).with("id", "m1");
    var fallback = Element.of("urn:xmpp:fallback:0", "fallback").with("for", namespace);

    assertThat(StanzaText.read(Vectors.message(kind)).hasContent()).isFalse();
    assertThat(StanzaText.read(Vectors.message(kind, fallback, BODY)).body())
        .contains("Art thou not Romeo?");
  }

  @Test
  void readsReceiptsAndMarkers() {
    var received = Element.of("urn:xmpp:receipts", "received");
    var displayed = Element.of("urn:xmpp:chat-markers:0", "displayed").with("id", "m2");

    assertThat(StanzaText.read(Vectors.message(received.with("id", "m1"))).received())
        .contains("m1");
    assertThat(StanzaText.read(Vectors.message(received)).received()).contains("id-1");
    assertThat(StanzaText.read(Vectors.message(displayed)).displayed()).contains("m2");
  }

  @Test
  void obeysStorageHints() {
    for (var hint : List.of("no-store", "no-permanent-store")) {
      assertThat(
              StanzaText.read(Vectors.message(BODY, Element.of("urn:xmpp:hints", hint))).stored())
          .isFalse();
    }
  }

  @Test
  void cleansTexts() {
    var text = StanzaText.read(Vectors.message(own("body", "a\r\nb\u0001"))).body();
    assertThat(text).contains("a\nb\uFFFD");
    assertThat(
            StanzaText.read(
                    Vectors.message(
                        BODY, Element.of("urn:xmpp:delay", "delay").with("stamp", "yesterday")))
                .delay())
        .isEmpty();
  }

  private static Element own(String name, String text) {
    return Element.of(Stanza.NAMESPACE, name, text);
  }

  /** {@code language:text}, without a language where there is none. */
  private static Element in(String body) {
    var colon = body.indexOf(':');
    var element = own("body", body.substring(colon + 1));
    return colon == 0 ? element : element.with("xml:lang", body.substring(0, colon));
  }

  private static List<Element> with(List<Element> some, Element... more) {
    return java.util.stream.Stream.concat(some.stream(), java.util.Arrays.stream(more)).toList();
  }

  private static Stanza inLanguage(String language, List<Element> children) {
    var stanza = Vectors.message(children.toArray(Element[]::new));
    return new Stanza(
        stanza.kind(),
        stanza.from(),
        stanza.to(),
        stanza.id(),
        stanza.type(),
        language.isEmpty() ? Optional.empty() : Optional.of(language),
        stanza.children());
  }
}
