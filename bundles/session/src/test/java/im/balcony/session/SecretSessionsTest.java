package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts that were to go by TLS go by nothing else (SEC-32). */
class SecretSessionsTest {

  private final Play play = new Play();

  private String invited(String... refs) {
    List.of(refs).forEach(play::juliet);
    return play.conversation().legs().get(0).name();
  }

  private void accepted(String leg, Optional<Failure> media) {
    play.hear(
        new Event.SessionAccepted(
            leg, false, true, Optional.empty(), media, Optional.empty(), true));
  }

  private void assertGivenBack(String... refs) {
    assertThat(play.errors()).containsExactly(refs);
    assertThat(play.words()).contains("EndSession").doesNotContain("PageToSip");
    for (var ref : refs) {
      assertThat(play.outcomes.get(ref)).containsExactly(Outcome.Kind.PENDING, Outcome.Kind.FAILED);
    }
  }

  @Test
  void withoutAConnectionTheTextsAreGivenBack() {
    var leg = invited("m1", "m2");
    accepted(leg, Optional.empty());
    play.mediaDown(leg);
    assertGivenBack("m1", "m2");
    play.juliet("m3");
    assertThat(play.words()).as("the next one is a new try").containsExactly("StartSession");
  }

  @Test
  void aConnectionThatDoesNotComeIsWaitedForNoLongerThanAnyOther() {
    var leg = invited("m1");
    accepted(leg, Optional.empty());
    play.pass(Play.LIMITS.bindTimeout());
    assertGivenBack("m1");
  }

  @Test
  void anAnswerThatCannotBeUsedGivesThemBack() {
    var leg = invited("m1");
    accepted(leg, Optional.of(Failure.sip(488, "Transport TCP/MSRP is not supported")));
    assertGivenBack("m1");
  }

  @Test
  void theSessionOfACallerIsAsSecret() {
    play.offered("a");
    play.juliet("m1");
    play.hear(new Event.SessionAcked("a", true, Optional.empty(), true));
    play.mediaDown("a");
    assertGivenBack("m1");
  }

  @Test
  void onceThereIsAConnectionTextsGoAsInAnySession() {
    var leg = invited("m1");
    accepted(leg, Optional.empty());
    play.mediaUp(leg);
    assertThat(play.the(Effect.TextToMsrp.class).message().ref()).isEqualTo("m1");
  }
}
