package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Composing;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which of several sessions a text takes, and what a session takes (CHAT-27, CHAT-53). */
class ManySessionsTest {

  private final Play play = new Play();

  private void romeoCalls(String leg, String gruu) {
    play.hear(
        new Event.SessionOffered(
            leg,
            false,
            gruu.isEmpty() ? Optional.empty() : Optional.of(gruu),
            OptionalLong.empty(),
            Optional.empty()));
    play.acked(leg);
    play.mediaUp(leg);
    play.pass(1_000);
  }

  @Test
  void aTextWithoutInstanceTakesTheSessionUsedLast() {
    romeoCalls("x", "g1");
    romeoCalls("y", "g2");
    play.juliet("m1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("y");
    play.pass(1_000);
    play.romeo("x", Play.chat("r1"));
    play.juliet("m2");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
  }

  @Test
  void aMessageInTheDialogIsUseOfTheSessionToo() {
    romeoCalls("x", "g1");
    romeoCalls("y", "g2");
    play.hear(new Event.SipText(Play.chat("r1"), Optional.of("x"), false));
    play.juliet("m1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
  }

  @Test
  void theInstanceThatIsMeantGoesBeforeOneThatIsUnknown() {
    romeoCalls("x", "g1");
    romeoCalls("y", "");
    play.juliet("m1", "g1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
  }

  @Test
  void aSessionOfAnUnknownInstanceIsWithWhomSheWritesTo() {
    romeoCalls("x", "");
    play.juliet("m1", "g1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
    play.juliet("m2", "g2");
    assertThat(play.the(Effect.StartSession.class).gruu()).contains("g2");
    play.juliet("m3", "g1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
  }

  @Test
  void aSessionOfAKnownInstanceKeepsIt() {
    romeoCalls("x", "g1");
    play.juliet("m1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo("x");
    play.juliet("m2", "g2");
    assertThat(play.words()).containsExactly("StartSession");
  }

  @Test
  void aSessionThatWeBeganIsWithTheInstanceThatAnswered() {
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.answered(leg, "g1");
    play.mediaUp(leg);
    play.juliet("m2", "g2");
    assertThat(play.the(Effect.StartSession.class).gruu()).contains("g2");
    play.juliet("m3", "g1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo(leg);
  }

  @Test
  void whoWasCalledByNameKeepsTheName() {
    play.juliet("m1", "g1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.answered(leg, "g2");
    play.mediaUp(leg);
    play.juliet("m2", "g1");
    assertThat(play.the(Effect.TextToMsrp.class).leg()).isEqualTo(leg);
  }

  @Test
  void aRefusalFailsOnlyWhatCouldGoNowhereElse() {
    play.juliet("m1", "g1");
    var one = play.the(Effect.StartSession.class).leg();
    play.juliet("m2", "g2");
    var two = play.the(Effect.StartSession.class).leg();
    play.juliet("m3");
    play.refused(one, 486, false);
    assertThat(play.errors()).containsExactly("m1");
    play.accepted(two);
    play.mediaUp(two);
    assertThat(play.of(Effect.TextToMsrp.class))
        .extracting(e -> e.message().ref())
        .containsExactly("m2", "m3");
  }

  @Test
  void operatorsSeeWhatEachSessionHolds() {
    romeoCalls("x", "g1");
    play.juliet("m1", "g2");
    play.juliet("m2", "g2");
    play.julietNormal("n1");
    assertThat(play.sessions())
        .extracting(info -> info.state() + " " + info.queued())
        .containsExactly("established 0", "offering 2");
  }

  @Test
  void theEndWaitsForTheTextsOfItsOwnSession() {
    romeoCalls("x", "g1");
    romeoCalls("y", "g2");
    play.juliet("m1", "g2");
    play.hear(new Event.EndWanted("operator"));
    assertThat(play.the(Effect.EndSession.class).leg()).isEqualTo("x");
    assertThat(play.state("y")).isEqualTo(LegState.ESTABLISHED);
  }

  @Test
  void goneIsSaidWithTheLastSession() {
    romeoCalls("x", "g1");
    romeoCalls("y", "g2");
    play.romeo("x", Play.chat("r1"));
    play.romeo("y", Play.chat("r2"));
    play.hear(new Event.SessionEnded("x", "bye"));
    assertThat(play.of(Effect.StateToXmpp.class)).isEmpty();
    play.hear(new Event.SessionEnded("y", "bye"));
    assertThat(play.the(Effect.StateToXmpp.class).state()).isEqualTo(ChatState.GONE);
  }

  @Test
  void herComposingGoesToTheSessionUsedLastAndEndsWithIt() {
    romeoCalls("x", "g1");
    romeoCalls("y", "g2");
    play.romeo("x", Play.chat("r1"));
    play.hear(new Event.XmppState(ChatState.COMPOSING));
    assertThat(play.the(Effect.ComposingToMsrp.class).leg()).isEqualTo("x");
    play.hear(new Event.SessionEnded("y", "bye"));
    assertThat(play.conversation().composing().julietLeg()).isEqualTo("x");
    play.hear(new Event.SessionEnded("x", "bye"));
    assertThat(play.conversation().composing()).isEqualTo(Composing.NOBODY);
  }

  @Test
  void whatIsOnTheWireIsBoundedInOctets() {
    var scene = new Play(Tenants.verona(Play.POLICY, Walk.TIGHT));
    scene.offered("x");
    scene.acked("x");
    scene.mediaUp("x");
    var quarter = "a".repeat(256);
    for (var i = 0; i < 4; i++) {
      scene.hear(
          new Event.XmppText(
              ChatMessage.plain("m" + i, ChatMessage.Kind.CHAT, quarter), Optional.empty()));
      assertThat(scene.of(Effect.TextToMsrp.class)).as("text %s", i).hasSize(1);
    }
    var first = ((Effect.TextToMsrp) scene.all.get(scene.all.size() - 4)).effectId();
    scene.hear(
        new Event.XmppText(
            ChatMessage.plain("over", ChatMessage.Kind.CHAT, "a"), Optional.empty()));
    assertThat(scene.of(Effect.TextToMsrp.class)).isEmpty();
    scene.done(first);
    assertThat(scene.the(Effect.TextToMsrp.class).message().ref()).isEqualTo("over");
  }

  @Test
  void theSubjectCountsToo() {
    var text = Events.message("m1", ChatMessage.Kind.CHAT, true);
    assertThat(Text.octets(text)).isEqualTo("text of m1".length() + "subject".length());
    assertThat(Text.octets(Events.message("m1", ChatMessage.Kind.CHAT, false))).isEqualTo(2);
  }

  @Test
  void earlyMediaCountsOnlyAsLongAsItIsThere() {
    play.offered("x");
    play.mediaUp("x");
    play.acked("x");
    assertThat(play.state("x")).isEqualTo(LegState.ESTABLISHED);
    play.offered("y");
    play.mediaUp("y");
    play.mediaDown("y");
    play.acked("y");
    assertThat(play.state("y")).isEqualTo(LegState.ENDING);
  }

  @Test
  void aPermanentErrorEndsTheSessionThatIsStillOfferedAfterItsAck() {
    play.offered("x");
    play.romeo("x", Play.chat("r1"));
    play.hear(new Event.XmppError("r1", Failure.stanza("gone", true), true));
    assertThat(play.of(Effect.EndSession.class)).isEmpty();
    play.acked("x");
    assertThat(play.words()).containsExactly("EndSession", "CloseMedia");
  }

  @Test
  void strangersAreAnswered() {
    play.hear(new Event.SessionChanged("no", "re", true, true, Optional.empty()));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(481);
    play.romeo("no", Play.chat("r1"));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().msrpStatus()).hasValue(481);
    assertThat(play.the(Effect.Forget.class).ref()).isEqualTo("r1");
    play.juliet("m1");
    var leg = play.the(Effect.StartSession.class).leg();
    play.hear(new Event.SessionChanged(leg, "re", true, true, Optional.empty()));
    assertThat(play.the(Effect.Answer.class).failure().orElseThrow().sipStatus()).hasValue(491);
    play.hear(new Event.SessionEnded(leg, "bye"));
    assertThat(play.the(Effect.Answer.class)).isEqualTo(new Effect.Answer("bye", Optional.empty()));
    assertThat(List.copyOf(play.outcomes.keySet())).containsExactly("m1");
  }
}
