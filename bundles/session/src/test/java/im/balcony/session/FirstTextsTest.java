package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.LegState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Texts that come in the INVITE: accepted with the session, or refused with it. */
class FirstTextsTest {

  private final Play play = new Play();

  private void offered(String leg, List<ChatMessage> first) {
    play.hear(
        new Event.SessionOffered(
            leg, false, Optional.empty(), OptionalLong.empty(), Optional.empty(), first));
  }

  @Test
  void theyAreAcceptedWithTheSessionAndAnsweredByNothingElse() {
    offered("a", List.of(Play.chat("r1"), Play.chat("r2")));

    assertThat(play.words())
        .containsExactly("AcceptSession", "OpenMedia", "TextToXmpp", "TextToXmpp");
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.PENDING);
    play.done(play.of(Effect.TextToXmpp.class).get(0).effectId());
    assertThat(play.outcome("r1")).isEqualTo(Outcome.Kind.HANDED_OVER);
    assertThat(play.state("a")).isEqualTo(LegState.OFFERED);
  }

  @Test
  void moreThanMayBeOnTheWayAreRefusedWithTheSession() {
    var many = new ArrayList<ChatMessage>();
    for (var i = 0; i <= Bounds.window(Play.LIMITS); i++) {
      many.add(Play.chat("r" + i));
    }
    offered("a", many);

    assertThat(play.words()).containsExactly("RefuseSession");
    assertThat(play.state("a")).isEqualTo(LegState.IDLE);
  }

  @Test
  void aRefusedSessionTakesNone() {
    for (var leg : List.of("a", "b", "c", "d")) {
      play.offered(leg);
    }
    offered("e", List.of(Play.chat("r1")));
    assertThat(play.words()).containsExactly("RefuseSession");
  }
}
