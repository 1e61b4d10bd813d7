package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.XmppEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What became of what we sent, and what comes where nothing is. */
class ResultsTest {

  private static final Failure TIMEOUT = Failure.of(Failure.Cause.TIMEOUT, "no answer");
  private static final Failure TRANSPORT = Failure.of(Failure.Cause.TRANSPORT, "no way");

  private final Scene scene = new Scene();

  private Event.Result result(im.balcony.api.wire.WireRecord record) {
    return scene.hear(Event.Result.class, record);
  }

  @Test
  void theLinkSaysWhatBecameOfAStanza() {
    assertThat(result(new XmppEvent.HandedOver("e1")))
        .isEqualTo(new Event.Result("e1", Optional.empty(), false));
    for (var written : List.of(true, false)) {
      var lost = result(new XmppEvent.NotSent("e1", written));
      assertThat(lost.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.TRANSPORT);
      assertThat(lost.maybeArrived()).isEqualTo(written);
      var late = result(new XmppEvent.Expired("e1", written));
      assertThat(late.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.EXPIRED);
      assertThat(late.maybeArrived()).isEqualTo(written);
    }
    var refused = result(new XmppEvent.Refused("e1"));
    assertThat(refused.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.REFUSED);
  }

  @Test
  void theLinkItselfIsNoConversations() {
    assertThat(scene.in(new XmppEvent.Up(OptionalLong.empty())).note()).isNotEmpty();
    assertThat(scene.heard.events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"200,, false", "404, 404, false", "408, 408, true", "503, 503, false"})
  void aFinalResponseIsTheResultOfAMessage(int status, Integer failure, boolean maybe) {
    scene.out(page());
    var heard = result(new SipEvent.Answered("e1", SipResponse.of(status, "x")));
    assertThat(heard.effectId()).isEqualTo("e1");
    assertThat(heard.failure().map(f -> f.sipStatus().getAsInt()))
        .isEqualTo(Optional.ofNullable(failure));
    assertThat(heard.maybeArrived()).isEqualTo(maybe);
  }

  private static Effect.PageToSip page() {
    var message = Scene.plain("m", Kind.NORMAL, "x");
    return new Effect.PageToSip("e1", message, Optional.empty(), Optional.empty());
  }

  @Test
  void aProvisionalResponseIsNone() {
    scene.out(page());
    assertThat(scene.in(new SipEvent.Answered("e1", SipResponse.of(100, "Trying"))).events())
        .isEmpty();
    assertThat(scene.heard.note()).isNotEmpty();
  }

  @Test
  void whereNoAnswerComesItMayHaveArrivedUnlessItNeverLeft() {
    scene.out(page());
    assertThat(result(new SipEvent.NotAnswered("e1", TIMEOUT)).maybeArrived()).isTrue();
    assertThat(result(new SipEvent.NotAnswered("e1", TRANSPORT)).maybeArrived()).isFalse();
    assertThat(result(new SipEvent.NotAnswered("e1", Failure.sip(408, ""))).maybeArrived())
        .isTrue();
  }

  @Test
  void anInviteWithoutAnswerIsARefusalThatSaysNothingOfSessions() {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var refused = scene.hear(Event.SessionRefused.class, new SipEvent.NotAnswered("e1", TIMEOUT));
    assertThat(refused).isEqualTo(new Event.SessionRefused("leg", TIMEOUT, false));
    assertThat(scene.in(new SipEvent.NotAnswered("e1", TIMEOUT)).events()).isEmpty();
  }

  @Test
  void aResponseForASessionThatIsGoneIsNoted() {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    scene.correlation.removeLeg("leg");
    Rows.commit(scene.correlation, scene.rows);
    scene.in(new SipEvent.Answered("e1", ok("t", Optional.of(sdp("text/plain")))));
    assertThat(scene.heard.events()).isEmpty();
    assertThat(scene.heard.note()).isNotEmpty();
  }

