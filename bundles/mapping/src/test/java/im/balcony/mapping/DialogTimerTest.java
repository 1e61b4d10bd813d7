package im.balcony.mapping;

import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.with;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.testkit.Requirement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Session timers (RFC 4028). */
class DialogTimerTest {

  private final Scene scene = new Scene();

  /** RFC 4028 §9, Table 2. */
  @Requirement("SIP-56")
  @ParameterizedTest
  @CsvSource({
    "false, 1800,               1800;refresher=uas, false",
    "false, 1800;refresher=uac, 1800;refresher=uas, false",
    "false, 1800;refresher=uas, 1800;refresher=uas, false",
    "true,  1800,               1800;refresher=uac, true",
    "true,  1800;refresher=uac, 1800;refresher=uac, true",
    "true,  1800;refresher=uas, 1800;refresher=uas, false",
  })
  void ourAnswerNamesTheRefresher(
      boolean supported, String asked, String answered, boolean require) {
    var plain = invite("F6989A8C-DE8A-4E21", Optional.of(Scene.sdp("text/plain")));
    var timed = with(plain, "Session-Expires", asked);
    var request = supported ? with(timed, "Supported", "100rel, timer") : timed;
    var offered = scene.hear(Event.SessionOffered.class, scene.received(request));
    var weRefresh = answered.endsWith("uas");
    assertThat(offered.timer().orElseThrow().weRefresh()).isEqualTo(weRefresh);
    assertThat(offered.timer().orElseThrow().interval()).isEqualTo(1_800_000);
    var response =
        scene
            .say(SipCommand.Respond.class, new Effect.AcceptSession(offered.leg(), false))
            .response();
    assertThat(response.header("Session-Expires")).hasValue(answered);
    assertThat(response.header("Require").isPresent()).isEqualTo(require);
  }

  @Test
  void tooShortATimerIsRefusedWhereThePeerUnderstands() {
    var plain = invite("F6989A8C-DE8A-4E21", Optional.of(Scene.sdp("text/plain")));
    var shortly = with(plain, "Session-Expires", "30");
    var response = scene.refused(scene.received(with(shortly, "Supported", "timer")));
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.header("Min-SE")).hasValue("90");
    var offered = scene.hear(Event.SessionOffered.class, scene.received(shortly));
    assertThat(offered.timer().orElseThrow().interval()).isEqualTo(90_000);
  }

  @Test
  void without() {
    var plain = invite("F6989A8C-DE8A-4E21", Optional.of(Scene.sdp("text/plain")));
    assertThat(scene.hear(Event.SessionOffered.class, scene.received(plain)).timer()).isEmpty();
  }
}
