package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Incoming;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of the SIP user between their answer and their last word. */
class InboxTest {

  /** No error window, so that nothing is remembered without a receipt to be sent. */
  private static final Limits NO_WINDOW = LimitsBuilder.defaults().errorWindow(0).build();

  private static Play status200() {
    return Play.with(Play.policy(ChatMode.MSRP, PageOversize.SPLIT, PageStatus.OK));
  }

  private static void sip(Play play, String ref) {
    play.hear(new Event.SipText(Play.chat(ref), Optional.empty(), false));
  }

  @Test
  void aDrainingTenantRefusesAMessage() {
    var play = Play.draining();
    sip(play, "r1");
    assertThat(play.words()).containsExactly("Answer", "Forget");
    var failure = play.the(Effect.Answer.class).failure().orElseThrow();
    assertThat(failure.sipStatus()).hasValue(503);
    assertThat(failure.retryAfter()).hasValue(60);
    assertThat(play.outcomes).isEmpty();
  }

  @Test
  void aTextThatIsInHandIsAnsweredAndNotTakenTwice() {
    var play = new Play();
    sip(play, "r1");
    sip(play, "r1");
    assertThat(play.words()).containsExactly("Answer");
    assertThat(play.outcomes.get("r1")).containsExactly(Outcome.Kind.PENDING);
    sip(play, "r2");
    assertThat(play.words()).containsExactly("TextToXmpp", "Answer");
  }

  @Test
  void aMessageOfRomeoProlongsThePageRung() {
    var play = Play.page();
    play.juliet("m1");
    play.done(play.the(Effect.PageToSip.class).effectId());
    play.pass(Play.LIMITS.idleTimeout() - 1);
    sip(play, "r1");
    play.pass(Play.LIMITS.idleTimeout() - 1);
    play.hear(new Event.SipText(normal("r2"), Optional.empty(), false));
    assertThat(play.the(Effect.TextToXmpp.class).message().kind()).isEqualTo(ChatMessage.Kind.CHAT);
    play.pass(Play.LIMITS.idleTimeout());
    play.hear(new Event.SipText(normal("r3"), Optional.empty(), false));
    assertThat(play.the(Effect.TextToXmpp.class).message().kind())
        .isEqualTo(ChatMessage.Kind.NORMAL);
  }

  private static ChatMessage normal(String ref) {
    return ChatMessage.plain(ref, ChatMessage.Kind.NORMAL, "text");
  }

  @Test
  void withNothingToWaitForATextIsForgottenAtItsHandOver() {
    var play = new Play(Tenants.verona(Play.POLICY, NO_WINDOW));
    sip(play, "r1");
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("r1");
    play.julietNormal("n1");
    play.done(play.the(Effect.PageToSip.class).effectId());
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("n1");
    assertThat(play.conversation().incoming()).isEmpty();
    assertThat(play.conversation().handed()).isEmpty();
  }

