package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.PageOversize;
import im.balcony.api.tenant.PageStatus;
import im.balcony.session.state.Bounds;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single messages, both ways (RFC 7572). */
class PageModeTest {

  private final Play play = new Play();

  private static ChatMessage normal(String ref) {
    return ChatMessage.plain(ref, ChatMessage.Kind.NORMAL, "text " + ref);
  }

  private static ChatMessage expiring(String ref, long at) {
    var m = normal(ref);
    return new ChatMessage(
        ref,
        m.kind(),
        m.text(),
        m.subject(),
        m.thread(),
        m.language(),
        m.sent(),
        m.nick(),
        false,
        m.failureWanted(),
        m.state(),
        Optional.of(at),
        true);
  }

  private void sip(ChatMessage message) {
    play.hear(new Event.SipText(message, Optional.empty(), false));
  }

  @Test
  void oneMessageIsInFlightAndTheOthersFollowInOrder() {
    play.julietNormal("n1");
    var one = play.the(Effect.PageToSip.class);
    assertThat(play.julietNormal("n2")).isEmpty();
    assertThat(play.julietNormal("n3")).isEmpty();
    play.failed(one.effectId(), Failure.sip(404, ""), false);
    assertThat(play.errors()).containsExactly("n1");
    var two = play.the(Effect.PageToSip.class);
    assertThat(two.message().ref()).isEqualTo("n2");
    play.done(two.effectId());
    assertThat(play.outcome("n2")).isEqualTo(Outcome.Kind.HANDED_OVER);
    assertThat(play.words()).containsExactly("PageToSip");
    assertThat(play.the(Effect.PageToSip.class).message().ref()).isEqualTo("n3");
  }

  @Test
  void aHeadlineIsNeverAnswered() {
    for (var failure : new Failure[] {null, Failure.sip(404, ""), Failure.sip(408, "")}) {
      var scene = new Play();
      scene.hear(
          new Event.XmppText(
              ChatMessage.plain("h", ChatMessage.Kind.HEADLINE, "news"), Optional.empty()));
      var effectId = scene.the(Effect.PageToSip.class).effectId();
      scene.hear(new Event.Result(effectId, Optional.ofNullable(failure), false));
      scene.hear(new Event.Reported("h", Optional.of(Failure.sip(500, ""))));
      assertThat(scene.all).noneMatch(e -> e instanceof Effect.ErrorToXmpp);
      assertThat(scene.all).noneMatch(e -> e instanceof Effect.ReceiptToXmpp);
      assertThat(scene.outcome("h")).isEqualTo(Outcome.Kind.FAILED);
    }
  }

