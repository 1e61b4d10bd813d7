package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.page;
import static im.balcony.mapping.Scene.receiptRequest;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Limits;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.testkit.LimitsBuilder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a call costs does not depend on how much is remembered. Measured is what it allocates: each
 * way of walking over entries here makes iterators or copies, and octets do not depend on what else
 * the machine does.
 */
class CostTest {

  private static final int WARM = 30;
  private static final int CALLS = 60;

  /** A quarter of the messages that may be remembered may wait for a session. */
  private static final Limits ROOM = withOutbox(Limits.DEFAULT, 500);

  /** What is done again and again; the number tells the calls apart. */
  private interface Call {
    void made(Scene scene, int number);
  }

  @TestFactory
  Stream<DynamicTest> aCallCostsTheSameWithManyMessages() {
    return Map.<String, Call>of(
            "MESSAGE of Romeo's, to its end", CostTest::pageOfRomeo,
            "MESSAGE to Romeo, to its end", CostTest::pageOfJuliet,
            "SEND of Romeo's, to its end", CostTest::sendOfRomeo,
            "SEND to Romeo, to its end", CostTest::sendOfJuliet,
            "an error for nothing", CostTest::errorForNothing)
        .entrySet()
        .stream()
        .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> compare(call.getValue())));
  }

  private static void compare(Call call) {
    var few = octets(0, call);
    assertThat(octets(100, call)).isLessThan(few * 2);
    assertThat(octets(1000, call)).isLessThan(few * 2);
  }

  /** Octets that each of many calls allocates where {@code remembered} messages are remembered. */
  private static long octets(int remembered, Call call) {
    var scene = remembering(remembered);
    for (var i = 0; i < WARM; i++) {
      call.made(scene, i);
    }
    var meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var before = meter.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (var i = 0; i < CALLS; i++) {
      call.made(scene, WARM + i);
    }
    return (meter.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / CALLS;
  }

  private static Limits withOutbox(Limits l, int messages) {
    return LimitsBuilder.from(l).outboxMessages(messages).build();
  }

  private static Scene remembering(int messages) {
    var scene = new Scene();
    scene.with(scene.tenant.policy(), ROOM);
    scene.established("leg", sdp("text/plain"));
    for (var i = 0; i < messages; i++) {
      var heard = i % 2 == 0 ? pageHeard(scene, "old " + i) : sendHeard(scene, "old" + i);
      say(scene, new Effect.TextToXmpp("old-" + i, heard, Optional.empty()));
      say(scene, new Effect.Answer(heard.ref(), Optional.empty()));
    }
    assertThat(scene.correlation.messages().size()).isBetween(messages, messages + 1);
    return scene;
  }

  // What happens to one message.

  private static void pageOfRomeo(Scene scene, int number) {
    var text = pageHeard(scene, "text " + number);
    say(scene, new Effect.TextToXmpp("e" + number, text, Optional.empty()));
    hear(scene, new XmppEvent.HandedOver("e" + number));
    say(scene, new Effect.Answer(text.ref(), Optional.empty()));
    say(scene, new Effect.Forget(text.ref()));
  }

  private static void pageOfJuliet(Scene scene, int number) {
    var text = stanzaHeard(scene, "normal", number);
    say(scene, new Effect.PageToSip("e" + number, text, Optional.empty(), Optional.empty()));
    hear(scene, new SipEvent.Answered("e" + number, SipResponse.of(200, "OK")));
    say(scene, new Effect.ReceiptToXmpp("r" + number, text.ref()));
    say(scene, new Effect.Forget(text.ref()));
  }

  private static void sendOfRomeo(Scene scene, int number) {
    var text = sendHeard(scene, "new" + number);
    var sent = say(scene, new Effect.TextToXmpp("e" + number, text, Optional.of("leg")));
    say(scene, new Effect.Answer(text.ref(), Optional.empty()));
    var id = ((XmppCommand.Send) sent.records().get(0)).stanza().id().orElseThrow();
    hear(scene, scene.message("chat", "r" + number, receipt(id)));
    say(scene, new Effect.ReportToMsrp("m" + number, text.ref(), Optional.empty()));
    say(scene, new Effect.Forget(text.ref()));
  }

  private static void sendOfJuliet(Scene scene, int number) {
    var text = stanzaHeard(scene, "chat", number);
    var sent = say(scene, new Effect.TextToMsrp("e" + number, "leg", text));
    var id = ((MsrpCommand.Send) sent.records().get(0)).message().messageId();
    var session = scene.session("leg");
    hear(scene, new MsrpEvent.Sent(session, "e" + number, 200, "OK", true));
    var report = hear(scene, new MsrpEvent.Report(session, id, 1, -1, -1, 200, "OK"));
    assertThat(report.events()).hasSize(1);
    say(scene, new Effect.Forget(text.ref()));
  }

  private static void errorForNothing(Scene scene, int number) {
    var error =
        new Stanza(
            Stanza.Kind.MESSAGE,
            Vectors.jid(Scene.JULIET),
            Vectors.jid(Scene.ROMEO),
            Optional.of("nothing" + number),
            Optional.of("error"),
            Optional.empty(),
            List.of());
    assertThat(hear(scene, error).note()).isNotEmpty();
    hear(scene, new XmppEvent.NotSent("nothing" + number, true));
  }

  private static Element receipt(String id) {
    return Element.of(StanzaText.RECEIPTS, "received").with("id", id);
  }

  private static ChatMessage pageHeard(Scene scene, String text) {
    return ((Event.SipText) hear(scene, scene.received(page(text))).events().get(0)).message();
  }

  private static ChatMessage sendHeard(Scene scene, String id) {
    var octets = Octets.utf8("Art thou not Romeo?");
    var send =
        new MsrpEvent.Received(
            scene.session("leg"),
            "tid",
            List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
            new MsrpMessage(id, "text/plain", octets, true, FailureReport.YES),
            new MsrpContent("text/plain", Optional.empty(), octets, Optional.empty()));
    return ((Event.MsrpText) hear(scene, send).events().get(0)).message();
  }

  private static ChatMessage stanzaHeard(Scene scene, String type, int number) {
    var stanza = scene.message(type, "id" + number, body("Neither, fair maid"), receiptRequest());
    return ((Event.XmppText) hear(scene, stanza).events().get(0)).message();
  }

  // What the router does.

  private static Said say(Scene scene, Effect effect) {
    var said = scene.rules.out(effect, scene.correlation, scene.context());
    told(scene);
    return said;
  }

  private static Heard hear(Scene scene, WireRecord record) {
    var heard = scene.rules.in(record, scene.correlation, scene.context());
    told(scene);
    return heard;
  }

  private static void told(Scene scene) {
    scene.correlation.changes();
    scene.correlation.handles();
  }
}
