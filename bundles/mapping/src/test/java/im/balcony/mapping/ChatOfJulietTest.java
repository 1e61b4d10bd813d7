package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Handles;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7573 §4: Juliet starts a chat and ends it; F1 to F16, with what its errata correct. */
class ChatOfJulietTest {

  private static final String THREAD = "29377446-0CBB-4296-8958-590D79094C50";

  private final Scene scene = new Scene();

  private final SendsOfRomeo romeo = new SendsOfRomeo(scene);

  @Test
  void herFirstTextBecomesAnInvite() {
    var first = scene.text("chat", "a786hjs2", thread(THREAD), body("Art thou not Romeo?"));
    assertThat(first.kind()).isEqualTo(Kind.CHAT);
    var start = new Effect.StartSession("e1", "leg", first, Optional.empty());
    var invite = scene.request(start);
    assertThat(invite.method()).isEqualTo("INVITE");
    assertThat(invite.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(invite.to().uri()).isEqualTo("sip:romeo@example.net");
    assertThat(invite.to().tag()).isEmpty();
    assertThat(invite.from().uri()).isEqualTo("sip:juliet@example.com");
    assertThat(invite.from().tag()).isPresent();
    assertThat(invite.contact().orElseThrow().uri())
        .startsWith("sip:juliet@192.0.2.1:5060")
        .contains(";gr=yn0cl4bnw0yr3vym");
    assertThat(invite.callId()).isEqualTo(THREAD);
    assertThat(invite.cseq()).isEqualTo(1);
    assertThat(invite.header("Subject")).hasValue("Open chat with juliet?");
    assertThat(invite.header("Expires")).hasValue("60");
    assertThat(invite.header("Supported")).hasValue("timer, gruu");
    assertThat(invite.header("Session-Expires")).hasValue("1800");
    var line = invite.sdp().orElseThrow().media().get(0);
    assertThat(line.protocol()).isEqualTo("TCP/MSRP");
    assertThat(line.attribute("setup")).hasValue("actpass");
    assertThat(line.attribute("path").orElseThrow())
        .isEqualTo("msrp://192.0.2.1:2855/" + scene.session("leg") + ";tcp");
    assertThat(scene.correlation.handles())
        .contains(
            Handles.dialog(THREAD, invite.from().tag().orElseThrow()),
            Handles.msrp(scene.session("leg")));
  }

  @Test
  void hisAnswerIsAcknowledgedAtItsContactByItsRoutes() {
    var accepted = accepted(sdp("text/plain"));
    assertThat(accepted.repeated()).isFalse();
    assertThat(accepted.connect()).isTrue();
    assertThat(accepted.gruu()).contains("dr4hcr0st3lup4c");
    assertThat(accepted.media()).isEmpty();
    var ack = ack();
    assertThat(ack.cseq()).isEqualTo(1);
    assertThat(ack.requestUri()).isEqualTo("sip:romeo@192.0.2.7");
    assertThat(ack.routes()).containsExactly("<sip:p2.example.net;lr>", "<sip:p1.example.net;lr>");
    assertThat(ack.to().tag()).hasValue("as83kd9");
    assertThat(ack.contact()).isEmpty();
  }

  @Test
  void aCopyOfHisAnswerIsHeardAsOne() {
    accepted(sdp("text/plain"));
    var copy =
        scene.hear(
            Event.SessionAccepted.class,
            new SipEvent.Answered("e1", ok("as83kd9", Optional.of(sdp("text/plain")))));
    assertThat(copy.repeated()).isTrue();
    assertThat(ack().cseq()).isEqualTo(1);
  }

  @Test
  void anotherForkIsAcknowledgedAndEndedInItsOwnDialog() {
    accepted(sdp("text/plain"));
    var forked =
        scene.hear(
            Event.SessionForked.class,
            new SipEvent.Answered("e1", ok("other", Optional.of(sdp("text/plain")))));
    var fork = Optional.of(forked.fork());
    var ack = scene.say(SipCommand.Ack.class, new Effect.AckSession("leg", fork)).request();
    assertThat(ack.to().tag()).hasValue("other");
    var bye = scene.request(new Effect.EndSession("e9", "leg", fork));
    assertThat(bye.to().tag()).hasValue("other");
    assertThat(bye.cseq()).isEqualTo(2);
    assertThat(ack().to().tag()).hasValue("as83kd9");
  }

  @Test
  void anAnswerWithoutAChatIsToldAsNoSession() {
    var refused = Scene.described(Scene.line("TCP/MSRP", 0, Scene.PEER_PATH, "text/plain"));
    assertThat(accepted(refused).media().orElseThrow().sipStatus()).hasValue(488);
  }

  @Test
  void anAnswerInAProvisionalResponseHolds() {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var ok = ok("as83kd9", Optional.of(sdp("text/plain")));
    var ringing =
        new SipResponse(
            183,
            "",
            ok.to(),
            Optional.empty(),
            List.of(),
            ok.contact(),
            List.of(),
            ok.contentType(),
            Octets.EMPTY,
            ok.sdp());
    scene.hear(Event.SessionProgress.class, new SipEvent.Answered("e1", ringing));
    var accepted =
        scene.hear(
            Event.SessionAccepted.class,
            new SipEvent.Answered("e1", ok("as83kd9", Optional.empty())));
    assertThat(accepted.media()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "405, true",
    "415, true",
    "488, true",
    "501, true",
    "606, true",
    "404, false",
    "403, false",
    "480, false",
    "486, false",
    "600, false",
    "603, false",
    "302, false",
    "408, false"
  })
  void refusalsSayWhetherThereAreSessions(int status, boolean noSession) {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var refused =
        scene.hear(
            Event.SessionRefused.class, new SipEvent.Answered("e1", SipResponse.of(status, "No")));
    assertThat(refused.noSession()).isEqualTo(noSession);
    assertThat(refused.failure().sipStatus()).hasValue(status);
    assertThat(scene.correlation.handles()).isEmpty();
  }

  @Test
  void anInviteIsCancelledByItsEffect() {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var cancel = scene.say(SipCommand.Cancel.class, new Effect.CancelSession("leg"));
    assertThat(cancel.inviteEffectId()).isEqualTo("e1");
    scene.in(new SipEvent.Answered("e1", SipResponse.of(487, "Request Terminated")));
    assertThat(scene.out(new Effect.CancelSession("leg")).records()).isEmpty();
  }

  @Test
  void hisReplyGoesToWhereSheWroteFrom() {
    scene.established("leg", sdp("text/plain"));
    var stanza = romeo.reply("leg", "Neither, fair saint, if either thee dislike.");
    assertThat(stanza.from()).isEqualTo(Vectors.jid("romeo@example.net/dr4hcr0st3lup4c"));
    assertThat(stanza.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(stanza.type()).hasValue("chat");
    assertThat(stanza.id()).isPresent();
    assertThat(stanza.child(Stanza.NAMESPACE, "thread").orElseThrow().text())
        .isEqualTo("29377446-0CBB-4296");
    assertThat(stanza.child(Stanza.NAMESPACE, "body").orElseThrow().text())
        .isEqualTo("Neither, fair saint, if either thee dislike.");
  }

  @ParameterizedTest
  @CsvSource({"item-not-found, true", "gone, true", "forbidden, true", "not-allowed, false"})
  void anErrorIsToldForItsMessage(String condition, boolean permanent) {
    scene.established("leg", sdp("text/plain"));
    var sent = romeo.reply("leg", "x");
    var error = scene.hear(Event.XmppError.class, bounced(sent, condition));
    assertThat(error.failure().condition()).hasValue(condition);
    assertThat(error.permanent()).isEqualTo(permanent);
    scene.out(new Effect.Forget(error.ref()));
    assertThat(scene.in(bounced(sent, condition)).events()).isEmpty();
  }

  @Test
  void hisByeIsAnsweredAndEndsTheSession() {
    scene.established("leg", sdp("text/plain"));
    var dialog = scene.dialog("leg");
    var bye = Scene.within(dialog, "BYE", 5, Optional.empty());
    var ended = scene.hear(Event.SessionEnded.class, scene.received(bye));
    var ok = scene.say(SipCommand.Respond.class, new Effect.Answer(ended.ref(), Optional.empty()));
    assertThat(ok.response().status()).isEqualTo(200);
    scene.say(MsrpCommand.Unbind.class, new Effect.CloseMedia("leg"));
    assertThat(scene.correlation.handles()).isEmpty();
    assertThat(scene.correlation.legs()).isEmpty();
    assertThat(scene.refused(scene.received(bye)).status()).isEqualTo(481);
  }

  @Test
  void ourByeCountsOnAndEndsTheSession() {
    scene.established("leg", sdp("text/plain"));
    var bye = scene.request(new Effect.EndSession("e9", "leg", Optional.empty()));
    assertThat(bye.cseq()).isEqualTo(2);
    assertThat(bye.requestUri()).isEqualTo("sip:romeo@192.0.2.7");
    var result =
        scene.hear(Event.Result.class, new SipEvent.Answered("e9", SipResponse.of(200, "OK")));
    assertThat(result.failure()).isEmpty();
    scene.out(new Effect.CloseMedia("leg"));
    assertThat(scene.correlation.legs()).isEmpty();
  }

  @Test
  void anEndedSessionsCallIdIsNotUsedAgainButItsThreadIs() {
    var first = scene.text("chat", "1", thread(THREAD), body("x"));
    var before = scene.request(new Effect.StartSession("e1", "one", first, Optional.empty()));
    scene.in(new SipEvent.NotAnswered("e1", Failure.sip(408, "")));
    var second = scene.request(new Effect.StartSession("e2", "two", first, Optional.empty()));
    assertThat(before.callId()).isEqualTo(THREAD);
    assertThat(second.callId()).isNotEqualTo(THREAD);
    scene.in(new SipEvent.Answered("e2", ok("t", Optional.of(sdp("text/plain")))));
    assertThat(romeo.reply("two", "y").child(Stanza.NAMESPACE, "thread").orElseThrow().text())
        .isEqualTo(THREAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my thread é", "1", "a\r\nVia: evil-header-1", "a b c d e f g h i j k"})
  void athreadThatIsNoSafeCallIdIsKeptBesideOne(String thread) {
    var first = scene.text("chat", "1", thread(thread), body("x"));
    var invite = scene.request(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    assertThat(invite.callId()).matches("[0-9A-Za-z]{22}");
    scene.in(new SipEvent.Answered("e1", ok("t", Optional.of(sdp("text/plain")))));
    assertThat(romeo.reply("leg", "y").child(Stanza.NAMESPACE, "thread").orElseThrow().text())
        .isEqualTo(TextRules.xml(thread));
  }

  @Test
  void aNamedInstanceIsWhatIsInvited() {
    var first = scene.text("chat", "1", body("x"));
    var invite =
        scene.request(new Effect.StartSession("e1", "leg", first, Optional.of("dr4hcr0st3lup4c")));
    assertThat(invite.requestUri()).isEqualTo("sip:romeo@example.net;gr=dr4hcr0st3lup4c");
  }

  static Stanza bounced(Stanza sent, String condition) {
    return ErrorMapping.bounce(sent, ErrorMapping.stanzaError(condition, ""));
  }

  private Event.SessionAccepted accepted(im.balcony.api.sip.SessionDescription answer) {
    var first = scene.text("chat", "a786hjs2", thread(THREAD), body("Art thou?"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    return scene.hear(
        Event.SessionAccepted.class,
        new SipEvent.Answered("e1", ok("as83kd9", Optional.of(answer))));
  }

  private im.balcony.api.sip.SipRequest ack() {
    return scene
        .say(SipCommand.Ack.class, new Effect.AckSession("leg", Optional.empty()))
        .request();
  }
}
