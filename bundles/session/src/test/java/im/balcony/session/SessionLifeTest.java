package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.SessionTimer;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.session.state.LegState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An established session: texts that fail, connections that break, timers, the end. */
class SessionLifeTest {

  private final Play play = new Play();

  @ParameterizedTest
  @CsvSource({
    "400, ESTABLISHED, true",
    "401, ESTABLISHED, true",
    "403, ESTABLISHED, true",
    "408, ESTABLISHED, true",
    "413, ESTABLISHED, true",
    "423, ESTABLISHED, true",
    "415, ENDING, true",
    "501, ENDING, true",
    "481, ENDING, false",
    "506, ENDING, false",
    "499, ENDING, true"
  })
  void aRefusedTextIsToldOrSentAgainByStatus(int status, LegState after, boolean told) {
    var leg = play.established();
    play.juliet("m1");
    play.failed(play.the(Effect.TextToMsrp.class).effectId(), Failure.msrp(status, ""), true);
    assertThat(play.state(leg)).isEqualTo(after);
    assertThat(play.errors()).isEqualTo(told ? List.of("m1") : List.of());
    assertThat(play.of(Effect.StartSession.class)).hasSize(told ? 0 : 1);
  }

  @Test
  void a415SendsWhatFollowsInPageMode() {
    play.established();
    play.juliet("m1");
    play.failed(play.the(Effect.TextToMsrp.class).effectId(), Failure.msrp(415, ""), true);
    play.juliet("m2");
    assertThat(play.words()).containsExactly("PageToSip");
  }

