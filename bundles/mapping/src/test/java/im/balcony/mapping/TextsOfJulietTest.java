package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Limits;
import im.balcony.testkit.PolicyBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 7573 §4: what Juliet writes, on the session that Romeo has accepted. */
class TextsOfJulietTest {

  private final Scene scene = new Scene();

  @Test
  void herTextGoesOutOnTheSession() {
    accepted(sdp("text/plain"));
    var open = scene.say(MsrpCommand.Open.class, new Effect.OpenMedia("leg"));
    assertThat(open.connect()).isTrue();
    assertThat(open.session().remotePath().get(0).raw()).isEqualTo(Scene.PEER_PATH);
    var text = scene.text("chat", "2", body("a\nb"));
    var send =
        scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", "leg", text)).message();
    assertThat(send.contentType()).isEqualTo("text/plain");
    assertThat(send.body().utf8()).isEqualTo("a\r\nb");
    assertThat(send.messageId()).matches("[0-9A-Za-z]{11,32}");
    assertThat(send.successReport()).isFalse();
    assertThat(send.failureReport()).isEqualTo(FailureReport.YES);
    var result =
        scene.hear(
            Event.Result.class, new MsrpEvent.Sent(scene.session("leg"), "e2", 200, "OK", true));
    assertThat(result).isEqualTo(new Event.Result("e2", Optional.empty(), false));
  }

  @ParameterizedTest
  @EnumSource(FailureReport.class)
  void theTenantChoosesTheFailureReport(FailureReport report) {
    scene.with(PolicyBuilder.defaults().failureReport(report).build(), Limits.DEFAULT);
    accepted(sdp("text/plain"));
    var text = Scene.plain("r", Kind.CHAT, "x");
    var send = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", "leg", text));
    assertThat(send.message().failureReport()).isEqualTo(report);
  }

  @Test
  void aPeerThatWantsCpimGetsIt() {
    accepted(sdp("message/cpim", "accept-wrapped-types:*"));
    var text = Scene.plain("r", Kind.CHAT, "x");
    var message =
        scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", "leg", text)).message();
    assertThat(message.contentType()).isEqualTo("message/cpim");
    assertThat(message.body().utf8())
        .contains("From: <sip:juliet@example.com>\r\n")
        .contains("To: <sip:romeo@example.net>\r\n")
        .contains("DateTime: 2026-")
        .endsWith("Content-Type: text/plain; charset=utf-8\r\n\r\nx");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, max-size:2, policy-violation",
    "text/plain, sendonly, not-allowed",
    "message/cpim, setup:passive, not-acceptable",
  })
  void whatHeDoesNotTakeIsNotSent(String types, String attribute, String condition) {
    accepted(sdp(types, attribute));
    var said = scene.out(new Effect.TextToMsrp("e2", "leg", Scene.plain("r", Kind.CHAT, "long")));
    assertThat(said.records()).isEmpty();
    assertThat(said.failure().orElseThrow().condition()).hasValue(condition);
  }

  @Test
  void aTypeThatHeRefusedIsNotUsedAgain() {
    accepted(sdp("text/plain application/im-iscomposing+xml"));
    var composing = new Effect.ComposingToMsrp("leg", true);
    var send = scene.say(MsrpCommand.Send.class, composing);
    assertThat(send.message().successReport()).isFalse();
    scene.in(new MsrpEvent.Sent(scene.session("leg"), send.effectId(), 415, "", true));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(scene.out(composing).records()).isEmpty();
    scene.out(new Effect.TextToMsrp("e2", "leg", Scene.plain("r", Kind.CHAT, "x")));
    scene.in(new MsrpEvent.Sent(scene.session("leg"), "e2", 415, "", true));
    assertThat(
            scene
                .out(new Effect.TextToMsrp("e3", "leg", Scene.plain("s", Kind.CHAT, "x")))
                .failure())
        .isPresent();
  }

  @Test
  void composingIsDroppedWhereHeDoesNotTakeIt() {
    accepted(sdp("text/plain"));
    assertThat(scene.out(new Effect.ComposingToMsrp("leg", true)).records()).isEmpty();
    assertThat(scene.said.failure()).isEmpty();
  }

  @Test
  void aTextKeepsItsMessageIdInAnotherSession() {
    accepted(sdp("text/plain"));
    var text = Scene.plain("r", Kind.CHAT, "x");
    var once = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e2", "leg", text));
    scene.out(new Effect.RefreshSession("e3", "leg", true));
    var again = scene.say(MsrpCommand.Send.class, new Effect.TextToMsrp("e4", "leg", text));
    assertThat(again.message().messageId()).isEqualTo(once.message().messageId());
    assertThat(again.sessionId()).isNotEqualTo(once.sessionId());
  }

  private void accepted(im.balcony.api.sip.SessionDescription answer) {
    var first = scene.text("chat", "a786hjs2", body("Art thou?"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    scene.hear(
        Event.SessionAccepted.class,
        new SipEvent.Answered("e1", ok("as83kd9", Optional.of(answer))));
  }
}
