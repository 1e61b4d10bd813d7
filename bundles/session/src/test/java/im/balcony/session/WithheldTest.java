package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.Snapshot;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the disk never sees, and what becomes of it when the process dies. */
class WithheldTest {

  private final Play play = new Play();

  private static ChatMessage secret(String ref) {
    var m = Play.chat(ref);
    return new ChatMessage(
        ref,
        m.kind(),
        "hush",
        Optional.of("moonshine"),
        m.thread(),
        m.language(),
        m.sent(),
        m.nick(),
        m.receiptWanted(),
        m.failureWanted(),
        m.state(),
        m.expires(),
        false);
  }

  private Snapshot kept(boolean all) {
    return new ConversationMachine().withoutTexts(play.snapshot, all);
  }

  private static String written(Snapshot snapshot) {
    return snapshot.body().asMap().toString()
        + snapshot.body().list("texts").stream()
            .map(text -> text.facts("message").asMap().toString())
            .toList();
  }

  @Test
  void onlyTextsThatMustNotBeStoredAreLeftOut() {
    play.juliet("open");
    play.hear(new Event.XmppText(secret("closed"), Optional.empty()));
    assertThat(written(play.snapshot)).contains("hush", "moonshine", "text open");
    assertThat(written(kept(false))).contains("text open").doesNotContain("hush", "moonshine");
    assertThat(written(kept(true))).doesNotContain("text open", "hush", "moonshine");
  }

  @Test
  void aConversationWithoutSuchTextsStaysAsItIs() {
    play.juliet("open");
    assertThat(kept(false)).isSameAs(play.snapshot);
    assertThat(new Play().at(0).snapshot)
        .satisfies(s -> assertThat(new ConversationMachine().withoutTexts(s, true)).isSameAs(s));
  }

  @Test
  void whatWasLeftOutIsToldToItsSenderAtTheNextStepAndTheRestGoesOn() {
    play.juliet("open");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.XmppText(secret("closed"), Optional.empty()));
    play.snapshot = kept(false);
    play.hear(new Event.Due("nothing"));
    assertThat(play.errors()).containsExactly("closed");
    assertThat(play.outcome("closed")).isEqualTo(Outcome.Kind.FAILED);
    assertThat(play.the(Effect.ErrorToXmpp.class).failure().condition())
        .contains("internal-server-error");
    play.accepted(leg);
    play.mediaUp(leg);
    assertThat(play.the(Effect.TextToMsrp.class).message().ref()).isEqualTo("open");
  }

  @Test
  void aResultForATextThatWasGivenUpChangesNothing() {
    play.hear(
        new Event.XmppText(
            ChatMessage.plain("page", ChatMessage.Kind.NORMAL, "x"), Optional.empty()));
    var effectId = play.the(Effect.PageToSip.class).effectId();
    play.snapshot = kept(true);
    play.failed(effectId, Failure.sip(500, ""), true);
    assertThat(play.errors()).containsExactly("page");
    assertThat(play.outcomes.get("page"))
        .containsExactly(Outcome.Kind.PENDING, Outcome.Kind.FAILED);
  }
}