  @Test
  void aByeWithoutAnswerEndsTheDialogToo() {
    var leg = scene.offered(sdp("text/plain"));
    scene.request(new Effect.EndSession("e9", leg, Optional.empty()));
    assertThat(result(new SipEvent.NotAnswered("e9", TIMEOUT)).effectId()).isEqualTo("e9");
    var bye = within(scene.dialog(leg), "BYE", 9, Optional.empty());
    assertThat(scene.refused(scene.received(bye)).status()).isEqualTo(481);
    assertThat(scene.out(new Effect.EndSession("e10", leg, Optional.empty())).failure())
        .isPresent();
    assertThat(scene.out(new Effect.RefreshSession("e11", leg, true)).failure()).isPresent();
    var text = scene.text("chat", "1", body("x"));
    assertThat(
            scene.out(new Effect.TextToMsrp("e12", leg, text)).failure().orElseThrow().msrpStatus())
        .hasValue(481);
    assertThat(scene.out(new Effect.ComposingToMsrp(leg, true)).records()).isEmpty();
  }

  @Test
  void whatIsAskedOfNoSessionFails() {
    assertThat(scene.out(new Effect.OpenMedia("none")).failure()).isPresent();
    assertThat(scene.out(new Effect.EndSession("e", "none", Optional.empty())).failure())
        .isPresent();
    assertThat(scene.out(new Effect.RefreshSession("e", "none", false)).failure()).isPresent();
    assertThat(scene.out(new Effect.AckSession("none", Optional.empty())).records()).isEmpty();
    assertThat(scene.out(new Effect.CloseMedia("none")).records()).isEmpty();
    var leg = scene.offered(sdp("text/plain"));
    assertThat(scene.out(new Effect.AckSession(leg, Optional.of("no such fork"))).records())
        .isEmpty();
    assertThat(scene.out(new Effect.EndSession("e", leg, Optional.of("no such fork"))).failure())
        .isPresent();
  }

  @Test
  void anEndedLegIsSweptWhenItsMediaWasNeverClosed() {
    var leg = scene.offered(sdp("text/plain"));
    scene.request(new Effect.EndSession("e9", leg, Optional.empty()));
    result(new SipEvent.Answered("e9", SipResponse.of(200, "OK")));
    assertThat(scene.correlation.leg(leg)).isPresent();
    scene.now += 64_000;
    scene.text("chat", "1", body("x"));
    assertThat(scene.correlation.leg(leg)).isPresent();
    scene.now += 1;
    scene.text("chat", "2", body("x"));
    assertThat(scene.correlation.leg(leg)).isEmpty();
  }