  @Test
  void aReceiptIsItselfTheAnswerThatWasHeldBack() {
    var play = status200();
    sip(play, "r1");
    assertThat(play.of(Effect.Answer.class)).isEmpty();
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.words()).containsExactly("Answer", "Forget");
    assertThat(play.the(Effect.Answer.class).failure()).isEmpty();
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.DELIVERED);
  }

  static List<Arguments> heldBack() {
    return List.of(
        Arguments.of(Failure.sip(404, "no"), Failure.sip(404, "no")),
        Arguments.of(Failure.msrp(413, "large"), Failure.msrp(413, "large")),
        Arguments.of(
            Failure.stanza("item-not-found", true), Failure.stanza("item-not-found", true)),
        Arguments.of(
            Failure.of(Failure.Cause.TOO_LARGE, "large"),
            Failure.of(Failure.Cause.TOO_LARGE, "large")),
        Arguments.of(
            Failure.of(Failure.Cause.TRANSPORT, "gone"),
            Failure.of(Failure.Cause.TRANSPORT, "gone").withSipStatus(504)));
  }

  @ParameterizedTest
  @MethodSource("heldBack")
  void theAnswerThatWasHeldBackSaysWhatFailed(Failure failure, Failure told) {
    var play = status200();
    sip(play, "r1");
    play.failed(play.the(Effect.TextToXmpp.class).effectId(), failure, false);
    assertThat(play.the(Effect.Answer.class).failure()).contains(told);
  }

  @Test
  void aReportGoesThroughASessionThatStillWaitsForItsAck() {
    var play = new Play();
    play.offered("x");
    play.romeo("x", Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.the(Effect.ReportToMsrp.class).ref()).isEqualTo("r1");
  }

  @Test
  void aReceiptCountsToTheLastMillisecond() {
    var play = new Play();
    play.answered("x");
    play.romeo("x", Play.wanting("r1", true, FailureReport.YES));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.now += Play.LIMITS.receiptAge();
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.DELIVERED);
  }

  @Test
  void theOldestIsForgottenOnlyWhenItsPlaceIsNeeded() {
    var play = new Play();
    play.romeo(play.answered("x"), Play.chat("flying"));
    var flying = play.conversation().incoming().get(0);
    var incoming = new ArrayList<Incoming>(List.of(flying));
    var handed = new ArrayList<Handed>();
    var until = play.now + 1_000;
    for (var i = 0; i < Bounds.REMEMBERED - 1; i++) {
      handed.add(new Handed("m" + i, "x", true, false, false, until, until, Facts.NONE));
      incoming.add(
          new Incoming(
              "r" + i, "x", "", until, until, 0, true, false, FailureReport.YES, Facts.NONE));
    }
    play.remember(handed, incoming);
    play.romeo("x", Play.chat("fits"));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    assertThat(play.effects).isEmpty();
    play.romeo("x", Play.chat("over"));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("r0");
    assertThat(play.conversation().incoming()).contains(flying);
    play.juliet("fits");
    play.done(play.the(Effect.TextToMsrp.class).effectId());
    assertThat(play.effects).isEmpty();
  }

  @Test
  void aFailureReportCountsToTheEndOfItsWindow() {
    for (var late : List.of(0, 1)) {
      var play = new Play();
      play.established();
      play.now += Play.LIMITS.errorWindow() + late;
      play.hear(new Event.Reported("first", Optional.of(Failure.msrp(413, ""))));
      assertThat(play.errors()).hasSize(1 - late);
    }
  }

  @Test
  void julietsTextIsTakenOnce() {
    var play = new Play();
    play.established();
    assertThat(play.juliet("first")).as("handed over").isEmpty();
    play.juliet("m1");
    assertThat(play.juliet("m1")).as("in hand").isEmpty();
    assertThat(play.outcomes.get("m1")).containsExactly(Outcome.Kind.PENDING);
  }

  @Test
  void julietsTextThatExpiredOnItsWayIsGivenBack() {
    var play = new Play();
    play.hear(
        new Event.XmppText(Events.message("m1", ChatMessage.Kind.CHAT, false), Optional.empty()));
    assertThat(play.words()).containsExactly("ErrorToXmpp", "Forget");
    assertThat(play.outcomes.get("m1")).containsExactly(Outcome.Kind.PENDING, Outcome.Kind.EXPIRED);
  }

  @Test
  void aMessageWithoutFinalResponseIsGivenUp() {
    var play = new Play();
    play.julietNormal("n1");
    play.julietNormal("n2");
    play.pass(Bounds.pageGuard(Play.LIMITS));
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.FAILED);
    assertThat(Bounds.pageGuard(Play.LIMITS))
        .as("ten parts, 40 s each, and a minute")
        .isEqualTo(460_000);
  }

  @Test
  void aStanzaWithoutHandOverIsGivenUpAfterTheOutage() {
    var play = new Play();
    sip(play, "r1");
    play.pass(Play.LIMITS.linkOutage() + 120_000 - 1);
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.PENDING);
    play.pass(1);
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.FAILED);
  }

  @Test
  void theWindowIsWhatASenderMaySendIn32Seconds() {
    assertThat(Bounds.window(Play.LIMITS)).isEqualTo(640);
    assertThat(Bounds.window(Walk.TIGHT)).isEqualTo(32);
  }

  @Test
  void whenThePeerRefusesAMessageForAWhileTheRestIsNotTried() {
    var play = new Play();
    play.julietNormal("n1");
    var effectId = play.the(Effect.PageToSip.class).effectId();
    play.julietNormal("n2");
    play.julietNormal("n3");
    var busy = Failure.sip(480, "busy").withRetryAfter(10);
    play.failed(effectId, busy, false);
    assertThat(play.errors()).containsExactly("n1", "n2", "n3");
    play.pass(10_000);
    play.julietNormal("n4");
    assertThat(play.words()).containsExactly("PageToSip");
  }

  @Test
  void whatIsOnlyComposingIsNotWorthACommit() {
    var play = new Play();
    play.answered("x");
    play.hear(new Event.XmppState(im.balcony.api.message.ChatState.COMPOSING));
    assertThat(play.last.durable()).isFalse();
    play.romeo("x", Play.chat("r1"));
    assertThat(play.last.durable()).isTrue();
    play.romeo("x", Play.chat("r1"));
    assertThat(play.last.durable()).as("an answer").isTrue();
  }
}
