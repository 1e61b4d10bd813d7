package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.Element;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Romeo says in a session, wrapped or again or to nobody (RFC 4975 §7, RFC 3862). */
class MsrpOfRomeoTest {

  private final Scene scene = new Scene();

  private MsrpEvent.Received received(
      String session, String id, String text, boolean success, Header... headers) {
    var octets = Octets.utf8(text);
    var cpim =
        headers.length == 0 ? Optional.<Cpim>empty() : Optional.of(new Cpim(List.of(headers)));
    return new MsrpEvent.Received(
        session,
        "tid",
        List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
        new MsrpMessage(id, "text/plain", octets, success, FailureReport.YES),
        new MsrpContent("text/plain", Optional.empty(), octets, cpim));
  }

  private static Header header(String name, String value) {
    return new Header(Header.BASE, name, Optional.empty(), value);
  }

  private Event.MsrpText heard(MsrpEvent.Received received) {
    return scene.hear(Event.MsrpText.class, received);
  }

  @Test
  void theWrapperSaysSubjectAndTime() {
    var session = scene.session(scene.offered(sdp("text/plain")));
    var sent = Instant.ofEpochMilli(scene.now).minusSeconds(30);
    var message =
        heard(
                received(
                    session,
                    "m1",
                    "x",
                    false,
                    header("Subject", "s"),
                    header("DateTime", Timestamps.stamp(sent))))
            .message();
    assertThat(message.subject()).contains("s");
    assertThat(message.sent()).contains(sent);
    assertThat(message.nick()).isEmpty();
    assertThat(message.receiptWanted()).isFalse();
    assertThat(message.failureWanted()).isEqualTo(FailureReport.YES);
    var future = Timestamps.stamp(Instant.ofEpochMilli(scene.now).plusSeconds(1));
    var other =
        heard(
                received(
                    session, "m2", "x", true, header("Subject", " "), header("DateTime", future)))
            .message();
    assertThat(other.subject()).isEmpty();
    assertThat(other.sent()).isEmpty();
    assertThat(other.receiptWanted()).isTrue();
  }

  @Test
  void aSessionThatIsClosedOrUnknownTakesNothing() {
    var leg = scene.offered(sdp("text/plain"));
    var session = scene.session(leg);
    scene.in(received("unknown", "m1", "x", false));
    assertThat(respond().status()).isEqualTo(481);
    assertThat(scene.heard.note()).isNotEmpty();
    scene.out(new Effect.CloseMedia(leg));
    scene.in(received(session, "m1", "x", false));
    assertThat(respond())
        .isEqualTo(new MsrpCommand.Respond(session, "tid", 481, "No such session"));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(scene.in(new MsrpEvent.Broken(session, "lost")).replies()).isEmpty();
    scene.out(new Effect.OpenMedia(leg));
    assertThat(heard(received(session, "m1", "x", false)).leg()).isEqualTo(leg);
  }

  private MsrpCommand.Respond respond() {
    return (MsrpCommand.Respond) scene.heard.replies().get(0);
  }

  @Test
  void eachSessionHasItsOwnTexts() {
    var one = scene.offered(sdp("text/plain"));
    scene.established("two", sdp("text/plain"));
    assertThat(heard(received(scene.session("two"), "m1", "x", false)).leg()).isEqualTo("two");
    assertThat(heard(received(scene.session(one), "m2", "x", false)).leg()).isEqualTo(one);
  }

  @Test
  void whatSaysNothingIsNotedAndReportedOnlyIfWanted() {
    var session = scene.session(scene.offered(sdp("text/plain")));
    scene.in(received(session, "m1", "", false));
    assertThat(scene.heard.replies()).hasSize(1);
    assertThat(respond().status()).isEqualTo(200);
    assertThat(scene.heard.note()).isNotEmpty();
  }

  @Test
  void aReportFollowsTheLatestCopyOfItsMessage() {
    var one = scene.offered(sdp("text/plain"));
    var first = heard(received(scene.session(one), "m1", "x", true));
    var stanza = scene.stanza(new Effect.TextToXmpp("e", first.message(), Optional.of(one)));
    scene.established("two", sdp("text/plain"));
    assertThat(heard(received(scene.session("two"), "m1", "x", true)).duplicate()).isTrue();
    var receipt = Element.of(StanzaText.RECEIPTS, "received").with("id", stanza.id().orElseThrow());
    var ref = scene.hear(Event.XmppReceipt.class, scene.message("", "", receipt)).ref();
    assertThat(ref).isEqualTo(first.message().ref());
    var report =
        scene.say(MsrpCommand.Report.class, new Effect.ReportToMsrp(one, ref, Optional.empty()));
    assertThat(report.sessionId()).isEqualTo(scene.session("two"));
    assertThat(report.comment()).isEqualTo("OK");
    scene.in(received(scene.session("two"), "m1", "x", true));
    assertThat(scene.heard.replies()).as("the receipt is there already").hasSize(1);
    assertThat(((MsrpCommand.Report) scene.heard.replies().get(0)).status()).isEqualTo(200);
  }

  @Test
  void aCopyThatWantsNoReportLeavesTheFirstAlone() {
    var one = scene.offered(sdp("text/plain"));
    var first = heard(received(scene.session(one), "m1", "x", true));
    scene.established("two", sdp("text/plain"));
    heard(received(scene.session("two"), "m1", "x", false));
    var report =
        scene.say(
            MsrpCommand.Report.class,
            new Effect.ReportToMsrp(one, first.message().ref(), Optional.empty()));
    assertThat(report.sessionId()).isEqualTo(scene.session(one));
  }

