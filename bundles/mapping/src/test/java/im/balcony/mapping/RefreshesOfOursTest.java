package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Our requests inside the dialog of a chat (RFC 3261 §12.2 and §14, RFC 4028). */
class RefreshesOfOursTest {

  private final Scene scene = new Scene();

  @Test
  void theTimerIsRefreshedByUpdateWhereHeKnowsIt() {
    var first = scene.text("chat", "1", body("x"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var accepted =
        scene.hear(
            Event.SessionAccepted.class,
            new SipEvent.Answered(
                "e1",
                ok(
                    "t",
                    Optional.of(sdp("text/plain")),
                    "Allow",
                    "INVITE, UPDATE",
                    "Session-Expires",
                    "600;refresher=uac")));
    assertThat(accepted.timer().orElseThrow().interval()).isEqualTo(600_000);
    assertThat(accepted.timer().orElseThrow().weRefresh()).isTrue();
    var update = scene.request(new Effect.RefreshSession("e2", "leg", false));
    assertThat(update.method()).isEqualTo("UPDATE");
    assertThat(update.sdp()).isEmpty();
    assertThat(update.cseq()).isEqualTo(2);
    scene.hear(Event.Result.class, new SipEvent.Answered("e2", ok("t", Optional.empty())));
  }

  @Test
  void elseByAReinviteThatChangesNothing() {
    var offer = offered();
    scene.in(new SipEvent.Answered("e1", ok("t", Optional.of(sdp("text/plain")))));
    var again = scene.request(new Effect.RefreshSession("e2", "leg", false));
    assertThat(again.method()).isEqualTo("INVITE");
    assertThat(again.cseq()).isEqualTo(2);
    assertThat(again.sdp()).isEqualTo(offer);
    var accepted =
        scene.hear(
            Event.SessionAccepted.class,
            new SipEvent.Answered("e2", ok("t", Optional.of(sdp("text/plain", "setup:active")))));
    assertThat(accepted.repeated()).isFalse();
    assertThat(accepted.connect()).isTrue();
    assertThat(ack().cseq()).isEqualTo(2);
  }

  @Test
  void aNewPathMovesTheSession() {
    var offer = offered().orElseThrow();
    scene.in(new SipEvent.Answered("e1", ok("t", Optional.of(sdp("text/plain")))));
    var before = scene.session("leg");
    var moved = scene.request(new Effect.RefreshSession("e2", "leg", true)).sdp().orElseThrow();
    assertThat(moved.originVersion()).isEqualTo(offer.originVersion() + 1);
    assertThat(scene.session("leg")).isNotEqualTo(before);
    var accepted =
        scene.hear(
            Event.SessionAccepted.class,
            new SipEvent.Answered("e2", ok("t", Optional.of(sdp("text/plain", "setup:active")))));
    assertThat(accepted.connect()).isFalse();
  }

  private Optional<im.balcony.api.sip.SessionDescription> offered() {
    var first = scene.text("chat", "1", body("x"));
    return scene.request(new Effect.StartSession("e1", "leg", first, Optional.empty())).sdp();
  }

  private im.balcony.api.sip.SipRequest ack() {
    return scene
        .say(SipCommand.Ack.class, new Effect.AckSession("leg", Optional.empty()))
        .request();
  }
}