  @Test
  void aPeerThatAlwaysAnswers481IsNotCalledForEver() {
    play.juliet("m1");
    for (var i = 0; i < 10 && play.outcome("m1") == Outcome.Kind.PENDING; i++) {
      var leg = play.the(Effect.StartSession.class).leg();
      play.accepted(leg);
      play.mediaUp(leg);
      play.failed(play.the(Effect.TextToMsrp.class).effectId(), Failure.msrp(481, ""), true);
    }
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.all.stream().filter(Effect.StartSession.class::isInstance)).hasSize(2);
  }

  @Test
  void aLateAnswerChangesNothing() {
    play.established();
    play.juliet("m1");
    var effectId = play.the(Effect.TextToMsrp.class).effectId();
    play.failed(effectId, Failure.msrp(408, ""), true);
    assertThat(play.done(effectId)).isEmpty();
    assertThat(play.outcomes.get("m1")).containsExactly(Outcome.Kind.PENDING, Outcome.Kind.FAILED);
  }

  @Test
  void aLostConnectionIsTriedOnceMoreOnANewPath() {
    var leg = play.established();
    play.juliet("m1");
    var first = play.the(Effect.TextToMsrp.class);
    play.failed(first.effectId(), Failure.msrp(0, "lost"), true);
    assertThat(play.words()).containsExactly("RefreshSession");
    assertThat(play.the(Effect.RefreshSession.class).newPath()).isTrue();
    assertThat(play.mediaDown(leg)).isEmpty();
    play.accepted(leg);
    assertThat(play.words()).containsExactly("AckSession", "OpenMedia");
    play.mediaUp(leg);
    var again = play.the(Effect.TextToMsrp.class);
    assertThat(again.message()).isEqualTo(first.message());
    assertThat(again.effectId()).isNotEqualTo(first.effectId());
    play.mediaDown(leg);
    assertThat(play.words()).contains("EndSession");
    play.failed(again.effectId(), Failure.msrp(0, "lost"), true);
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.the(Effect.ErrorToXmpp.class).failure().condition())
        .contains("remote-server-timeout");
  }

  @Test
  void aRefusedNewPathEndsTheSessionAndUnwrittenTextsGoOn() {
    var leg = play.established();
    play.juliet("m1");
    var effectId = play.the(Effect.TextToMsrp.class).effectId();
    play.mediaDown(leg);
    play.failed(effectId, Failure.msrp(0, "lost"), false);
    play.refused(leg, 488, false);
    assertThat(play.words()).contains("EndSession", "StartSession");
    assertThat(play.errors()).isEmpty();
  }

  @Test
  void anIdleLostConnectionIsReplacedAsOftenAsItDoesNotFlap() {
    var leg = play.established();
    for (var lost = 0; lost < 3; lost++) {
      play.mediaDown(leg);
      assertThat(play.words()).containsExactly("RefreshSession");
      play.accepted(leg);
      play.mediaUp(leg);
      assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
      play.pass(Bounds.FLAP);
    }
    play.mediaDown(leg);
    play.accepted(leg);
    play.mediaUp(leg);
    play.pass(Bounds.FLAP - 1);
    play.mediaDown(leg);
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia", "StateToXmpp");
  }

  @Test
  void aConnectionThatLastedIsReplacedHoweverMuchIsSaid() {
    var leg = play.established();
    play.mediaDown(leg);
    play.accepted(leg);
    play.mediaUp(leg);
    play.pass(Bounds.FLAP);
    play.romeo(leg, Play.chat("r1"));

    play.mediaDown(leg);

    assertThat(play.words()).containsExactly("RefreshSession");
  }

  @Test
  void restartsOfTheGatewayEndNoSession() {
    var leg = play.established();
    for (var times = 0; times < 3; times++) {
      play.restarted(leg);
      assertThat(play.words()).containsExactly("RefreshSession");
      play.accepted(leg);
      play.mediaUp(leg);
      assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    }
  }

  @Test
  void aSessionThatWasConnectingWhenTheGatewayWentGetsAnotherPath() {
    var leg = play.established();
    play.restarted(leg);
    play.accepted(leg);
    assertThat(play.state(leg)).isEqualTo(LegState.CONNECTING);

    play.restarted(leg);

    assertThat(play.words()).containsExactly("RefreshSession");
    play.accepted(leg);
    play.mediaUp(leg);
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void aCallThatWaitedForItsAckWhenTheGatewayWentIsConnectedAgain() {
    play.offered("his");
    play.mediaUp("his");
    play.restarted("his");
    assertThat(play.words()).containsExactly("OpenMedia");

    play.acked("his");

    assertThat(play.state("his")).isEqualTo(LegState.CONNECTING);
    play.mediaUp("his");
    assertThat(play.state("his")).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void aByeWithTextsOnTheWayLosesNone() {
    var leg = play.established();
    play.juliet("m1");
    var one = play.the(Effect.TextToMsrp.class).effectId();
    play.juliet("m2");
    var two = play.the(Effect.TextToMsrp.class).effectId();
    play.hear(new Event.SessionEnded(leg, "bye"));
    play.failed(one, Failure.msrp(0, ""), true);
    assertThat(play.errors()).containsExactly("m1");
    play.failed(two, Failure.msrp(0, ""), false);
    assertThat(play.the(Effect.StartSession.class).first().ref()).isEqualTo("m2");
  }

  @Test
  void orderIsKeptBehindATextWhoseFateIsUnknown() {
    var leg = play.established();
    play.juliet("m1");
    var one = play.the(Effect.TextToMsrp.class).effectId();
    play.hear(new Event.SessionEnded(leg, "bye"));
    assertThat(play.juliet("m2")).isEmpty();
    play.failed(one, Failure.msrp(0, ""), false);
    var next = play.the(Effect.StartSession.class).leg();
    play.accepted(next);
    play.mediaUp(next);
    assertThat(play.of(Effect.TextToMsrp.class))
        .extracting(e -> e.message().ref())
        .containsExactly("m1", "m2");
  }

  @Test
  void silenceEndsTheSessionAndAnyTextRestartsTheTimer() {
    var leg = play.established();
    play.pass(Play.LIMITS.idleTimeout() - 1);
    play.romeo(leg, Play.chat("r1"));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.pass(Play.LIMITS.idleTimeout() - 1);
    assertThat(play.of(Effect.EndSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia", "StateToXmpp");
    play.done(play.the(Effect.EndSession.class).effectId());
    play.pass(Play.LIMITS.errorWindow());
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void goneEndsTheSessionWithoutAnEcho() {
    play.established();
    play.hear(new Event.XmppState(ChatState.GONE));
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia");
    play.pass(Bounds.TRANSACTION);
    assertThat(play.conversation().legs()).isEmpty();
  }

  @Test
  void anOperatorsEndSendsTextsFirst() {
    play.established();
    play.juliet("m1");
    var text = play.the(Effect.TextToMsrp.class);
    assertThat(play.hear(new Event.EndWanted("operator"))).isEmpty();
    play.done(text.effectId());
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia", "StateToXmpp");
  }

  @Test
  void whatIsGivenUpIsToldBeforeTheSessionEnds() {
    play.established();
    play.juliet("m1");
    play.hear(new Event.GivenUp("the tenant is removed"));
    assertThat(play.words())
        .startsWith("ErrorToXmpp", "Forget", "EndSession")
        .contains("CloseMedia");
    assertThat(play.outcomes.get("m1")).containsExactly(Outcome.Kind.PENDING, Outcome.Kind.EXPIRED);
  }

  @Test
  void aReportBecomesAReceiptOnce() {
    play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    play.hear(new Event.Reported("m1", Optional.empty()));
    assertThat(play.words()).containsExactly("ReceiptToXmpp", "Forget");
    assertThat(play.hear(new Event.Reported("m1", Optional.empty()))).isEmpty();
    assertThat(play.outcomes.get("m1"))
        .containsExactly(Outcome.Kind.PENDING, Outcome.Kind.HANDED_OVER, Outcome.Kind.DELIVERED);
  }

  @Test
  void aReportThatNobodyAskedForIsNoReceipt() {
    play.established();
    play.hear(new Event.Reported("first", Optional.empty()));
    assertThat(play.words()).containsExactly("Forget");
  }

  @Test
  void aReportMayOvertakeTheResponse() {
    play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    var effectId = play.the(Effect.TextToMsrp.class).effectId();
    play.hear(new Event.Reported("m1", Optional.empty()));
    assertThat(play.words()).containsExactly("ReceiptToXmpp", "Forget");
    assertThat(play.done(effectId)).isEmpty();
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource({"413, false", "408, false", "481, true", "599, true"})
  void aFailureReportIsToldAndMayEndTheSession(int status, boolean ends) {
    play.established();
    play.hear(new Event.Reported("first", Optional.of(Failure.msrp(status, ""))));
    assertThat(play.errors()).containsExactly("first");
    assertThat(play.of(Effect.EndSession.class)).hasSize(ends ? 1 : 0);
    assertThat(play.hear(new Event.Reported("first", Optional.of(Failure.msrp(413, "")))))
        .isEmpty();
  }

  @Test
  void aSessionThatEndsWithoutReportLeavesTheReceiptOut() {
    var leg = play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    play.hear(new Event.SessionEnded(leg, "bye"));
    play.pass(Play.LIMITS.errorWindow());
    assertThat(play.of(Effect.ErrorToXmpp.class)).isEmpty();
    assertThat(play.of(Effect.ReceiptToXmpp.class)).isEmpty();
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void theRefresherRefreshesAtHalfTheInterval() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg, new SessionTimer(400_000, true));
    play.mediaUp(leg);
    play.pass(199_999);
    assertThat(play.of(Effect.RefreshSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.the(Effect.RefreshSession.class).newPath()).isFalse();
    play.done(play.the(Effect.RefreshSession.class).effectId());
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    play.pass(200_000);
    assertThat(play.of(Effect.RefreshSession.class)).hasSize(1);
    play.accepted(leg, new SessionTimer(400_000, true));
    assertThat(play.words()).containsExactly("AckSession");
  }

  @ParameterizedTest
  @CsvSource({"90000, 60000", "300000, 268000"})
  void theOtherSideEndsAnUnrefreshedSession(long interval, long bye) {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg, new SessionTimer(interval, false));
    play.mediaUp(leg);
    play.pass(bye - 1);
    assertThat(play.of(Effect.EndSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia", "StateToXmpp");
  }

  @Test
  void aFailedRefreshLeavesTheSessionUnlessItIsGone() {
    var expected = Map.of(488, LegState.ESTABLISHED, 481, LegState.ENDING, 408, LegState.ENDING);
    expected.forEach(
        (status, state) -> {
          var scene = new Play();
          scene.juliet("m1");
          var leg = scene.the(Effect.StartSession.class).leg();
          scene.accepted(leg, new SessionTimer(400_000, true));
          scene.mediaUp(leg);
          scene.pass(200_000);
          scene.refused(leg, status, false);
          assertThat(scene.state(leg)).as("after %s", status).isEqualTo(state);
        });
  }

  @Test
  void glareIsTriedAgainInItsWindow() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg, new SessionTimer(400_000, true));
    play.mediaUp(leg);
    play.pass(200_000);
    play.hear(new Event.SessionChanged(leg, "re", false, true, Optional.empty()));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(491);
    play.refused(leg, 491, false);
    assertThat(play.pass(2_099)).isEmpty();
    play.pass(1_901);
    assertThat(play.words()).containsExactly("RefreshSession");
  }

  @Test
  void aReInviteIsAnsweredFollowedAndRepeatedUntilItsAck() {
    var leg = play.established();
    play.hear(new Event.SessionChanged(leg, "re", true, true, Optional.empty()));
    assertThat(play.words()).containsExactly("Answer", "OpenMedia");
    play.pass(500);
    assertThat(play.the(Effect.AcceptSession.class).repeat()).isTrue();
    assertThat(play.last.durable()).as("a copy is not worth a commit").isFalse();
    play.acked(leg);
    assertThat(play.pass(31_500)).isEmpty();
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void anUpdateNeedsNoAck() {
    var leg = play.established();
    play.hear(new Event.SessionChanged(leg, "up", false, false, Optional.empty()));
    assertThat(play.words()).containsExactly("Answer");
    assertThat(play.pass(40_000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatIsOnTheWireIsBoundedAndTheRestWaits(int over) {
    var leg = play.established();
    var window = Bounds.window(Play.LIMITS);
    for (var i = 0; i < window + over; i++) {
      play.juliet("m" + i);
    }
    assertThat(play.of(Effect.TextToMsrp.class)).hasSize(1 - over);
    assertThat(play.sessions().get(0).queued()).isEqualTo(window + over);
    assertThat(play.sessions().get(0).leg()).isEqualTo(leg);
    assertThat(play.sessions().get(0).state()).isEqualTo("established");
  }

  @Test
  void whatIsRememberedIsBoundedAndTheOldestGoesFirst() {
    var leg = play.established();
    var handed = new ArrayList<Handed>();
    var incoming = new ArrayList<Incoming>();
    for (var i = 0; i < Bounds.REMEMBERED; i++) {
      var until = play.now + 1_000;
      handed.add(new Handed("m" + i, leg, true, false, false, until, until, Facts.NONE));
      incoming.add(
          new Incoming(
              "r" + i, leg, "", until, until, 0, true, false, FailureReport.YES, Facts.NONE));
    }
    play.remember(handed, incoming);
    play.juliet("m-last");
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("m0");
    play.romeo(leg, Play.chat("r-last"));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("r0");
    assertThat(play.conversation().handed()).hasSize(Bounds.REMEMBERED);
    assertThat(play.conversation().incoming()).hasSize(Bounds.REMEMBERED);
  }

  @Test
  void tooManyTextsOnTheWayToJulietAreRefused() {
    var leg = play.established();
    for (var i = 0; i < Bounds.window(Play.LIMITS); i++) {
      play.romeo(leg, Play.chat("r" + i));
    }
    assertThat(play.the(Effect.Answer.class).failure()).isEmpty();
    play.romeo(leg, Play.chat("over"));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().msrpStatus()).hasValue(408);
    assertThat(play.outcome("over")).isNull();
  }

  @Test
  void normalTextsDoNotUseTheSession() {
    play.established();
    play.julietNormal("n1");
    assertThat(play.the(Effect.PageToSip.class).message().kind())
        .isEqualTo(ChatMessage.Kind.NORMAL);
  }
}
