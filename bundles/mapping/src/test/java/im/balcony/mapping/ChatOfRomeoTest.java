package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.receiptRequest;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.state;
import static im.balcony.mapping.Scene.with;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Handles;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7573 §5 to §7: Romeo starts a chat; F17 to F32, states, reports. */
class ChatOfRomeoTest {

  private static final String CALL_ID = "F6989A8C-DE8A-4E21";

  private final Scene scene = new Scene();

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
    var first = stanza(received(leg, "m1", "I take thee at thy word ...", false));
    assertThat(first.to()).isEqualTo(Vectors.jid("juliet@example.com"));
    assertThat(first.from()).isEqualTo(Vectors.jid("romeo@example.net/dr4hcr0st3lup4c"));
    assertThat(first.type()).hasValue("chat");
    assertThat(thread(first)).isEqualTo(CALL_ID);
    assertThat(first.child(ChatStates.NAMESPACE, "active")).isPresent();
    var reply =
        scene.text("chat", "ms53b7z9", thread("29377446-0CBB"), body("What man art thou ...?"));
    scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", leg, reply));
    assertThat(thread(stanza(received(leg, "m2", "x", false)))).isEqualTo("29377446-0CBB");
  }

  @Test
  void aMessageHeardAgainIsMarkedSo() {
    var leg = scene.offered(sdp("text/plain"));
    assertThat(scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).duplicate())
        .isFalse();
    assertThat(scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).duplicate())
        .isTrue();
    assertThat(scene.hear(Event.MsrpText.class, received(leg, "m1", "y", false)).duplicate())
        .isFalse();
    scene.now += 601_000;
    assertThat(scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).duplicate())
        .isFalse();
  }

  @Test
  void aMessageThatFailedMayComeAgain() {
    var leg = scene.offered(sdp("text/plain"));
    var ref = scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).message().ref();
    var limit = Optional.of(Failure.of(Failure.Cause.LIMIT, "full"));
    var respond = scene.say(MsrpCommand.Respond.class, new Effect.Answer(ref, limit));
    assertThat(respond.status()).isEqualTo(408);
    assertThat(scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).duplicate())
        .isFalse();
  }

  @Test
  void answersToSendsNameTheirTransaction() {
    var leg = scene.offered(sdp("text/plain"));
    var ref = scene.hear(Event.MsrpText.class, received(leg, "m1", "x", false)).message().ref();
    var respond = scene.say(MsrpCommand.Respond.class, new Effect.Answer(ref, Optional.empty()));
    assertThat(respond).isEqualTo(new MsrpCommand.Respond(scene.session(leg), "tid", 200, "OK"));
    assertThat(scene.out(new Effect.Answer(ref, Optional.empty())).records()).isEmpty();
  }

  @Test
  void aTextThatMakesTooLargeAStanzaIsRefusedBeforeItIsAccepted() {
    var leg = scene.offered(sdp("text/plain"));
    scene.in(received(leg, "m1", "&".repeat(20_000), false));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(((MsrpCommand.Respond) scene.heard.replies().get(0)).status()).isEqualTo(413);
  }

  @Test
  void anEmptyTextIsAnsweredAndReportedButNotShown() {
    var leg = scene.offered(sdp("text/plain"));
    scene.in(received(leg, "m1", "", true));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(scene.heard.replies())
        .hasOnlyElementsOfTypes(MsrpCommand.Respond.class, MsrpCommand.Report.class)
        .hasSize(2);
  }

  // Reports.

  @Test
  void herReceiptBecomesAReportOverTheWholeMessage() {
    var leg = scene.offered(sdp("text/plain"));
    var sent = stanza(received(leg, "m1", "I take thee at thy word ...", true));
    assertThat(sent.child(StanzaText.RECEIPTS, "request")).isPresent();
    var receipt = receipt("chat", sent.id().orElseThrow());
    var ref = scene.hear(Event.XmppReceipt.class, receipt).ref();
    var report =
        scene.say(MsrpCommand.Report.class, new Effect.ReportToMsrp(leg, ref, Optional.empty()));
    assertThat(report.messageId()).isEqualTo("m1");
    assertThat(report.length()).isEqualTo(27);
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.toPath().get(0).raw()).isEqualTo(Scene.PEER_PATH);
    assertThat(scene.in(receipt).events()).isEmpty();
  }

  @Test
  void receiptsNobodyAskedForAreIgnored() {
    var leg = scene.offered(sdp("text/plain"));
    var sent = stanza(received(leg, "m1", "x", false));
    assertThat(scene.in(receipt("chat", sent.id().orElseThrow())).events()).isEmpty();
    assertThat(scene.in(receipt("chat", "87652491")).events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"YES, true", "PARTIAL, true", "NO, false"})
  void aFailureIsReportedAsHeAskedForIt(FailureReport wanted, boolean reported) {
    var leg = scene.offered(sdp("text/plain"));
    var ref =
        scene.hear(Event.MsrpText.class, received(leg, "m1", "x", true, wanted)).message().ref();
    var failure = Optional.of(Failure.stanza("service-unavailable", false));
    scene.out(new Effect.ReportToMsrp(leg, ref, failure));
    assertThat(scene.said.records()).hasSize(reported ? 1 : 0);
    if (reported) {
      assertThat(((MsrpCommand.Report) scene.said.records().get(0)).status()).isEqualTo(403);
    }
  }

  @Test
  void noReportAfterTheEnd() {
    var leg = scene.offered(sdp("text/plain"));
    var ref = scene.hear(Event.MsrpText.class, received(leg, "m1", "x", true)).message().ref();
    scene.out(new Effect.EndSession("e9", leg, Optional.empty()));
    scene.in(new SipEvent.Answered("e9", SipResponse.of(200, "OK")));
    assertThat(scene.out(new Effect.ReportToMsrp(leg, ref, Optional.empty())).records()).isEmpty();
  }

  @Test
  void hisReportBecomesAReceiptOnceAllIsCovered() {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "bf9m36d5", body("x".repeat(5000)), receiptRequest());
    assertThat(text.receiptWanted()).isTrue();
    var send = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", leg, text));
    assertThat(send.message().successReport()).isTrue();
    var id = send.message().messageId();
    assertThat(scene.in(report(leg, id, 1, 2048)).events()).isEmpty();
    assertThat(scene.in(report(leg, id, 4097, 5000)).events()).isEmpty();
    var reported = scene.hear(Event.Reported.class, report(leg, id, 2049, 4096));
    assertThat(reported).isEqualTo(new Event.Reported(text.ref(), Optional.empty()));
    var stanza = scene.stanza(new Effect.ReceiptToXmpp("e3", text.ref()));
    assertThat(stanza.children())
        .containsExactly(Element.of(StanzaText.RECEIPTS, "received").with("id", "bf9m36d5"));
    assertThat(stanza.type()).hasValue("chat");
    assertThat(stanza.to()).isEqualTo(Vectors.jid(Scene.JULIET));
  }

  @Test
  void aReportThatReachesPastTheEndIsComplete() {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "bf9m36d5", body("What man art thou ...?"), receiptRequest());
    var send = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", leg, text));
    scene.hear(Event.Reported.class, report(leg, send.message().messageId(), 1, 106));
    assertThat(scene.in(report(leg, "unknown", 1, 106)).events()).isEmpty();
  }

  @Test
  void aFailureReportIsTold() {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "1", body("x"));
    var send = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", leg, text));
    var failed =
        scene.hear(
            Event.Reported.class,
            new MsrpEvent.Report(
                scene.session(leg), send.message().messageId(), 1, 1, 1, 413, "Too large"));
    assertThat(failed.failure().orElseThrow().msrpStatus()).hasValue(413);
    var error = scene.stanza(new Effect.ErrorToXmpp("e3", text.ref(), failed.failure().get()));
    assertThat(error.id()).hasValue("1");
    assertThat(error.type()).hasValue("error");
    assertThat(error.from()).isEqualTo(Vectors.jid(Scene.ROMEO));
    assertThat(error.to()).isEqualTo(Vectors.jid(Scene.JULIET));
  }

  // States.

  @Test
  void statesGoOnlyToAClientThatShowedThem() {
    var leg = scene.offered(sdp("text/plain"));
    stanza(received(leg, "m1", "x", false));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
    scene.text("chat", "1", body("y"));
    var silent = stanza(received(leg, "m2", "x", false));
    assertThat(silent.child(ChatStates.NAMESPACE, "active")).isEmpty();
    scene.text("chat", "2", body("z"), state("active"));
    var composing = scene.stanza(new Effect.StateToXmpp(ChatState.COMPOSING));
    assertThat(composing.children())
        .extracting(Element::name)
        .containsExactlyInAnyOrder("thread", "composing");
    assertThat(composing.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
    scene.stanza(new Effect.StateToXmpp(ChatState.ACTIVE));
    scene.stanza(new Effect.StateToXmpp(ChatState.GONE));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"composing, COMPOSING", "paused, PAUSED", "inactive, INACTIVE", "gone, GONE"})
  void herStandaloneStateIsHeard(String name, ChatState heard) {
    var event = scene.hear(Event.XmppState.class, scene.message("chat", "1", state(name)));
    assertThat(event.state()).isEqualTo(heard);
  }

  @Test
  void aStateOutsideOfChatIsNone() {
    assertThat(scene.in(scene.message("normal", "1", state("composing"))).events()).isEmpty();
    var text = scene.text("normal", "2", body("x"), state("active"));
    assertThat(text.state()).isEmpty();
  }

  @Test
  void composingIsAnsweredAtOnce() {
    var leg = scene.offered(sdp("text/plain"));
    var document = IsComposing.write(true, 90);
    var event =
        scene.in(typed(leg, "m1", IsComposing.CONTENT_TYPE, document, false, FailureReport.YES));
    assertThat(event.events())
        .containsExactly(new Event.MsrpComposing(leg, true, java.util.OptionalLong.of(90_000)));
    assertThat(((MsrpCommand.Respond) event.replies().get(0)).status()).isEqualTo(200);
    var broken =
        scene.in(
            typed(
                leg,
                "m2",
                IsComposing.CONTENT_TYPE,
                Octets.utf8("<isComposing"),
                false,
                FailureReport.YES));
    assertThat(((MsrpCommand.Respond) broken.replies().get(0)).status()).isEqualTo(400);
  }

  // Changes.

  @Test
  void aRefreshChangesNothing() {
    var leg = scene.offered(sdp("text/plain"));
    var before = scene.correlation.leg(leg).orElseThrow().sdp();
    var changed = change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    assertThat(changed.moved()).isFalse();
    assertThat(changed.invite()).isTrue();
    var ok = answer(changed);
    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.sdp()).isEqualTo(before);
    scene.hear(
        Event.SessionAcked.class,
        scene.received(within(scene.dialog(leg), "ACK", 2, Optional.empty())));
  }

  @Test
  void anUpdateWithoutAnOfferIsAnsweredWithoutOne() {
    var leg = scene.offered(sdp("text/plain"));
    var changed = change(leg, "UPDATE", 2, Optional.empty());
    assertThat(changed.moved()).isFalse();
    assertThat(changed.invite()).isFalse();
    assertThat(answer(changed).sdp()).isEmpty();
  }

  @Test
  void aNewPathIsFollowedAndANewContactToo() {
    var leg = scene.offered(sdp("text/plain"));
    var there = "msrp://other.example.net:5000/new;tcp";
    var offer = Scene.described(Scene.line("TCP/MSRP", 5000, there, "text/plain", "setup:passive"));
    var dialog =
        scene.dialog(leg).targeted(List.of(im.balcony.api.sip.SipParty.of("sip:romeo@192.0.2.99")));
    var reinvite = within(dialog, "INVITE", 2, Optional.of(offer));
    var changed = scene.hear(Event.SessionChanged.class, scene.received(reinvite));
    assertThat(changed.moved()).isTrue();
    assertThat(scene.dialog(leg).target()).isEqualTo("sip:romeo@192.0.2.7");
    answer(changed);
    var open = scene.say(MsrpCommand.Open.class, new Effect.OpenMedia(leg));
    assertThat(open.connect()).isTrue();
    assertThat(open.session().remotePath().get(0).raw()).isEqualTo(there);
    assertThat(scene.request(new Effect.EndSession("e9", leg, Optional.empty())).requestUri())
        .isEqualTo("sip:romeo@192.0.2.99");
  }

  @Test
  void anUnacceptableChangeLeavesTheSession() {
    var leg = scene.offered(sdp("text/plain"));
    var bad = within(scene.dialog(leg), "INVITE", 2, Optional.of(sdp("application/x-foo")));
    assertThat(scene.refused(scene.received(bad)).status()).isEqualTo(488);
    assertThat(scene.say(MsrpCommand.Open.class, new Effect.OpenMedia(leg)).session().remotePath())
        .hasSize(1);
  }

  @Test
  void oneOfferAtATime() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    var second = within(scene.dialog(leg), "INVITE", 3, Optional.of(sdp("text/plain")));
    var busy = scene.refused(scene.received(second));
    assertThat(busy.status()).isEqualTo(500);
    assertThat(Integer.parseInt(busy.header("Retry-After").orElseThrow())).isBetween(0, 10);
  }

  @Test
  void bothOfferAtOnce() {
    var leg = scene.offered(sdp("text/plain"));
    scene.request(new Effect.RefreshSession("e2", leg, true));
    var theirs = within(scene.dialog(leg), "INVITE", 2, Optional.of(sdp("text/plain")));
    assertThat(scene.refused(scene.received(theirs)).status()).isEqualTo(491);
    scene.hear(
        Event.SessionRefused.class,
        new SipEvent.Answered("e2", SipResponse.of(491, "Request Pending")));
    assertThat(change(leg, "INVITE", 3, Optional.of(sdp("text/plain"))).leg()).isEqualTo(leg);
  }

  @Test
  void aRequestBehindTheLastIsOutOfOrderAndGapsAreFine() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "UPDATE", 9, Optional.empty());
    var late = within(scene.dialog(leg), "BYE", 5, Optional.empty());
    assertThat(scene.refused(scene.received(late)).status()).isEqualTo(500);
    var next = within(scene.dialog(leg), "BYE", 20, Optional.empty());
    scene.hear(Event.SessionEnded.class, scene.received(next));
  }

  @Test
  void anotherRemoteTagIsAnotherDialog() {
    var leg = scene.offered(sdp("text/plain"));
    var own = within(scene.dialog(leg), "BYE", 2, Optional.empty());
    var foreign =
        Scene.from(own, im.balcony.api.sip.SipParty.of("sip:eve@example.net").tagged("eve"));
    assertThat(scene.refused(scene.received(foreign)).status()).isEqualTo(481);
  }

  @Test
  void aByeEndsOpenRequestsWith487() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    scene.in(scene.received(within(scene.dialog(leg), "BYE", 3, Optional.empty())));
    assertThat(scene.heard.events()).hasSize(1);
    assertThat(((SipCommand.Respond) scene.heard.replies().get(0)).response().status())
        .isEqualTo(487);
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

  private Event.SessionChanged change(
      String leg, String method, long cseq, Optional<im.balcony.api.sip.SessionDescription> sdp) {
    var request = within(scene.dialog(leg), method, cseq, sdp);
    return scene.hear(Event.SessionChanged.class, scene.received(request));
  }

  private SipResponse answer(Event.SessionChanged changed) {
    return scene
        .say(SipCommand.Respond.class, new Effect.Answer(changed.ref(), Optional.empty()))
        .response();
  }

  private MsrpEvent.Received received(String leg, String id, String text, boolean success) {
    return received(leg, id, text, success, FailureReport.YES);
  }

  private MsrpEvent.Received received(
      String leg, String id, String text, boolean success, FailureReport failure) {
    return typed(leg, id, "text/plain", Octets.utf8(text), success, failure);
  }

  private MsrpEvent.Received typed(
      String leg, String id, String type, Octets octets, boolean success, FailureReport failure) {
    return new MsrpEvent.Received(
        scene.session(leg),
        "tid",
        List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
        new MsrpMessage(id, type, octets, success, failure),
        new MsrpContent(type, Optional.empty(), octets, Optional.empty()));
  }

  /** The stanza of a text of Romeo's. */
  private Stanza stanza(MsrpEvent.Received received) {
    var heard = scene.hear(Event.MsrpText.class, received);
    return scene.stanza(new Effect.TextToXmpp("x", heard.message(), Optional.of(heard.leg())));
  }

  private static String thread(Stanza stanza) {
    return stanza.child(Stanza.NAMESPACE, "thread").orElseThrow().text();
  }

  private static Element thread(String text) {
    return Scene.thread(text);
  }

  private Stanza receipt(String type, String id) {
    return scene.message(type, "r1", Element.of(StanzaText.RECEIPTS, "received").with("id", id));
  }

  private MsrpEvent.Report report(String leg, String id, long start, long end) {
    return new MsrpEvent.Report(scene.session(leg), id, start, end, 5000, 200, "OK");
  }
}
