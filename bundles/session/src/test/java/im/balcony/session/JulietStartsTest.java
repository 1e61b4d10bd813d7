package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.LegState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figure 1 of RFC 7573, and what can go wrong in it. */
class JulietStartsTest {

  private final Play play = new Play();

  @Test
  void aTextOpensASessionAndIsItsFirstMessage() {
    play.juliet("m1");
    assertThat(play.words()).containsExactly("StartSession");
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.PENDING);
    var leg = play.the(Effect.StartSession.class).leg();

    assertThat(play.hear(new Event.SessionProgress(leg))).isEmpty();
    play.accepted(leg);
    assertThat(play.words()).containsExactly("AckSession", "OpenMedia");
    play.mediaUp(leg);
    var sent = play.the(Effect.TextToMsrp.class);
    assertThat(sent.message().ref()).isEqualTo("m1");

    play.done(sent.effectId());
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.HANDED_OVER);
    assertThat(play.effects).isEmpty();
  }

  @Test
  void textsDuringRingingFollowInOrder() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    for (var i = 2; i <= 5; i++) {
      assertThat(play.juliet("m" + i)).isEmpty();
    }
    play.accepted(leg);
    play.mediaUp(leg);
    assertThat(play.of(Effect.TextToMsrp.class))
        .extracting(e -> e.message().ref())
        .containsExactly("m1", "m2", "m3", "m4", "m5");
  }

  @Test
  void theOutboxIsBoundedInTextsJustAtAndJustOver() {
    IntStream.rangeClosed(1, Play.LIMITS.outboxMessages()).forEach(i -> play.juliet("m" + i));
    assertThat(play.errors()).isEmpty();
    play.juliet("over");
    assertThat(play.words()).containsExactly("ErrorToXmpp", "Forget");
    assertThat(play.the(Effect.ErrorToXmpp.class).failure().condition())
        .contains("resource-constraint");
    assertThat(play.outcomes.get("over")).containsExactly(Outcome.Kind.FAILED);
  }

  @Test
  void theOutboxIsBoundedInOctets() {
    var half = "x".repeat(Play.LIMITS.outboxBytes() / 2);
    for (var ref : List.of("m1", "m2")) {
      play.hear(
          new Event.XmppText(
              ChatMessage.plain(ref, ChatMessage.Kind.CHAT, half), Optional.empty()));
      assertThat(play.errors()).isEmpty();
    }
    play.juliet("over");
    assertThat(play.errors()).containsExactly("over");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 403, 480, 486, 600, 603})
  void aRefusalIsToldForEachQueuedText(int status) {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.juliet("m2");
    play.juliet("m3");
    play.refused(leg, status, false);
    assertThat(play.errors()).containsExactly("m1", "m2", "m3");
    assertThat(play.of(Effect.ErrorToXmpp.class))
        .allMatch(e -> e.failure().sipStatus().orElse(0) == status);
    assertThat(play.last.over()).isTrue();
    assertThat(play.last.due()).isEmpty();
  }

  @Test
  void aPeerWhoWantsALongerTimerIsCalledAgainAndNotForEver() {
    play.juliet("m1");
    play.refused(play.the(Effect.StartSession.class).leg(), 422, false);
    assertThat(play.words()).containsExactly("StartSession");
    assertThat(play.errors()).isEmpty();
    play.refused(play.the(Effect.StartSession.class).leg(), 422, false);
    assertThat(play.words()).doesNotContain("StartSession");
    assertThat(play.errors()).containsExactly("m1");
  }

  @Test
  void aPeerWithoutSessionsGetsTheOutboxInPageMode() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.juliet("m2");
    play.refused(leg, 488, true);
    assertThat(play.words()).containsExactly("PageToSip");
    assertThat(play.last.peer())
        .containsExactly(
            new PeerNote(PeerNote.Kind.NO_SESSIONS, play.now + Play.LIMITS.peerMemory()));
    assertThat(play.the(Effect.PageToSip.class).message().kind()).isEqualTo(ChatMessage.Kind.CHAT);
    play.done(play.the(Effect.PageToSip.class).effectId());
    assertThat(play.the(Effect.PageToSip.class).message().ref()).isEqualTo("m2");

    play.done(play.the(Effect.PageToSip.class).effectId());
    play.juliet("m3");
    assertThat(play.words()).as("remembered for peer-memory").containsExactly("PageToSip");
  }

  @Test
  void aRefusedStreamCountsAsARefusedSession() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(
        new Event.SessionAccepted(
            leg,
            false,
            true,
            Optional.empty(),
            Optional.of(Failure.of(Failure.Cause.REFUSED, "port 0")),
            Optional.empty()));
    assertThat(play.words()).containsExactly("AckSession", "EndSession", "CloseMedia", "PageToSip");
  }

  @Test
  void everyCopyOfA2xxIsAcknowledgedAndNothingElse() {
    var leg = play.established();
    play.hear(
        new Event.SessionAccepted(
            leg, true, true, Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(play.words()).containsExactly("AckSession");
  }

  @Test
  void anotherForkIsAcknowledgedAndEnded() {
    var leg = play.established();
    play.hear(new Event.SessionForked(leg, "fork"));
    assertThat(play.words()).containsExactly("AckSession", "EndSession");
    assertThat(play.the(Effect.EndSession.class).fork()).contains("fork");
    assertThat(play.state(leg)).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void anUnansweredInvitationIsCancelledAtTheLimit() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionProgress(leg));
    assertThat(play.pass(Play.LIMITS.setupTimeout() - 1)).isEmpty();
    play.pass(1);
    assertThat(play.words()).containsExactly("ErrorToXmpp", "Forget", "CancelSession");
    assertThat(play.the(Effect.ErrorToXmpp.class).failure().condition())
        .contains("remote-server-timeout");
    play.refused(leg, 487, false);
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void noCancelBeforeAProvisionalResponse() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.pass(Play.LIMITS.setupTimeout());
    assertThat(play.of(Effect.CancelSession.class)).isEmpty();
    play.hear(new Event.SessionProgress(leg));
    assertThat(play.words()).containsExactly("CancelSession");
    assertThat(play.hear(new Event.SessionProgress(leg))).isEmpty();
  }

  @Test
  void a2xxThatCrossesTheCancelIsAcknowledgedAndEnded() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionProgress(leg));
    play.pass(Play.LIMITS.setupTimeout());
    play.accepted(leg);
    assertThat(play.words()).startsWith("AckSession", "EndSession");
    assertThat(play.state(leg)).isEqualTo(LegState.ENDING);
  }

  @Test
  void goneDuringRingingWaitsForTheQueuedText() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionProgress(leg));
    assertThat(play.hear(new Event.XmppState(ChatState.GONE))).isEmpty();
    play.accepted(leg);
    play.mediaUp(leg);
    var text = play.the(Effect.TextToMsrp.class);
    play.done(text.effectId());
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia");
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.HANDED_OVER);
  }

  @Test
  void goneWithAnEmptyQueueCancels() {
    play.hear(
        new Event.XmppText(
            new ChatMessage(
                "m1",
                ChatMessage.Kind.CHAT,
                "short-lived",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                ChatMessage.FailureReport.YES,
                Optional.empty(),
                Optional.of(play.now + 5_000),
                true),
            Optional.empty()));
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionProgress(leg));
    play.pass(5_000);
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.EXPIRED);
    play.hear(new Event.XmppState(ChatState.GONE));
    assertThat(play.words()).containsExactly("CancelSession");
    assertThat(play.refused(leg, 487, false)).isEmpty();
  }

  @Test
  void aConnectionThatIsNotMadeEndsTheSessionAndPageModeTakesTheText() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.accepted(leg);
    assertThat(play.pass(Play.LIMITS.bindTimeout() - 1)).isEmpty();
    play.pass(1);
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia", "PageToSip");
    assertThat(play.the(Effect.EndSession.class).why()).contains(Failures.NO_MEDIA);
    // Accepted, and then by another way.
    assertThat(play.outcomes.get("m1")).containsExactly(Outcome.Kind.PENDING, Outcome.Kind.PENDING);
  }

  @Test
  void aTextThatWaitedTooLongIsGivenBack() {
    play.julietNormal("m0");
    play.julietNormal("m1");
    assertThat(play.pass(Play.LIMITS.outboxAge() - 1)).isEmpty();
    play.pass(1);
    assertThat(play.errors()).containsExactly("m1");
    assertThat(play.outcome("m1")).isEqualTo(Outcome.Kind.EXPIRED);
    assertThat(play.outcome("m0"))
        .as("on the wire it ages no longer")
        .isEqualTo(Outcome.Kind.PENDING);
  }

  @Test
  void anotherInstanceGetsASessionOfItsOwn() {
    play.juliet("m1", "balcony");
    var first = play.the(Effect.StartSession.class);
    assertThat(first.gruu()).contains("balcony");
    play.accepted(first.leg());
    play.mediaUp(first.leg());
    play.juliet("m2", "orchard");
    assertThat(play.the(Effect.StartSession.class).gruu()).contains("orchard");
    play.juliet("m3", "balcony");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo(first.leg());
    play.juliet("m4");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo(first.leg());
  }

  @Test
  void aFifthSessionIsNotStarted() {
    for (var i = 1; i <= Bounds.LEGS; i++) {
      play.juliet("m" + i, "phone" + i);
      assertThat(play.words()).containsExactly("StartSession");
    }
    play.juliet("m5", "phone5");
    assertThat(play.errors()).containsExactly("m5");
  }

  @Test
  void anOldTextCallsNobodyToAChat() {
    var m = Play.chat("m1");
    var sent = Optional.of(Instant.ofEpochMilli(play.now - Bounds.OLD - 1));
    play.hear(
        new Event.XmppText(
            new ChatMessage(
                m.ref(),
                m.kind(),
                m.text(),
                m.subject(),
                m.thread(),
                m.language(),
                sent,
                m.nick(),
                false,
                m.failureWanted(),
                m.state(),
                m.expires(),
                true),
            Optional.empty()));
    assertThat(play.words()).containsExactly("PageToSip");
  }

  @Test
  void aPeerThatWantsToBeLeftAloneIsLeftAlone() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionRefused(leg, Failure.sip(480, "busy").withRetryAfter(10), false));
    play.pass(9_999);
    play.juliet("m2");
    assertThat(play.errors()).containsExactly("m2");
    assertThat(play.the(Effect.ErrorToXmpp.class).failure().retryAfter()).hasValue(1);
    play.pass(1);
    play.juliet("m3");
    assertThat(play.words()).containsExactly("StartSession");
  }

  @Test
  void aDrainingTenantTakesNothingNew() {
    var draining = Play.draining();
    draining.juliet("m1");
    assertThat(draining.errors()).containsExactly("m1");
    draining.offered("x");
    assertThat(draining.words()).containsExactly("RefuseSession");
    assertThat(draining.last.over()).isTrue();
  }
}