  @Test
  void nothingOfAClosedSessionIsKept() {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "1", body("x"));
    scene.out(new Effect.TextToMsrp("e2", leg, text));
    scene.out(new Effect.CloseMedia(leg));
    assertThat(scene.correlation.leg(leg)).isPresent();
    var bye = within(scene.dialog(leg), "BYE", 9, Optional.empty());
    var ended = scene.hear(Event.SessionEnded.class, scene.received(bye));
    scene.out(new Effect.Answer(ended.ref(), Optional.empty()));
    assertThat(scene.correlation.leg(leg)).isEmpty();
    assertThat(scene.correlation.effects().size()).isZero();
    assertThat(scene.correlation.handles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"200, true", "0, true", "0, false", "413, true", "481, false"})
  void msrpSaysWhatBecameOfAText(int status, boolean written) {
    var leg = scene.offered(sdp("text/plain"));
    var text = scene.text("chat", "1", body("x"));
    scene.out(new Effect.TextToMsrp("e2", leg, text));
    var heard = result(new MsrpEvent.Sent(scene.session(leg), "e2", status, "comment", written));
    assertThat(heard.effectId()).isEqualTo("e2");
    assertThat(heard.maybeArrived()).isEqualTo(status != 200 && written);
    if (status == 0) {
      assertThat(heard.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.TRANSPORT);
    } else {
      assertThat(heard.failure())
          .isEqualTo(
              status == 200 ? Optional.empty() : Optional.of(Failure.msrp(status, "comment")));
    }
    assertThat(scene.correlation.effects().get("e2")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "OPTIONS"})
  void aMethodThatADialogDoesNotKnowIsNotAllowed(String method) {
    var leg = scene.offered(sdp("text/plain"));
    var request = within(scene.dialog(leg), method, 5, Optional.empty());
    var response = scene.refused(scene.received(request));
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow").orElseThrow()).contains("MESSAGE");
  }

  @Test
  void aRequestWithTheSameCseqIsInOrder() {
    var leg = scene.offered(sdp("text/plain"));
    var request = within(scene.dialog(leg), "INFO", 5, Optional.empty());
    scene.refused(scene.received(request));
    assertThat(scene.refused(scene.received(request)).status()).isEqualTo(405);
  }

  @Test
  void requestsOfNoDialogHaveTheir481AndAcksHaveNone() {
    var stray = Scene.fromRomeo("BYE", "unknown");
    assertThat(scene.refused(scene.received(stray)).status()).isEqualTo(481);
    assertThat(scene.heard.note()).isNotEmpty();
    assertThat(scene.in(scene.received(Scene.fromRomeo("ACK", "unknown"))).replies()).isEmpty();
    var leg = scene.offered(sdp("text/plain"));
    var own = within(scene.dialog(leg), "BYE", 5, Optional.empty());
    assertThat(scene.refused(scene.received(callId(own, "another"))).status()).isEqualTo(481);
    var tag = own.to().tag().orElseThrow() + "x";
    var to = SipParty.of(own.to().uri()).tagged(tag);
    assertThat(scene.refused(scene.received(to(own, to))).status()).isEqualTo(481);
  }

  private static SipRequest callId(SipRequest r, String callId) {
    return copy(r, r.from(), r.to(), callId);
  }

  private static SipRequest to(SipRequest r, SipParty to) {
    return copy(r, r.from(), to, r.callId());
  }

  private static SipRequest copy(SipRequest r, SipParty from, SipParty to, String callId) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        from,
        to,
        callId,
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        r.headers(),
        r.contentType(),
        r.body(),
        r.sdp());
  }

  @Test
  void aForkMayHangUpByItselfOnce() {
    scene.established("leg", sdp("text/plain"));
    scene.hear(
        Event.SessionForked.class,
        new SipEvent.Answered("invite-leg", ok("other", Optional.of(sdp("text/plain")))));
    var bye = within(scene.dialog("leg"), "BYE", 1, Optional.empty());
    var other = copy(bye, bye.from().tagged("other"), bye.to(), bye.callId());
    assertThat(scene.refused(scene.received(other)).status()).isEqualTo(200);
    assertThat(scene.refused(scene.received(other)).status()).isEqualTo(481);
    assertThat(scene.out(new Effect.EndSession("e", "leg", Optional.of("other"))).failure())
        .isPresent();
    var info =
        copy(
            within(scene.dialog("leg"), "INFO", 1, Optional.empty()),
            bye.from().tagged("third"),
            bye.to(),
            bye.callId());
    assertThat(scene.refused(scene.received(info)).status()).isEqualTo(481);
  }

  @Test
  void aByeBeforeTheAnswerEndsTheInviteWith487() {
    var leg =
        scene
            .hear(
                Event.SessionOffered.class,
                scene.received(Scene.invite("F6989A8C-DE8A-4E21", Optional.of(sdp("text/plain")))))
            .leg();
    var bye = within(scene.dialog(leg), "BYE", 2, Optional.empty());
    scene.in(scene.received(bye));
    assertThat(scene.heard.events()).hasSize(1);
    var response = ((SipCommand.Respond) scene.heard.replies().get(0)).response();
    assertThat(response.status()).isEqualTo(487);
    assertThat(response.toTag()).isEqualTo(scene.dialog(leg).local().tag());
  }

  @Test
  void aLanguageAndAThreadGoWithTheInvitation() {
    var first = scene.text("chat", "1", body("x"), thread("7"));
    var invite = scene.request(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    assertThat(invite.header("Content-Language")).isEmpty();
    assertThat(invite.callId()).isNotEqualTo("7");
    assertThat(scene.correlation.leg("leg").orElseThrow().thread()).contains("7");
    assertThat(scene.correlation.state().thread()).contains("7");
  }
}
