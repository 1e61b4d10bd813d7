package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.LegState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Figure 2 of RFC 7573, and what can go wrong in it. */
class RomeoStartsTest {

  private final Play play = new Play();

  @Test
  void anInvitationIsAcceptedAtOnceAndNobodyIsTold() {
    play.offered("a");
    assertThat(play.words()).containsExactly("AcceptSession", "OpenMedia");
    assertThat(play.acked("a")).isEmpty();
    assertThat(play.mediaUp("a")).isEmpty();
    assertThat(play.state("a")).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void aTextIsAnsweredWhenAccepted() {
    play.answered("a");
    play.romeo("a", Play.chat("r1"));
    assertThat(play.words()).containsExactly("TextToXmpp", "Answer");
    var text = play.the(Effect.TextToXmpp.class);
    assertThat(text.leg()).contains("a");
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.PENDING);
    assertThat(play.done(text.effectId())).isEmpty();
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.HANDED_OVER);
  }

  @Test
  void julietsReplyGoesIntoTheSession() {
    play.answered("a");
    play.juliet("m1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("a");
  }

  @Test
  void the2xxIsRepeatedUntilByeAt32Seconds() {
    play.offered("a");
    var start = play.now;
    var times = new ArrayList<Long>();
    for (var i = 0; i < 10; i++) {
      var before = play.now;
      while (play.of(Effect.AcceptSession.class).isEmpty() || play.now == before) {
        play.pass(100);
      }
      times.add(play.now - start);
      play.effects = List.of();
    }
    assertThat(times)
        .startsWith(500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L);
    play.pass(start + 31_999 - play.now);
    assertThat(play.of(Effect.EndSession.class)).isEmpty();
    play.pass(1);
    assertThat(play.words()).contains("EndSession", "CloseMedia");
    assertThat(play.words()).doesNotContain("StateToXmpp");
  }

  @Test
  void theAckEndsTheRepetition() {
    play.offered("a");
    play.pass(600);
    play.acked("a");
    assertThat(play.pass(Play.LIMITS.bindTimeout() - 1)).isEmpty();
  }

  @Test
  void aLateOfferIsConnectedAfterTheAck() {
    play.hear(
        new Event.SessionOffered(
            "a", true, Optional.empty(), OptionalLong.empty(), Optional.empty()));
    assertThat(play.words()).containsExactly("AcceptSession");
    play.hear(new Event.SessionAcked("a", true, Optional.empty()));
    assertThat(play.words()).containsExactly("OpenMedia");
  }

  @Test
  void whatWasOpenedWithTheOfferIsNotOpenedAgain() {
    play.offered("a");
    assertThat(play.words()).contains("OpenMedia");
    play.mediaUp("a");
    play.hear(new Event.SessionAcked("a", true, Optional.empty()));
    assertThat(play.words()).doesNotContain("OpenMedia");
  }

  @Test
  void anUnusableAnswerInTheAckEndsTheSession() {
    play.hear(
        new Event.SessionOffered(
            "a", true, Optional.empty(), OptionalLong.empty(), Optional.empty()));
    play.hear(
        new Event.SessionAcked(
            "a", true, Optional.of(Failure.of(Failure.Cause.FORBIDDEN, "not allowed"))));
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia");
  }

  @Test
  void noByeBeforeTheAck() {
    play.offered("a");
    assertThat(play.hear(new Event.XmppState(ChatState.GONE))).isEmpty();
    play.acked("a");
    assertThat(play.words()).contains("EndSession");
  }

  @Test
  void aCancelThatCrossesOur2xxEndsTheSessionAfterTheAck() {
    play.offered("a");
    assertThat(play.hear(new Event.SessionCancelled("a"))).isEmpty();
    play.acked("a");
    assertThat(play.words()).contains("EndSession");
  }

  @Test
  void aFifthSessionIsRefused() {
    for (var leg : List.of("a", "b", "c", "d")) {
      play.offered(leg);
    }
    play.offered("e");
    assertThat(play.words()).containsExactly("RefuseSession");
    assertThat(play.the(Effect.RefuseSession.class).failure().sipStatus()).hasValue(486);
  }

  @Test
  void crossingInvitationsEndInOneDelivery() {
    play.juliet("m1");
    var ours = play.the(Effect.StartSession.class).leg();
    play.offered("a");
    play.acked("a");
    play.mediaUp("a");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("a");
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    play.accepted(ours);
    assertThat(play.mediaUp(ours)).isEmpty();
    play.pass(Play.LIMITS.idleTimeout() - 1);
    play.romeo("a", Play.chat("r1"));
    play.pass(10_000);
    assertThat(play.the(Effect.EndSession.class).leg()).as("the surplus one").isEqualTo(ours);
    assertThat(play.of(Effect.StateToXmpp.class)).isEmpty();
  }

  @Test
  void byeClosesTheSessionAndSaysGone() {
    play.answered("a");
    play.romeo("a", Play.chat("r1"));
    play.hear(new Event.SessionEnded("a", "bye"));
    assertThat(play.words()).containsExactly("Answer", "CloseMedia", "StateToXmpp");
    assertThat(play.the(Effect.StateToXmpp.class).state()).isEqualTo(ChatState.GONE);
    play.romeo("a", Play.chat("r2"));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().msrpStatus()).hasValue(481);
  }

  @Test
  void byeForNoDialogIs481() {
    play.hear(new Event.SessionEnded("nobody", "bye"));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(481);
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void aDuplicateIsAnsweredAndNotShownTwice() {
    play.answered("a");
    play.hear(new Event.MsrpText("a", Play.chat("r2"), true));
    assertThat(play.words()).containsExactly("Answer", "Forget");
  }

  @Test
  void aReceiptBecomesOneReportWhereOneIsWanted() {
    play.answered("a");
    play.romeo("a", Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.words()).containsExactly("ReportToMsrp", "Forget");
    assertThat(play.the(Effect.ReportToMsrp.class).failure()).isEmpty();
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.DELIVERED);
    assertThat(play.hear(new Event.XmppReceipt("r1"))).isEmpty();
  }

  @Test
  void noReportWithoutTheWish() {
    play.answered("a");
    play.romeo("a", Play.chat("r1"));
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.words()).containsExactly("Forget");
  }

  @Test
  void noReportAfterTheSession() {
    play.answered("a");
    play.romeo("a", Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.hear(new Event.SessionEnded("a", "bye"));
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.of(Effect.ReportToMsrp.class)).isEmpty();
  }

  @Test
  void aReceiptIsOwedForItsAgeAndNoLonger() {
    play.answered("a");
    play.romeo("a", Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    for (var left = Play.LIMITS.receiptAge(); left > 0; left -= 300_000) {
      play.pass(Math.min(left, 300_000) - 1);
      assertThat(play.of(Effect.Forget.class)).isEmpty();
      play.romeo("a", Play.wanting("keep" + left, false, FailureReport.NO));
      play.done(play.the(Effect.TextToXmpp.class).effectId());
      play.hear(new Event.XmppReceipt("keep" + left));
      play.pass(1);
    }
    assertThat(play.of(Effect.Forget.class)).extracting(Effect.Forget::ref).contains("r1");
    assertThat(play.hear(new Event.XmppReceipt("r1"))).isEmpty();
  }

  @Test
  void anErrorIsReportedAsWishedAndEndsTheSessionOnlyIfPermanent() {
    for (var wish : FailureReport.values()) {
      for (var permanent : List.of(true, false)) {
        var scene = new Play();
        scene.answered("a");
        scene.romeo("a", Play.wanting("r1", false, wish));
        scene.done(scene.the(Effect.TextToXmpp.class).effectId());
        scene.hear(new Event.XmppError("r1", Failure.stanza("item-not-found", true), permanent));
        assertThat(scene.of(Effect.ReportToMsrp.class)).hasSize(wish == FailureReport.NO ? 0 : 1);
        assertThat(scene.of(Effect.EndSession.class)).hasSize(permanent ? 1 : 0);
        assertThat(scene.of(Effect.StateToXmpp.class)).isEmpty();
        assertThat(scene.outcome("r1")).isEqualTo(Outcome.Kind.FAILED);
      }
    }
  }

  @Test
  void anErrorCountsWithinItsWindowOnly() {
    for (var late : List.of(-1L, 0L, 1L)) {
      var scene = new Play();
      scene.answered("a");
      scene.romeo("a", Play.wanting("r1", true, FailureReport.YES));
      scene.done(scene.the(Effect.TextToXmpp.class).effectId());
      scene.pass(Play.LIMITS.errorWindow() + late);
      scene.hear(new Event.XmppError("r1", Failure.stanza("gone", true), true));
      assertThat(scene.outcome("r1"))
          .isEqualTo(late > 0 ? Outcome.Kind.HANDED_OVER : Outcome.Kind.FAILED);
    }
  }

  @Test
  void aStanzaThatCannotBeMadeTakesTheAcceptingAnswerBack() {
    play.answered("a");
    play.romeo("a", Play.chat("r1"));
    play.failed(
        play.the(Effect.TextToXmpp.class).effectId(),
        Failure.of(Failure.Cause.TOO_LARGE, "stanza"),
        false);
    assertThat(play.words()).containsExactly("Answer", "Forget");
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().cause())
        .isEqualTo(Failure.Cause.TOO_LARGE);
  }

  @Test
  void aLaterFailureIsAReport() {
    play.answered("a");
    play.romeo("a", Play.chat("r1"));
    var effectId = play.the(Effect.TextToXmpp.class).effectId();
    play.pass(10);
    play.hear(new Event.XmppState(ChatState.ACTIVE));
    play.failed(effectId, Failure.of(Failure.Cause.TRANSPORT, "link"), false);
    assertThat(play.words()).containsExactly("ReportToMsrp", "Forget");
  }

  @Test
  void anEmptyTextIsAnsweredAndReportedButNotShown() {
    play.answered("a");
    var m = Play.wanting("r1", true, FailureReport.YES);
    play.romeo(
        "a",
        new ChatMessage(
            m.ref(),
            m.kind(),
            "",
            m.subject(),
            m.thread(),
            m.language(),
            m.sent(),
            m.nick(),
            true,
            m.failureWanted(),
            m.state(),
            m.expires(),
            true));
    assertThat(play.words()).containsExactly("Answer", "Forget", "ReportToMsrp");
  }
}
