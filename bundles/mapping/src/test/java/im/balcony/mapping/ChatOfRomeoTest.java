package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static im.balcony.mapping.Scene.with;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Handles;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.ChatStates;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 7573 §5: Romeo starts a chat; F17 to F32. */
class ChatOfRomeoTest {

  private static final String CALL_ID = "F6989A8C-DE8A-4E21";

  private final Scene scene = new Scene();

  private final SendsOfRomeo romeo = new SendsOfRomeo(scene);

  @Test
  void hisInviteIsAcceptedWithOurContactAndPath() {
    var received = scene.received(invite(CALL_ID, Optional.of(sdp("text/plain"))));
    var offered = scene.hear(Event.SessionOffered.class, received);
    assertThat(offered.lateOffer()).isFalse();
    assertThat(offered.gruu()).hasValue("dr4hcr0st3lup4c");
    assertThat(scene.correlation.handles())
        .contains(
            Handles.transaction(received.transaction().id()),
            Handles.msrp(scene.session(offered.leg())));
    var accept = new Effect.AcceptSession(offered.leg(), false);
    var respond = scene.say(SipCommand.Respond.class, accept);
    assertThat(respond.transaction()).isEqualTo(received.transaction());
    assertThat(respond.response().status()).isEqualTo(200);
    assertThat(respond.response().toTag()).hasValue(scene.dialog(offered.leg()).localTag());
    assertThat(respond.response().contact().get(0).uri()).contains("juliet@192.0.2.1:5060");
    var line = respond.response().sdp().orElseThrow().media().get(0);
    assertThat(line.attribute("path").orElseThrow()).contains(scene.session(offered.leg()));
    assertThat(line.attribute("setup")).hasValue("passive");
    var again = scene.say(SipCommand.Respond.class, new Effect.AcceptSession(offered.leg(), true));
    assertThat(again).isEqualTo(respond);
  }

  @Test
  void hisAckIsHeardOnceAndOnlyForItsInvite() {
    var leg = scene.hear(Event.SessionOffered.class, scene.received(offer())).leg();
    scene.out(new Effect.AcceptSession(leg, false));
    var dialog = scene.dialog(leg);
    assertThat(scene.in(scene.received(within(dialog, "ACK", 2, Optional.empty()))).events())
        .isEmpty();
    var ack = scene.received(within(dialog, "ACK", 1, Optional.empty()));
    var acked = scene.hear(Event.SessionAcked.class, ack);
    assertThat(acked.connect()).isFalse();
    assertThat(acked.media()).isEmpty();
    assertThat(scene.in(ack).events()).isEmpty();
    assertThat(scene.out(new Effect.AcceptSession(leg, true)).records()).isEmpty();
  }

  @Test
  void aLateOfferIsOursAndAnsweredInTheAck() {
    var offered =
        scene.hear(Event.SessionOffered.class, scene.received(invite(CALL_ID, Optional.empty())));
    assertThat(offered.lateOffer()).isTrue();
    var ok =
        scene
            .say(SipCommand.Respond.class, new Effect.AcceptSession(offered.leg(), false))
            .response();
    assertThat(ok.sdp().orElseThrow().media().get(0).attribute("setup")).hasValue("actpass");
    var dialog = scene.dialog(offered.leg());
    var ack = within(dialog, "ACK", 1, Optional.of(sdp("text/plain")));
    var acked = scene.hear(Event.SessionAcked.class, scene.received(ack));
    assertThat(acked.connect()).isTrue();
    assertThat(acked.media()).isEmpty();
    assertThat(scene.say(MsrpCommand.Open.class, new Effect.OpenMedia(offered.leg())).connect())
        .isTrue();
  }

  @Test
  void anAckWithoutTheAnswerIsToldSo() {
    var leg =
        scene
            .hear(Event.SessionOffered.class, scene.received(invite(CALL_ID, Optional.empty())))
            .leg();
    scene.out(new Effect.AcceptSession(leg, false));
    var ack = within(scene.dialog(leg), "ACK", 1, Optional.empty());
    assertThat(scene.hear(Event.SessionAcked.class, scene.received(ack)).media()).isPresent();
  }

  @Test
  void invitesThatCannotBeTakenAreRefused() {
    assertThat(scene.refused(scene.received(withoutContact())).status()).isEqualTo(400);
    var other = Scene.withBody(invite(CALL_ID, Optional.empty()), "text/plain", Octets.utf8("x"));
    var unsupported = scene.refused(scene.received(other));
    assertThat(unsupported.status()).isEqualTo(415);
    assertThat(unsupported.header("Accept").orElse("")).startsWith("application/sdp");
    var zipped = scene.refused(scene.received(with(offer(), "Content-Encoding", "gzip")));
    assertThat(zipped.status()).isEqualTo(415);
    assertThat(zipped.header("Accept-Encoding")).hasValue("identity");
    var foo = invite(CALL_ID, Optional.of(sdp("application/x-foo")));
    var notAcceptable = scene.refused(scene.received(foo));
    assertThat(notAcceptable.status()).isEqualTo(488);
    assertThat(notAcceptable.header("Warning")).isPresent();
    assertThat(scene.correlation.legs()).isEmpty();
  }

