package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.thread;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.Handles;
import im.balcony.api.session.Effect;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose a Call-ID is when threads become Call-IDs. */
class CallIdsTest {

  private static final String THREAD = "29377446-0CBB-4296-8958-590D79094C50";

  private final Scene scene = new Scene();

  private String callId() {
    var first = scene.text("chat", "1", thread(THREAD), body("Art thou?"));
    return scene.request(new Effect.StartSession("e1", "leg", first, Optional.empty())).callId();
  }

  @Test
  void aThreadThatNobodyHasIsCopiedAndClaimed() {
    assertThat(callId()).isEqualTo(THREAD);
    assertThat(scene.correlation.handles()).contains(Handles.call(THREAD));
  }

  @Test
  void aThreadThatIsAnothersCallIdIsNotCopied() {
    scene.callsOfOthers = Set.of(THREAD);
    var made = callId();
    assertThat(made).isNotEqualTo(THREAD).hasSizeGreaterThan(16);
    assertThat(scene.correlation.handles())
        .contains(Handles.call(made))
        .doesNotContain(Handles.call(THREAD));
  }
}
