package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.SessionTimer;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** re-INVITE, UPDATE, session timers and glare (RFC 3261 §14, RFC 4028 §10). */
class RefreshTest {

  private final Play play = new Play();

  /** A session that we refresh at 200 s, now. */
  private String refreshing() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg, new SessionTimer(400_000, true));
    play.mediaUp(leg);
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    play.pass(200_000);
    assertThat(play.words()).contains("RefreshSession");
    return leg;
  }

  @Test
  void anUpdateIsRefusedOrAcceptedByItsResult() {
    var leg = refreshing();
    var effectId = play.the(Effect.RefreshSession.class).effectId();
    play.failed(effectId, Failure.sip(481, "gone"), false);
    assertThat(play.words()).contains("EndSession");
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void aRefreshWithoutAnswerEndsTheSessionInTime() {
    var leg = refreshing();
    play.pass(200_000 - 32_000 - 1);
    assertThat(play.of(Effect.EndSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void aRefreshThatTimesOutEndsTheSession() {
    var leg = refreshing();
    var none = Failure.of(Failure.Cause.TIMEOUT, "no answer");
    play.hear(new Event.SessionRefused(leg, none, false));
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void aRefusedRefreshLeavesTheSessionUntilItExpires() {
    var leg = refreshing();
    play.refused(leg, 488, false);
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    play.pass(200_000 - 32_000 - 1);
    assertThat(play.of(Effect.RefreshSession.class)).isEmpty();
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    play.pass(1);
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void aRefreshOfTooShortAnIntervalGoesOutOnceMore() {
    var leg = refreshing();
    play.failed(play.the(Effect.RefreshSession.class).effectId(), Failure.sip(422, ""), false);
    play.pass(0);
    var again = play.the(Effect.RefreshSession.class);
    play.failed(again.effectId(), Failure.sip(422, ""), false);
    play.pass(0);
    assertThat(play.of(Effect.RefreshSession.class)).isEmpty();
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    play.pass(200_000 - 32_000);
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void theAnswerToAnUpdateMaySettleAShorterInterval() {
    refreshing();
    var refresh = play.the(Effect.RefreshSession.class).effectId();
    var shorter = Optional.of(new SessionTimer(100_000, true));
    play.hear(new Event.Result(refresh, Optional.empty(), false, shorter));
    play.pass(49_999);
    assertThat(play.of(Effect.RefreshSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.of(Effect.RefreshSession.class)).hasSize(1);
  }

  @Test
  void anAnswerToAnUpdateWithoutATimerLeavesItAsItWas() {
    refreshing();
    play.done(play.the(Effect.RefreshSession.class).effectId());
    play.pass(199_999);
    assertThat(play.of(Effect.RefreshSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.of(Effect.RefreshSession.class)).hasSize(1);
  }

  @Test
  void aRefreshMayEndTheTimer() {
    var leg = refreshing();
    play.accepted(leg);
    assertThat(play.conversation().legs().get(0).marks())
        .doesNotContainKeys(Leg.Mark.TIMER, Leg.Mark.EXPIRES, Leg.Mark.INTERVAL);
  }

  @Test
  void theCallerWaitsLongerAfterGlareThanTheCalled() {
    for (var seed = 0; seed < 50; seed++) {
      assertThat(glare(new Play(Play.with(Play.POLICY).tenant, seed), true))
          .isBetween(2_100L, 4_000L);
      assertThat(glare(new Play(Play.with(Play.POLICY).tenant, seed), false))
          .isBetween(10L, 2_000L);
    }
  }

  private static long glare(Play scene, boolean ours) {
    var timer = new SessionTimer(400_000, true);
    var leg = "x";
    if (ours) {
      scene.juliet("m1");
      leg = scene.the(Effect.StartSession.class).leg();
      scene.accepted(leg, timer);
    } else {
      scene.hear(
          new Event.SessionOffered(
              leg, false, Optional.empty(), OptionalLong.empty(), Optional.of(timer)));
      scene.acked(leg);
    }
    scene.mediaUp(leg);
    scene.pass(200_000);
    scene.refused(leg, 491, false);
    return scene.conversation().legs().get(0).mark(Leg.Mark.TIMER) - scene.now;
  }

  @Test
  void aRefusedStreamOnANewPathEndsTheSession() {
    var leg = play.established();
    play.juliet("m1");
    play.mediaDown(leg);
    play.hear(
        new Event.SessionAccepted(
            leg,
            false,
            true,
            Optional.empty(),
            Optional.of(Failure.sip(488, "")),
            Optional.empty()));
    assertThat(play.words()).contains("AckSession", "EndSession");
  }

  @Test
  void aNewPathHasBindTimeoutToBeConnected() {
    var leg = play.established();
    play.juliet("m1");
    play.mediaDown(leg);
    play.accepted(leg);
    assertThat(play.words()).containsExactly("AckSession", "OpenMedia");
    play.pass(Play.LIMITS.bindTimeout() - 1);
    assertThat(play.state(leg)).isEqualTo(LegState.CONNECTING);
    play.pass(1);
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void anUnknown2xxIsAcknowledgedAndChangesNothing() {
    var leg = play.established();
    var before = play.conversation().legs();
    play.accepted(leg, new SessionTimer(90_000, true));
    assertThat(play.words()).containsExactly("AckSession");
    assertThat(play.conversation().legs().get(0).marks()).isEqualTo(before.get(0).marks());
  }

  @Test
  void aPeersChangeWhileOursIsOutIsPending() {
    var leg = refreshing();
    play.hear(new Event.SessionChanged(leg, "up", false, false, Optional.empty()));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(491);
  }

  @Test
  void thePeerComingBackByItselfLeavesOurOfferStanding() {
    var leg = play.established();
    play.juliet("m1");
    play.mediaDown(leg);
    play.mediaUp(leg);
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
    play.accepted(leg);
    assertThat(play.words()).as("our new path counts").containsExactly("AckSession", "OpenMedia");
  }

  @Test
  void anOfferThatGlareStoppedIsNotRepeatedOnceThePeerIsBack() {
    var leg = play.established();
    play.juliet("m1");
    play.mediaDown(leg);
    play.refused(leg, 491, false);
    play.mediaUp(leg);
    play.pass(4_000);
    assertThat(play.of(Effect.RefreshSession.class)).allMatch(refresh -> !refresh.newPath());
  }

  @Test
  void aLateOfferOpensMediaAtItsAckOnly() {
    play.hear(
        new Event.SessionOffered(
            "x", true, Optional.empty(), OptionalLong.empty(), Optional.empty()));
    assertThat(play.of(Effect.OpenMedia.class)).isEmpty();
    play.acked("x");
    assertThat(play.words()).containsExactly("OpenMedia");
    play.offered("y");
    assertThat(play.words()).contains("OpenMedia");
    play.acked("y");
    assertThat(play.of(Effect.OpenMedia.class)).isEmpty();
  }
}
