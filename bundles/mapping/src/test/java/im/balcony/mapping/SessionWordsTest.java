package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Language and subject of what is said in a session (RFC 7572 §8, RFC 4975 §9). */
class SessionWordsTest {

  private final Scene scene = new Scene();

  private static Element subject(String text) {
    return Element.of(Stanza.NAMESPACE, "subject", text);
  }

  private ChatMessage juliet(String id, Element... children) {
    return scene.text("chat", id, children);
  }

  private MsrpMessage sent(String leg, ChatMessage text) {
    return scene
        .say(MsrpCommand.Send.class, new Effect.TextToMsrp("e-" + text.ref(), leg, text))
        .message();
  }

  private Optional<String> romeo(String leg, String language) {
    var octets = Octets.utf8("x" + language);
    var content =
        new MsrpContent("text/plain", Optional.empty(), octets, Optional.empty())
            .in(Optional.of(language).filter(l -> !l.isEmpty()));
    var heard =
        scene.hear(
            Event.MsrpText.class,
            new MsrpEvent.Received(
                scene.session(leg),
                "tid",
                List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
                new MsrpMessage("m" + language, "text/plain", octets, false, FailureReport.NO),
                content));
    return scene
        .stanza(new Effect.TextToXmpp("x" + language, heard.message(), Optional.of(leg)))
        .language();
  }

  @ParameterizedTest
  @CsvSource({"de, de", "'fr, en', fr", "'not a tag', ''", "'', ''"})
  void theLanguageOfASendIsThatOfTheStanza(String language, String tag) {
    var leg = scene.offered(sdp("text/plain"));
    assertThat(romeo(leg, language)).isEqualTo(Optional.of(tag).filter(t -> !t.isEmpty()));
  }

  @Test
  void theLanguageOfTheInviteHoldsForWhatSaysNone() {
    var invite =
        Scene.with(
            Scene.invite("F6989A8C-DE8A-4E21", Optional.of(sdp("text/plain"))),
            "Content-Language",
            "it");
    var leg = scene.hear(Event.SessionOffered.class, scene.received(invite)).leg();
    scene.out(new Effect.AcceptSession(leg, false));
    scene.out(new Effect.OpenMedia(leg));
    assertThat(romeo(leg, "")).contains("it");
    assertThat(romeo(leg, "de")).contains("de");
  }

  @Test
  void theLanguageOfABodyIsThatOfTheSend() {
    var leg = scene.offered(sdp("text/plain"));
    var czech = body("Ahoj").with("xml:lang", "cs");
    assertThat(sent(leg, juliet("a", czech)).language()).contains("cs");
    assertThat(sent(leg, juliet("b", body("Hi"))).language()).isEmpty();
    assertThat(sent(leg, juliet("c", body("Hi").with("xml:lang", "a b"))).language()).isEmpty();
  }

  @Test
  void aSubjectBesideABodyIsItsFirstLineOnceANewOne() {
    var leg = scene.offered(sdp("text/plain"));
    assertThat(sent(leg, juliet("a", subject("Tonight"), body("Where?"))).body().utf8())
        .isEqualTo("Tonight\r\nWhere?");
    assertThat(sent(leg, juliet("b", subject("Tonight"), body("When?"))).body().utf8())
        .isEqualTo("When?");
    assertThat(sent(leg, juliet("c", body("How?"))).body().utf8()).isEqualTo("How?");
    assertThat(sent(leg, juliet("d", subject("Tomorrow"))).body().utf8()).isEqualTo("Tomorrow");
    assertThat(sent(leg, juliet("e", subject("Tomorrow"), body("Ay"))).body().utf8())
        .isEqualTo("Ay");
  }

  @Test
  void aSubjectThatTheInviteSaidIsNotRepeated() {
    var first = juliet("a", subject("Tonight"), body("Where?"));
    var invite = scene.request(new Effect.StartSession("i", "leg", first, Optional.empty()));
    assertThat(invite.header("Subject")).contains("Tonight");
    scene.in(new SipEvent.Answered("i", Scene.ok("t", Optional.of(sdp("text/plain")))));
    scene.out(new Effect.OpenMedia("leg"));
    assertThat(sent("leg", first).body().utf8()).isEqualTo("Where?");
  }

  @Test
  void insideCpimItHasItsOwnPlace() {
    var leg = scene.offered(sdp("message/cpim text/plain"));
    var body = sent(leg, juliet("a", subject("Tonight"), body("Where?"))).body().utf8();
    assertThat(body).contains("Subject: Tonight\r\n").endsWith("\r\n\r\nWhere?");
  }
}