  @Test
  void anOversizeTextOpensASessionWherePolicySaysSo() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.UPGRADE, PageStatus.ACCEPTED));
    scene.julietNormal("n1");
    var large = Failure.of(Failure.Cause.TOO_LARGE, "1300");
    scene.failed(scene.the(Effect.PageToSip.class).effectId(), large, false);
    var start = scene.the(Effect.StartSession.class);
    assertThat(start.first().ref()).isEqualTo("n1");
    scene.refused(start.leg(), 488, true);
    assertThat(scene.errors()).containsExactly("n1");
    assertThat(scene.the(Effect.ErrorToXmpp.class).failure().condition())
        .contains("policy-violation");
  }

  @Test
  void anOversizeTextIsAnErrorElsewhere() {
    play.julietNormal("n1");
    play.failed(
        play.the(Effect.PageToSip.class).effectId(),
        Failure.of(Failure.Cause.TOO_LARGE, "1300"),
        false);
    assertThat(play.errors()).containsExactly("n1");
  }

  @Test
  void whatTheGatewayCannotInviteForGoesByMessageAndTellsNothingOfThePeer() {
    play.juliet("m1");
    var why = Failure.of(Failure.Cause.INTERNAL, "nobody listens");
    play.hear(new Event.SessionRefused(play.the(Effect.StartSession.class).leg(), why, false));
    assertThat(play.words()).containsExactly("PageToSip");
    assertThat(play.last.peer()).isEmpty();
    play.done(play.the(Effect.PageToSip.class).effectId());
    play.juliet("m2");
    assertThat(play.words()).as("the next one asks again").containsExactly("StartSession");
  }

  @Test
  void aLargeTextThatTheGatewayCannotInviteForIsGivenBack() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.UPGRADE, PageStatus.ACCEPTED));
    scene.julietNormal("n1");
    var large = Failure.of(Failure.Cause.TOO_LARGE, "1300");
    scene.failed(scene.the(Effect.PageToSip.class).effectId(), large, false);
    var why = Failure.of(Failure.Cause.INTERNAL, "nobody listens");
    scene.hear(new Event.SessionRefused(scene.the(Effect.StartSession.class).leg(), why, false));
    assertThat(scene.errors()).containsExactly("n1");
    assertThat(scene.the(Effect.ErrorToXmpp.class).failure()).isEqualTo(why);
  }

  @Test
  void chatModePageNeverInvites() {
    var scene = Play.page();
    scene.juliet("m1");
    assertThat(scene.words()).containsExactly("PageToSip");
  }

  @Test
  void onThePageRungRomeosMessageIsChat() {
    var scene = Play.page();
    scene.hear(new Event.SipText(normal("r0"), Optional.empty(), false));
    assertThat(scene.the(Effect.TextToXmpp.class).message().kind())
        .isEqualTo(ChatMessage.Kind.NORMAL);
    scene.juliet("m1");
    scene.done(scene.the(Effect.PageToSip.class).effectId());
    scene.hear(new Event.SipText(normal("r1"), Optional.empty(), false));
    assertThat(scene.the(Effect.TextToXmpp.class).message().kind())
        .isEqualTo(ChatMessage.Kind.CHAT);
    scene.pass(Play.LIMITS.idleTimeout() + 1);
    scene.hear(new Event.SipText(normal("r2"), Optional.empty(), false));
    assertThat(scene.the(Effect.TextToXmpp.class).message().kind())
        .isEqualTo(ChatMessage.Kind.NORMAL);
  }

  @Test
  void aMessageInASessionsDialogIsChat() {
    play.answered("a");
    play.hear(new Event.SipText(normal("r1"), Optional.of("a"), false));
    assertThat(play.the(Effect.TextToXmpp.class).message().kind()).isEqualTo(ChatMessage.Kind.CHAT);
    assertThat(play.the(Effect.TextToXmpp.class).leg()).contains("a");
  }

  @Test
  void anInvitationEndsThePageRung() {
    play.juliet("m1");
    play.refused(play.the(Effect.StartSession.class).leg(), 488, true);
    play.done(play.the(Effect.PageToSip.class).effectId());
    play.answered("a");
    play.juliet("m2");
    assertThat(play.words()).containsExactly("TextToMsrp");
    play.hear(new Event.SessionEnded("a", "bye"));
    play.pass(Bounds.LIMBO);
    play.juliet("m3");
    assertThat(play.words()).containsExactly("StartSession");
  }

  @Test
  void aMessageIsAnsweredAtOnce() {
    sip(normal("r1"));
    assertThat(play.words()).containsExactly("TextToXmpp", "Answer");
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    assertThat(play.effects).isEmpty();
    assertThat(play.pass(Play.LIMITS.errorWindow() - 1)).isEmpty();
    assertThat(play.last.over()).isFalse();
    play.pass(1);
    assertThat(play.words()).containsExactly("Forget");
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void aFailureAfterTheAnswerIsOnlyRecorded() {
    sip(normal("r1"));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.hear(new Event.XmppError("r1", Failure.stanza("service-unavailable", true), false));
    assertThat(play.words()).containsExactly("Forget");
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.FAILED);
  }

  @Test
  void status200WaitsForTheHandOver() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.SPLIT, PageStatus.OK));
    scene.hear(new Event.SipText(normal("r1"), Optional.empty(), false));
    assertThat(scene.words()).containsExactly("TextToXmpp");
    scene.done(scene.the(Effect.TextToXmpp.class).effectId());
    assertThat(scene.the(Effect.Answer.class).failure()).isEmpty();
  }

  @Test
  void status200BecomesA504AfterTenSeconds() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.SPLIT, PageStatus.OK));
    scene.hear(new Event.SipText(normal("r1"), Optional.empty(), false));
    var text = scene.the(Effect.TextToXmpp.class);
    assertThat(text.message().expires()).as("it may not wait longer").contains(scene.now + 9_000);
    var effectId = text.effectId();
    assertThat(scene.pass(9_999)).isEmpty();
    scene.pass(1);
    assertThat(scene.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(504);
    assertThat(scene.outcome("r1")).isEqualTo(Outcome.Kind.FAILED);
    assertThat(scene.done(effectId)).isEmpty();
  }

  @Test
  void status200TellsInTheAnswerThatItWaitedTooLong() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.SPLIT, PageStatus.OK));
    scene.hear(new Event.SipText(expiring("r1", scene.now + 5_000), Optional.empty(), false));
    var text = scene.the(Effect.TextToXmpp.class);
    assertThat(text.message().expires()).contains(scene.now + 5_000);
    scene.pass(5_000);
    scene.failed(text.effectId(), Failure.of(Failure.Cause.EXPIRED, "waited"), false);
    assertThat(scene.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(504);
    assertThat(scene.outcome("r1")).isEqualTo(Outcome.Kind.EXPIRED);
    assertThat(scene.pass(60_000)).isEmpty();
  }

  @Test
  void status200TellsAnErrorInTheAnswer() {
    var scene = Play.with(Play.policy(ChatMode.MSRP, PageOversize.SPLIT, PageStatus.OK));
    scene.hear(new Event.SipText(normal("r1"), Optional.empty(), false));
    var failure = Failure.stanza("item-not-found", true);
    scene.hear(new Event.XmppError("r1", failure, true));
    assertThat(scene.the(Effect.Answer.class).failure()).contains(failure);
  }

  @Test
  void anExpiredMessageIsRefusedAndOneThatExpiresLaterIsNotDelivered() {
    sip(expiring("r1", play.now));
    assertThat(play.words()).containsExactly("Answer", "Forget");
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(480);
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.EXPIRED);
    sip(expiring("r2", play.now + 1));
    assertThat(play.words()).containsExactly("TextToXmpp", "Answer");
    play.failed(
        play.the(Effect.TextToXmpp.class).effectId(),
        Failure.of(Failure.Cause.EXPIRED, "waited for the link"),
        false);
    assertThat(play.outcome("r2")).isEqualTo(Outcome.Kind.EXPIRED);
  }

  @Test
  void whatWasAcceptedBeforeIsOnlyAnswered() {
    play.hear(new Event.SipText(normal("r1"), Optional.empty(), true));
    assertThat(play.words()).containsExactly("Answer", "Forget");
    assertThat(play.last.outcomes()).isEmpty();
  }

  @Test
  void anEmptyMessageIsAnsweredAndNotShown() {
    sip(ChatMessage.plain("r1", ChatMessage.Kind.NORMAL, ""));
    assertThat(play.words()).containsExactly("Answer", "Forget");
  }

  private static ChatMessage wanting(String ref, boolean receipt, boolean marker) {
    var m = normal(ref);
    return new ChatMessage(
        ref,
        m.kind(),
        m.text(),
        m.subject(),
        m.thread(),
        m.language(),
        m.sent(),
        m.nick(),
        receipt,
        m.failureWanted(),
        m.state(),
        m.expires(),
        m.stored(),
        m.html(),
        m.subjects(),
        marker);
  }

  private String wants(String ref, boolean receipt, boolean marker) {
    play.hear(new Event.XmppText(wanting(ref, receipt, marker), Optional.empty()));
    return play.the(Effect.PageToSip.class).effectId();
  }

  private void reported(String ref) {
    play.hear(new Event.Reported(ref, Optional.empty()));
  }

  @Test
  void aNotificationIsAReceiptAndAnotherAMarkerEachOnce() {
    play.done(wants("n1", true, true));
    reported("n1");
    assertThat(play.words()).containsExactly("ReceiptToXmpp");
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.DELIVERED);
    reported("n1");
    assertThat(play.words()).isEmpty();
    play.hear(new Event.Reported("n1", Optional.of(Failure.sip(500, ""))));
    assertThat(play.words()).as("what was delivered does not fail").isEmpty();
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).containsExactly("MarkerToXmpp", "Forget");
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).isEmpty();
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void aNotificationMayComeBeforeTheResponse() {
    var effectId = wants("n1", true, true);
    reported("n1");
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).containsExactly("MarkerToXmpp", "Forget");
    play.failed(effectId, Failure.sip(408, ""), true);
    assertThat(play.errors()).isEmpty();
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.DELIVERED);
  }

  @Test
  void aNegativeNotificationIsAnErrorAndTheLastWord() {
    play.done(wants("n1", true, true));
    play.hear(new Event.Reported("n1", Optional.of(Failure.sip(500, ""))));
    assertThat(play.errors()).containsExactly("n1");
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.FAILED);
    reported("n1");
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).isEmpty();
  }

  @Test
  void aMarkerIsOwedForAsLongAsAReceipt() {
    play.done(wants("n1", false, true));
    assertThat(play.last.due()).hasValue(play.now + play.tenant.limits().receiptAge());
    play.now += play.tenant.limits().receiptAge();
    play.hear(new Event.Due());
    assertThat(play.words()).containsExactly("Forget");
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).isEmpty();
    assertThat(play.outcome("n1")).isEqualTo(Outcome.Kind.HANDED_OVER);
  }

  @Test
  void whoDidNotAskForAMarkerGetsNone() {
    play.done(wants("n1", true, false));
    play.hear(new Event.Shown("n1"));
    assertThat(play.words()).isEmpty();
  }

  @Test
  void aTextOfRomeosIsRememberedUntilItMayHaveBeenShown() {
    sip(wanting("r1", true, true));
    play.done(play.the(Effect.TextToXmpp.class).effectId());
    play.hear(new Event.XmppReceipt("r1"));
    assertThat(play.words()).isEmpty();
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.DELIVERED);
    assertThat(play.last.due()).hasValue(play.now + play.tenant.limits().receiptAge());
    play.hear(new Event.XmppReceipt("r1"));
    play.hear(new Event.XmppError("r1", Failure.stanza("service-unavailable", false), true));
    assertThat(play.words()).as("what was delivered does not fail").isEmpty();
    play.now += play.tenant.limits().receiptAge();
    play.hear(new Event.Due());
    assertThat(play.words()).containsExactly("Forget");
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.DELIVERED);
  }

  @Test
  void whatIsToldOfATextIsNoWritingOfHers() {
    play.established();
    play.hear(new Event.XmppState(ChatState.COMPOSING));
    play.hear(
        new Event.XmppText(
            ChatMessage.plain("h", ChatMessage.Kind.HEADLINE, ""), Optional.empty()));
    assertThat(play.words()).containsExactly("PageToSip");
    play.hear(new Event.XmppState(ChatState.PAUSED));
    assertThat(play.words()).as("she still was writing").containsExactly("ComposingToMsrp");
  }
}
