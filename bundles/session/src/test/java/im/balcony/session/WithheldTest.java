package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.tenant.Durability;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Tenants;
import java.util.Map;
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

  private static Play forgetful() {
    var policy = PolicyBuilder.defaults().durability(Durability.NONE).build();
    return new Play(Tenants.verona(policy, Play.LIMITS));
  }

  private static String all(Map<String, Facts> rows) {
    return rows.values().stream()
        .map(row -> row.asMap() + " " + row.facts("message").asMap())
        .toList()
        .toString();
  }

  @Test
  void onlyTextsThatMustNotBeStoredAreLeftOut() {
    play.juliet("open");
    play.hear(new Event.XmppText(secret("closed"), Optional.empty()));
    assertThat(all(play.conversation.rows)).contains("hush", "moonshine", "text open");
    assertThat(all(play.conversation.written))
        .contains("text open")
        .doesNotContain("hush", "moonshine");
  }

  @Test
  void aTenantMayHaveNoTextWritten() {
    var scene = forgetful();
    scene.juliet("open");
    assertThat(all(scene.conversation.rows)).contains("text open");
    assertThat(all(scene.conversation.written)).contains("waiting").doesNotContain("text open");
  }

  @Test
  void whatMayBeWrittenIsTheRowItself() {
    play.juliet("open");
    assertThat(play.last.changes().put().values())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.written()).isSameAs(row.value()));
  }

  @Test
  void whatWasLeftOutIsToldToItsSenderAtTheNextStepAndTheRestGoesOn() {
    play.juliet("open");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.XmppText(secret("closed"), Optional.empty()));
    play.conversation.crash();
    play.hear(new Event.Due());
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
    var play = forgetful();
    play.julietNormal("page");
    var effectId = play.the(Effect.PageToSip.class).effectId();
    play.conversation.crash();
    play.failed(effectId, Failure.sip(500, ""), true);
    assertThat(play.errors()).containsExactly("page");
    assertThat(play.outcomes.get("page"))
        .containsExactly(Outcome.Kind.PENDING, Outcome.Kind.FAILED);
  }
}
