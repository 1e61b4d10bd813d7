package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.message.ChatState;
import im.balcony.api.session.Effect;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.ChatStates;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who showed that chat states are understood is sent them (XEP-0085 §5.1). */
class ShownStatesTest {

  private final Scene scene = new Scene();

  private Stanza toJuliet(String ref) {
    return scene.stanza(
        new Effect.TextToXmpp("e" + ref, Scene.plain(ref, Kind.CHAT, "x"), Optional.empty()));
  }

  private boolean isTold(ChatState state) {
    return !scene.out(new Effect.StateToXmpp(state)).records().isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"composing", "active", "paused"})
  void aTextWithoutAStateTakesNothingBack(String standalone) {
    toJuliet("1");
    scene.in(scene.message("chat", "s", state(standalone)));

    scene.text("chat", "t", body("no state here"));

    assertThat(toJuliet("2").child(ChatStates.NAMESPACE, "active")).isPresent();
    assertThat(isTold(ChatState.COMPOSING)).isTrue();
    assertThat(isTold(ChatState.GONE)).isTrue();
  }

  @Test
  void aStateInATextIsAsGood() {
    scene.text("chat", "a", body("x"), state("active"));
    toJuliet("1");
    scene.text("chat", "b", body("x"));
    assertThat(isTold(ChatState.COMPOSING)).isTrue();
  }

  @Test
  void whoNeverShowedAnyIsSentNone() {
    toJuliet("1");
    scene.text("chat", "a", body("x"));
    assertThat(toJuliet("2").child(ChatStates.NAMESPACE, "active")).isEmpty();
    assertThat(isTold(ChatState.COMPOSING)).isFalse();
    assertThat(isTold(ChatState.GONE)).isFalse();
  }

  @Test
  void whoShowsOneLaterIsSentThemFromThenOn() {
    toJuliet("1");
    scene.text("chat", "a", body("x"));
    scene.in(scene.message("chat", "s", state("composing")));
    scene.text("chat", "b", body("x"));
    assertThat(isTold(ChatState.COMPOSING)).isTrue();
  }
}
