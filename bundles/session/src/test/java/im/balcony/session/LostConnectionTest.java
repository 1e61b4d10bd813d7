package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.Step;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Handed;
import im.balcony.session.state.LegState;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that break and texts whose fate is open (RFC 4975 §5.4, §7.1.2). */
class LostConnectionTest {

  private final Play play = new Play();

  private String sending(String ref) {
    play.juliet(ref);
    return play.the(Effect.TextToMsrp.class).effectId();
  }

  @Test
  void aRestartGivesTheNewPathItsTimeAgain() {
    var leg = play.established();
    play.mediaDown(leg);
    play.pass(Play.LIMITS.setupTimeout() - 1);
    play.mediaDown(leg);
    play.hear(new Event.MediaDown(leg, Failure.msrp(0, "restarted"), true));
    play.pass(Play.LIMITS.setupTimeout() - 1);
    assertThat(play.state(leg)).isEqualTo(LegState.RECONNECTING);
    play.pass(1);
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  /** There is no BYE before the ACK (RFC 3261 §15), but the reason is not forgotten meanwhile. */
  @Test
  @Requirement("SIP-42")
  void aConnectionThatFailsBeforeTheAckIsToldWithTheBye() {
    play.offered("leg");
    var why = Failure.of(Failure.Cause.TRANSPORT, "without TLS");
    assertThat(play.hear(new Event.MediaDown("leg", why))).isEmpty();
    play.acked("leg");
    assertThat(play.the(Effect.EndSession.class).why()).hasValue(why);
  }

  @Test
  void aTextInFlightGoesOutAgainOnTheNewPath() {
    var leg = play.established();
    var first = sending("m1");
    play.mediaDown(leg);
    play.accepted(leg);
    play.mediaUp(leg);
    var again = play.the(Effect.TextToMsrp.class);
    assertThat(again.message().ref()).isEqualTo("m1");
    assertThat(again.effectId()).isNotEqualTo(first);
    assertThat(play.done(first)).as("the old connection's word counts no more").isEmpty();
  }

  @Test
  void aTextWithoutAnyResultTakesItsSessionWithItSoThatItCannotArriveLater() {
    var leg = play.established();
    sending("m1");
    play.pass(1_000);
    var behind = sending("m2");
    play.pass(Play.LIMITS.outboxAge() + Bounds.SEND_GUARD - 1_001);
    assertThat(play.errors()).isEmpty();
    play.pass(1);
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.words()).contains("EndSession", "CloseMedia");
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);