  @Test
  void aCancelIsToldUntilWeAnswered() {
    var received = scene.received(offer());
    var leg = scene.hear(Event.SessionOffered.class, received).leg();
    var cancelled = new SipEvent.Cancelled(received.transaction());
    assertThat(scene.hear(Event.SessionCancelled.class, cancelled).leg()).isEqualTo(leg);
    var terminated = Failure.sip(487, "Request Terminated");
    var refuse = scene.say(SipCommand.Respond.class, new Effect.RefuseSession(leg, terminated));
    assertThat(refuse.response().status()).isEqualTo(487);
    assertThat(refuse.response().toTag()).isPresent();
    assertThat(scene.in(cancelled).events()).isEmpty();
  }

  @Test
  void hisTextHasTheCallIdAsThreadUntilSheUsesAnother() {
    var leg = scene.offered(sdp("text/plain"));
    var first = romeo.stanza(romeo.received(leg, "m1", "I take thee at thy word ...", false));
    assertThat(first.to()).isEqualTo(Vectors.jid("juliet@example.com"));
    assertThat(first.from()).isEqualTo(Vectors.jid("romeo@example.net/dr4hcr0st3lup4c"));
    assertThat(first.type()).hasValue("chat");
    assertThat(thread(first)).isEqualTo(CALL_ID);
    assertThat(first.child(ChatStates.NAMESPACE, "active")).isPresent();
    var reply =
        scene.text("chat", "ms53b7z9", thread("29377446-0CBB"), body("What man art thou ...?"));
    scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", leg, reply));
    assertThat(thread(romeo.stanza(romeo.received(leg, "m2", "x", false))))
        .isEqualTo("29377446-0CBB");
  }

  @Test
  void aMessageHeardAgainIsMarkedSo() {
    var leg = scene.offered(sdp("text/plain"));
    assertThat(scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).duplicate())
        .isFalse();
    assertThat(scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).duplicate())
        .isTrue();
    assertThat(scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "y", false)).duplicate())
        .isFalse();
    scene.now += 601_000;
    assertThat(scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).duplicate())
        .isFalse();
  }

  @Test
  void aMessageThatFailedMayComeAgain() {
    var leg = scene.offered(sdp("text/plain"));
    var ref =
        scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).message().ref();
    var limit = Optional.of(Failure.of(Failure.Cause.LIMIT, "full"));
    var respond = scene.say(MsrpCommand.Respond.class, new Effect.Answer(ref, limit));
    assertThat(respond.status()).isEqualTo(408);
    assertThat(scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).duplicate())
        .isFalse();
  }

  @Test
  void answersToSendsNameTheirTransaction() {
    var leg = scene.offered(sdp("text/plain"));
    var ref =
        scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", false)).message().ref();
    var respond = scene.say(MsrpCommand.Respond.class, new Effect.Answer(ref, Optional.empty()));
    assertThat(respond).isEqualTo(new MsrpCommand.Respond(scene.session(leg), "tid", 200, "OK"));
    assertThat(scene.out(new Effect.Answer(ref, Optional.empty())).records()).isEmpty();
  }

  @Test
  void aTextThatMakesTooLargeAStanzaIsRefusedBeforeItIsAccepted() {
    var leg = scene.offered(sdp("text/plain"));
    scene.in(romeo.received(leg, "m1", "&".repeat(20_000), false));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(((MsrpCommand.Respond) scene.heard.replies().get(0)).status()).isEqualTo(413);
  }

  @Test
  void anEmptyTextIsAnsweredAndReportedButNotShown() {
    var leg = scene.offered(sdp("text/plain"));
    scene.in(romeo.received(leg, "m1", "", true));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(scene.heard.replies())
        .hasOnlyElementsOfTypes(MsrpCommand.Respond.class, MsrpCommand.Report.class)
        .hasSize(2);
  }

  @Test
  void aMessageInTheDialogBelongsToTheChat() {
    var leg = scene.offered(sdp("text/plain"));
    var page =
        Scene.withBody(
            within(scene.dialog(leg), "MESSAGE", 2, Optional.empty()),
            "text/plain",
            Octets.utf8("psst"));
    var text = scene.hear(Event.SipText.class, scene.received(page));
    assertThat(text.leg()).hasValue(leg);
    assertThat(text.message().kind()).isEqualTo(ChatMessage.Kind.CHAT);
    assertThat(text.message().thread()).hasValue(CALL_ID);
  }

  @Test
  void mediaGoesUpAndDownByItsSession() {
    var leg = scene.offered(sdp("text/plain"));
    var session = scene.session(leg);
    assertThat(scene.hear(Event.MediaUp.class, new MsrpEvent.Bound(session)).leg()).isEqualTo(leg);
    var down = scene.hear(Event.MediaDown.class, new MsrpEvent.Broken(session, "lost"));
    assertThat(down.failure().cause()).isEqualTo(Failure.Cause.TRANSPORT);
    scene.out(new Effect.CloseMedia(leg));
    assertThat(scene.in(new MsrpEvent.Bound(session)).events()).isEmpty();
    assertThat(scene.correlation.handles()).doesNotContain(Handles.msrp(session));
  }

  private static SipRequest offer() {
    return invite(CALL_ID, Optional.of(sdp("text/plain")));
  }

  private static SipRequest withoutContact() {
    var r = Scene.fromRomeo("INVITE", CALL_ID);
    return r;
  }

  private static String thread(Stanza stanza) {
    return stanza.child(Stanza.NAMESPACE, "thread").orElseThrow().text();
  }

  private static Element thread(String text) {
    return Scene.thread(text);
  }
}
