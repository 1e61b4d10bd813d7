package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatState;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.session.state.Composing;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables 3 and 4 of RFC 7573, and the timers behind them. */
class ComposingTest {

  private final Play play = new Play();

  private void state(ChatState state) {
    play.hear(new Event.XmppState(state));
  }

  private void composing(String leg, boolean active, OptionalLong refresh) {
    play.hear(new Event.MsrpComposing(leg, active, refresh));
  }

  @ParameterizedTest
  @EnumSource(
      value = ChatState.class,
      names = {"ACTIVE", "INACTIVE", "PAUSED"})
  void julietsComposingIsToldAndEnds(ChatState end) {
    play.established();
    state(ChatState.COMPOSING);
    assertThat(play.the(Effect.ComposingToMsrp.class).active()).isTrue();
    assertThat(play.last.durable()).isFalse();
    state(ChatState.COMPOSING);
    assertThat(play.effects).isEmpty();
    state(end);
    assertThat(play.the(Effect.ComposingToMsrp.class).active()).isFalse();
    state(end);
    assertThat(play.effects).as("already idle").isEmpty();
  }

  @Test
  void herComposingIsRefreshedWhileItLasts() {
    play.established();
    state(ChatState.COMPOSING);
    assertThat(play.pass(119_999)).isEmpty();
    play.pass(1);
    assertThat(play.of(Effect.ComposingToMsrp.class)).hasSize(1);
    play.pass(240_000);
    assertThat(play.of(Effect.ComposingToMsrp.class)).hasSize(2);
    state(ChatState.PAUSED);
    play.pass(120_000);
    assertThat(play.of(Effect.ComposingToMsrp.class)).isEmpty();
  }

  @Test
  void herTextEndsItBySilence() {
    play.established();
    state(ChatState.COMPOSING);
    play.juliet("m1");
    assertThat(play.words()).containsExactly("TextToMsrp");
    state(ChatState.ACTIVE);
    assertThat(play.effects).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ChatState.class)
  void aStateWithoutSessionIsNothing(ChatState state) {
    state(state);
    assertThat(play.effects).isEmpty();
    assertThat(play.last.over()).isTrue();
  }

  @Test
  void romeosComposingIsToldOnceAndItsEndOnce() {
    var leg = play.established();
    for (var i = 0; i < 4; i++) {
      composing(leg, true, OptionalLong.of(60_000));
      assertThat(play.of(Effect.StateToXmpp.class)).hasSize(i == 0 ? 1 : 0);
    }
    composing(leg, false, OptionalLong.empty());
    assertThat(play.the(Effect.StateToXmpp.class).state()).isEqualTo(ChatState.ACTIVE);
    composing(leg, false, OptionalLong.empty());
    assertThat(play.effects).isEmpty();
  }

  @Test
  void hisComposingRunsOut() {
    var leg = play.established();
    composing(leg, true, OptionalLong.of(60_000));
    assertThat(play.pass(59_999)).isEmpty();
    play.pass(1);
    assertThat(play.the(Effect.StateToXmpp.class).state()).isEqualTo(ChatState.ACTIVE);
    composing(leg, true, OptionalLong.empty());
    play.pass(119_999);
    assertThat(play.of(Effect.StateToXmpp.class)).isEmpty();
    play.pass(1);
    assertThat(play.of(Effect.StateToXmpp.class)).hasSize(1);
  }

  @Test
  void hisTextEndsItWithoutAStateOfItsOwn() {
    var leg = play.established();
    composing(leg, true, OptionalLong.empty());
    play.romeo(leg, Play.chat("r1"));
    assertThat(play.words()).containsExactly("TextToXmpp", "Answer");
    assertThat(play.pass(120_000)).noneMatch(Effect.StateToXmpp.class::isInstance);
  }

  @Test
  void inPageModeItCountsAmongPeopleWhoTalk() {
    var scene = Play.page();
    scene.hear(new Event.SipComposing("c1", true, OptionalLong.empty()));
    assertThat(scene.words()).containsExactly("Answer");
    scene.juliet("m1");
    scene.done(scene.the(Effect.PageToSip.class).effectId());
    scene.hear(new Event.SipComposing("c2", true, OptionalLong.empty()));
    assertThat(scene.words()).containsExactly("Answer", "StateToXmpp");
  }

  @Test
  void byeSaysGoneAndNoMore() {
    var leg = play.established();
    composing(leg, true, OptionalLong.empty());
    play.hear(new Event.SessionEnded(leg, "bye"));
    assertThat(play.the(Effect.StateToXmpp.class).state()).isEqualTo(ChatState.GONE);
    play.pass(300_000);
    assertThat(play.of(Effect.StateToXmpp.class)).isEmpty();
    assertThat(Optional.of(play.conversation().composing())).contains(Composing.NOBODY);
  }
}
