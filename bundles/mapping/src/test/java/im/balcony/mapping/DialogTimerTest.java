package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.with;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
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

  /** RFC 4028 §7.4: neither the interval nor the roles change with a refresh. */
  @ParameterizedTest
  @CsvSource({
    "600;refresher=uac, 600;refresher=uac",
    "600;refresher=uas, 600;refresher=uas",
    "60,                90;refresher=uac",
    ",                  1800"
  })
  void aRefreshOfOursAsksForWhatHeAnswered(String answered, String asked) {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var sdp = Optional.of(Scene.sdp("text/plain"));
    scene.in(
        new SipEvent.Answered(
            "e1", answered == null ? ok("t", sdp) : ok("t", sdp, "Session-Expires", answered)));
    assertThat(
            scene.request(new Effect.RefreshSession("e2", "leg", false)).header("Session-Expires"))
        .hasValue(asked);
  }

  @ParameterizedTest
  @CsvSource({"uac, 600;refresher=uas", "uas, 600;refresher=uac"})
  void aRequestInHisDialogAsksForWhatWeAnswered(String refresher, String asked) {
    var plain = invite("F6989A8C-DE8A-4E21", Optional.of(Scene.sdp("text/plain")));
    var timed = with(plain, "Session-Expires", "600;refresher=" + refresher);
    var offered =
        scene.hear(Event.SessionOffered.class, scene.received(with(timed, "Supported", "timer")));
    scene.out(new Effect.AcceptSession(offered.leg(), false));
    var refresh = new Effect.RefreshSession("e2", offered.leg(), false);
    assertThat(scene.request(refresh).header("Session-Expires")).hasValue(asked);
  }

  /** A change of his may change the timer, too. */
  @Test
  void aRefreshOfOursAsksForWhatHisChangeSettled() {
    var leg = scene.offered(Scene.sdp("text/plain"));
    var update = within(scene.dialog(leg), "UPDATE", 2, Optional.empty());
    var changed =
        scene.hear(
            Event.SessionChanged.class,
            scene.received(with(update, "Session-Expires", "300;refresher=uas")));
    scene.out(new Effect.Answer(changed.ref(), Optional.empty()));
    assertThat(scene.request(new Effect.RefreshSession("e2", leg, false)).header("Session-Expires"))
        .hasValue("300;refresher=uac");
  }

  /** A session that we began and refresh each 600 s; {@code methods} are those that he takes. */
  private void refreshed(String methods) {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var sdp = Optional.of(Scene.sdp("text/plain"));
    var timer = "600;refresher=uac";
    scene.in(new SipEvent.Answered("e1", ok("t", sdp, "Allow", methods, "Session-Expires", timer)));
  }

  /** RFC 4028 §7.3. */
  @ParameterizedTest
  @CsvSource({"'INVITE, UPDATE', UPDATE", "INVITE, INVITE"})
  void aRefreshThatIsTooShortForHimAsksForHisLeastTheNextTime(String allowed, String method) {
    refreshed(allowed);
    var refresh = scene.request(new Effect.RefreshSession("e2", "leg", false));
    assertThat(refresh.method()).isEqualTo(method);
    assertThat(refresh.header("Session-Expires")).hasValue("600;refresher=uac");
    scene.in(new SipEvent.Answered("e2", SipResponse.of(422, "Too Small").with("Min-SE", "900")));
    var again = scene.request(new Effect.RefreshSession("e3", "leg", false));
    assertThat(again.header("Session-Expires")).hasValue("900;refresher=uac");
    assertThat(again.header("Min-SE")).hasValue("900");
  }

  /** RFC 4028 §9. */
  @Test
  void theAnswerToAnUpdateMaySettleAnotherInterval() {
    refreshed("INVITE, UPDATE");
    scene.request(new Effect.RefreshSession("e2", "leg", false));
    var answer = ok("t", Optional.empty(), "Session-Expires", "300;refresher=uas");
    var timer =
        scene.hear(Event.Result.class, new SipEvent.Answered("e2", answer)).timer().orElseThrow();
    assertThat(timer.interval()).isEqualTo(300_000);
    assertThat(timer.weRefresh()).isFalse();
    assertThat(
            scene.request(new Effect.RefreshSession("e3", "leg", false)).header("Session-Expires"))
        .hasValue("300;refresher=uas");
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