  @Test
  void aFailureIsReportedWithItsReasonAndMayBeSentAgain() {
    var leg = scene.offered(sdp("text/plain"));
    var sent = received(scene.session(leg), "m1", "x", false);
    var ref = heard(sent).message().ref();
    var failure = Failure.msrp(413, "too\r\nlarge");
    var report =
        scene.say(
            MsrpCommand.Report.class, new Effect.ReportToMsrp(leg, ref, Optional.of(failure)));
    assertThat(report.status()).isEqualTo(413);
    assertThat(report.comment()).isEqualTo("too large");
    assertThat(heard(sent).duplicate()).isFalse();
  }

  @Test
  void herTextFollowsTheThreadOfTheSessionItTakes() {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "1", body("x"), Scene.thread("hers"));
    scene.out(new Effect.TextToMsrp("e", leg, text));
    var answer = heard(received(scene.session(leg), "m1", "x", false)).message();
    assertThat(answer.thread()).contains("hers");
  }

  @Test
  void aSubjectAloneIsSaidAsText() {
    var leg = scene.offered(sdp("text/plain"));
    var subject = Element.of(im.balcony.api.xmpp.Stanza.NAMESPACE, "subject", "Lunch?");
    var text = scene.text("chat", "1", subject);
    var send = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e", leg, text));
    assertThat(send.message().body().utf8()).isEqualTo("Lunch?");
  }

  @ParameterizedTest
  @CsvSource({"10, true", "11, false"})
  void hisMaxSizeHolds(int length, boolean sent) {
    var leg = scene.offered(sdp("text/plain", "max-size:10"));
    var text = scene.text("chat", "1", body("x".repeat(length)));
    scene.out(new Effect.TextToMsrp("e", leg, text));
    assertThat(scene.said.records()).hasSize(sent ? 1 : 0);
    assertThat(scene.said.failure().map(Failure::cause))
        .isEqualTo(sent ? Optional.empty() : Optional.of(Failure.Cause.TOO_LARGE));
  }

  @ParameterizedTest
  @CsvSource({"text/plain message/cpim, false", "text/plain, false"})
  void composingGoesOnlyWhereItsTypeIsTaken(String types, boolean sent) {
    var leg = scene.offered(sdp(types));
    assertThat(scene.out(new Effect.ComposingToMsrp(leg, true)).records()).hasSize(sent ? 1 : 0);
  }

  @Test
  void composingIsADocumentThatWantsNoSuccessReport() {
    var leg = scene.offered(sdp("text/plain " + IsComposing.CONTENT_TYPE));
    var send = scene.say(MsrpCommand.Send.class, new Effect.ComposingToMsrp(leg, true));
    assertThat(send.message().contentType()).isEqualTo(IsComposing.CONTENT_TYPE);
    assertThat(send.message().successReport()).isFalse();
    assertThat(send.message().failureReport()).isEqualTo(FailureReport.PARTIAL);
    assertThat(send.sessionId()).isEqualTo(scene.session(leg));
    var sent = new MsrpEvent.Sent(scene.session(leg), send.effectId(), 200, "", true);
    assertThat(scene.in(sent).events()).isEmpty();
    assertThat(scene.heard.note()).isNotEmpty();
  }

  /** The ninth document is sent when the first may not be reported on any more. */
  @ParameterizedTest
  @CsvSource({"0, 413, true", "1, 413, false", "8, 415, false", "8, 403, true", "8, 200, true"})
  void aReportEndsComposing(int which, int status, boolean goesOn) {
    var leg = scene.offered(sdp("text/plain " + IsComposing.CONTENT_TYPE));
    var ids = new ArrayList<String>();
    for (var i = 0; i < 9; i++) {
      var send = scene.say(MsrpCommand.Send.class, new Effect.ComposingToMsrp(leg, i % 2 == 0));
      ids.add(send.message().messageId());
      scene.in(new MsrpEvent.Sent(scene.session(leg), send.effectId(), 200, "", true));
    }
    var report = new MsrpEvent.Report(scene.session(leg), ids.get(which), 1, -1, -1, status, "");
    assertThat(scene.in(report).events()).isEmpty();
    assertThat(scene.out(new Effect.ComposingToMsrp(leg, true)).records()).hasSize(goesOn ? 1 : 0);
  }

  @Test
  void composingThatIsTooLongForHimIsDropped() {
    var leg = scene.offered(sdp("text/plain " + IsComposing.CONTENT_TYPE, "max-size:20"));
    assertThat(scene.out(new Effect.ComposingToMsrp(leg, true)).records()).isEmpty();
  }

  @Test
  void wrappedComposingIsWrapped() {
    var leg =
        scene.offered(sdp("message/cpim", "accept-wrapped-types:" + IsComposing.CONTENT_TYPE));
    var send = scene.say(MsrpCommand.Send.class, new Effect.ComposingToMsrp(leg, true));
    assertThat(send.message().contentType()).isEqualTo("message/cpim");
    assertThat(send.message().body().utf8())
        .contains("From: <sip:juliet@example.com>", "Content-Type: " + IsComposing.CONTENT_TYPE);
  }
}