    var unbound = Failure.of(Failure.Cause.TRANSPORT, "session is unbound");
    play.failed(behind, unbound, false);
    assertThat(play.the(Effect.StartSession.class).first().ref()).isEqualTo("m2");
  }

  @Test
  void aTextWhoseTurnNeverCameHasWaitedTooLong() {
    var leg = play.established();
    play.juliet("m1");
    var text = play.the(Effect.TextToMsrp.class);
    assertThat(text.until()).isEqualTo(play.now + Play.LIMITS.outboxAge());
    play.pass(Play.LIMITS.outboxAge());
    assertThat(play.errors()).as("the connection says whether its turn came").isEmpty();
    play.failed(text.effectId(), Failure.msrp(408, "waited too long"), false);
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.outcomes.get("m1")).endsWith(Outcome.Kind.EXPIRED);
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void aTextThatIsNotAnsweredHasFailed() {
    play.established();
    play.failed(sending("m1"), Failure.msrp(408, "no answer"), true);
    assertThat(play.outcomes.get("m1")).endsWith(Outcome.Kind.FAILED);
  }

  @Test
  void whatWasNotInFlightThereStaysWhereItIs() {
    play.juliet("m0", "g1");
    var other = play.the(Effect.StartSession.class).leg();
    play.accepted(other);
    play.mediaUp(other);
    var elsewhere = play.the(Effect.TextToMsrp.class).effectId();
    play.juliet("m1", "g2");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg);
    play.mediaUp(leg);
    play.mediaDown(leg);
    play.accepted(leg);
    play.mediaUp(leg);
    assertThat(play.of(Effect.TextToMsrp.class))
        .extracting(e -> e.message().ref())
        .containsExactly("m1");
    play.done(elsewhere);
    assertThat(play.outcome("m0")).isEqualTo(Outcome.Kind.HANDED_OVER);
  }

  @Test
  void aTextThatGotThroughEarnsAnotherTry() {
    var leg = play.established();
    sending("m1");
    play.mediaDown(leg);
    play.accepted(leg);
    play.mediaUp(leg);
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    sending("m2");
    play.mediaDown(leg);
    assertThat(play.words()).containsExactly("RefreshSession");
  }

  @Test
  void aNewPathThatDoesNotComeIsGivenUpAtItsLimit() {
    var leg = play.established();
    play.failed(sending("m1"), Failure.msrp(0, "lost"), true);
    assertThat(play.state(leg)).isEqualTo(LegState.RECONNECTING);
    play.pass(Play.LIMITS.setupTimeout() - 1);
    assertThat(play.effects).isEmpty();
    play.pass(1);
    assertThat(play.words()).contains("EndSession", "CloseMedia");
    assertThat(play.errors()).as("written once, so never in page mode").containsExactly("m1");
    assertThat(play.of(Effect.PageToSip.class)).isEmpty();
  }

  @Test
  void aSessionThatIsToEndIsNotTriedAgain() {
    var leg = play.established();
    sending("m1");
    play.hear(new Event.EndWanted("operator"));
    play.mediaDown(leg);
    assertThat(play.words()).contains("EndSession");
  }

  @Test
  void orderIsKeptOnlyBehindEarlierTexts() {
    var leg = play.established();
    var one = sending("m1");
    sending("m2");
    play.hear(new Event.SessionEnded(leg, "bye"));
    play.failed(one, Failure.msrp(0, ""), false);
    assertThat(play.the(Effect.StartSession.class).first().ref()).isEqualTo("m1");
  }

  @Test
  void aTextOfUnknownFateIsAwaitedForALittleAfterTheEnd() {
    var leg = play.established();
    sending("m1");
    play.hear(new Event.SessionEnded(leg, "bye"));
    play.pass(Bounds.LIMBO - 1);
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.PENDING);
    play.pass(1);
    assertThat(play.errors()).containsExactly("m1");
  }

  @Test
  void aPeerThatNeverAnswersIsGivenUp() {
    play.established();
    sending("m1");
    play.pass(Play.LIMITS.outboxAge() + 600_000 - 1);
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.PENDING);
    play.pass(1);
    assertThat(play.errors()).containsExactly("m1");
  }

  @Test
  void sessionsThatEndBeforeTheTextLeavesAreNotTriedForEver() {
    play.juliet("m1");
    for (var tries = 0; tries < Bounds.TRIES; tries++) {
      var leg = play.the(Effect.StartSession.class).leg();
      play.accepted(leg);
      play.hear(new Event.SessionEnded(leg, "bye"));
    }
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.of(Effect.StartSession.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, TRANSPORT", "false, TIMEOUT"})
  void aTextTooLargeForMessageFailsWithItsSession(boolean down, Failure.Cause cause) {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.UPGRADE, PageStatus.ACCEPTED));
    scene.julietNormal("n1");
    var large = Failure.of(Failure.Cause.TOO_LARGE, "1300");
    scene.failed(scene.the(Effect.PageToSip.class).effectId(), large, false);
    var leg = scene.the(Effect.StartSession.class).leg();
    scene.accepted(leg);
    scene.juliet("small");
    if (down) {
      scene.mediaDown(leg);
    } else {
      scene.pass(Play.LIMITS.bindTimeout());
    }
    assertThat(scene.errors()).containsExactly("n1");
    var failure = scene.the(Effect.ErrorToXmpp.class).failure();
    assertThat(failure.cause()).isEqualTo(cause);
    assertThat(failure.condition()).contains("remote-server-timeout");
    assertThat(scene.the(Effect.PageToSip.class).message().ref()).isEqualTo("small");
  }

  @Test
  void aByeIsOverWithItsResult() {
    var leg = play.established();
    play.hear(new Event.EndWanted("operator"));
    play.done(play.the(Effect.EndSession.class).effectId());
    assertThat(play.state(leg)).isEqualTo(LegState.IDLE);
  }

  @Test
  void byesThatCrossAreBothAnswered() {
    var leg = play.established();
    play.hear(new Event.EndWanted("operator"));
    play.hear(new Event.SessionEnded(leg, "bye"));
    assertThat(play.the(Effect.Answer.class).failure()).isEmpty();
    assertThat(play.state(leg)).isEqualTo(LegState.IDLE);
  }

  @Test
  void aFailureReportMayOvertakeTheResponse() {
    var leg = play.established();
    var effectId = sending("m1");
    play.hear(new Event.Reported("m1", Optional.of(Failure.msrp(413, ""))));
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.done(effectId)).isEmpty();
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void aReportCountsForATextThatWaitsToGoOutAgain() {
    play.established();
    play.failed(sending("m1"), Failure.msrp(0, "lost"), true);
    play.hear(new Event.Reported("m1", Optional.of(Failure.msrp(413, ""))));
    assertThat(play.errors()).containsExactly("m1");
  }

  @Test
  void aReportForAnotherTextChangesNothing() {
    play.established();
    sending("m1");
    assertThat(play.hear(new Event.Reported("m9", Optional.empty()))).isEmpty();
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.PENDING);
  }

  @Test
  void aReportIsNoAnswerForAMessage() {
    play.julietNormal("n1");
    assertThat(play.hear(new Event.Reported("n1", Optional.empty()))).isEmpty();
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.PENDING);
  }

  @Test
  void noReceiptIsOwedThroughASessionThatIsOver() {
    var leg = play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    play.romeo(leg, Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.pass(Play.LIMITS.errorWindow() + 1);
    assertThat(play.conversation().handed()).hasSize(1);
    assertThat(play.conversation().incoming()).hasSize(1);
    play.hear(new Event.EndWanted("operator"));
    assertThat(play.of(Effect.Forget.class))
        .extracting(Effect.Forget::ref)
        .containsExactly("m1", "r1");
  }

  @Test
  void aLateResultAfterTheSessionOwesNoReceipt() {
    var leg = play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    var effectId = play.the(Effect.TextToMsrp.class).effectId();
    play.hear(new Event.SessionEnded(leg, "bye"));
    play.done(effectId);
    assertThat(play.conversation().handed().get(0).receiptUntil()).isZero();
    assertThat(play.conversation().handed().get(0).errorsUntil())
        .isEqualTo(play.now + Play.LIMITS.errorWindow());
  }

  @Test
  void aReceiptIsOwedAsLongAsTheSessionLives() {
    play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    assertThat(play.conversation().handed())
        .filteredOn(h -> h.ref().equals("m1"))
        .extracting(Handed::receiptUntil)
        .isEqualTo(List.of(play.now + Play.LIMITS.receiptAge()));
  }

  private List<Step.Decided> unreported() {
    return play.last.outcomes().stream().filter(d -> d.outcome().why().isPresent()).toList();
  }

  @Test
  void aReportThatCannotComeAnyMoreIsCountedOnce() {
    var leg = play.established();
    for (var receipt : List.of(true, false)) {
      play.hear(
          new Event.XmppText(
              Play.wanting("m" + receipt, receipt, FailureReport.YES), Optional.empty()));
      play.done(play.the(Effect.TextToMsrp.class).effectId());
    }

    play.hear(new Event.SessionEnded(leg, "bye"));

    assertThat(unreported()).extracting(Step.Decided::ref).containsExactly("mtrue");
    assertThat(unreported().get(0).outcome().kind()).isEqualTo(Outcome.Kind.HANDED_OVER);
    assertThat(play.words()).doesNotContain("ErrorToXmpp", "ReceiptToXmpp");
    play.pass(Play.LIMITS.receiptAge() * 2);
    assertThat(play.outcomes.get("mtrue")).filteredOn(Outcome.Kind.HANDED_OVER::equals).hasSize(2);
  }

  @Test
  void aReportThatDoesNotComeInItsAgeIsCountedOnce() {
    play.established();
    play.hear(new Event.XmppText(Play.wanting("m1", true, FailureReport.YES), Optional.empty()));
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    for (var left = Play.LIMITS.receiptAge(); left > 0; left -= 300_000) {
      play.juliet("t" + left);
      play.pass(300_000);
    }

    assertThat(play.outcomes.get("m1")).filteredOn(Outcome.Kind.HANDED_OVER::equals).hasSize(2);
  }
}
