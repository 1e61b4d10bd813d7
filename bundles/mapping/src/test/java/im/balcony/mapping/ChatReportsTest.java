package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.receiptRequest;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.StanzaText;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7573 §7: receipts and reports, each made of the other. */
class ChatReportsTest {

  private final Scene scene = new Scene();

  private final SendsOfRomeo romeo = new SendsOfRomeo(scene);

  @Test
  void herReceiptBecomesAReportOverTheWholeMessage() {
    var leg = scene.offered(sdp("text/plain"));
    var sent = romeo.stanza(romeo.received(leg, "m1", "I take thee at thy word ...", true));
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
    var sent = romeo.stanza(romeo.received(leg, "m1", "x", false));
    assertThat(scene.in(receipt("chat", sent.id().orElseThrow())).events()).isEmpty();
    assertThat(scene.in(receipt("chat", "87652491")).events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"YES, true", "PARTIAL, true", "NO, false"})
  void aFailureIsReportedAsHeAskedForIt(FailureReport wanted, boolean reported) {
    var leg = scene.offered(sdp("text/plain"));
    var ref =
        scene
            .hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", true, wanted))
            .message()
            .ref();
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
    var ref =
        scene.hear(Event.MsrpText.class, romeo.received(leg, "m1", "x", true)).message().ref();
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

  private Stanza receipt(String type, String id) {
    return scene.message(type, "r1", Element.of(StanzaText.RECEIPTS, "received").with("id", id));
  }

  private MsrpEvent.Report report(String leg, String id, long start, long end) {
    return new MsrpEvent.Report(scene.session(leg), id, start, end, 5000, 200, "OK");
  }
}
