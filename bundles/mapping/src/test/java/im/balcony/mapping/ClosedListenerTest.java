package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.testkit.PolicyBuilder;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions while the gateway does not listen for MSRP connections. */
class ClosedListenerTest {

  private static final String CALL_ID = "F6989A8C-DE8A-4E21";

  private final Scene scene = new Scene();

  @BeforeEach
  void close() {
    scene.msrpOpen = false;
  }

  private void isTemporarilyUnavailable(Optional<SessionDescription> offer) {
    var response = scene.refused(scene.received(invite(CALL_ID, offer)));
    assertThat(response.status()).isEqualTo(480);
    assertThat(response.header("Retry-After")).hasValue("10");
    assertThat(response.sdp()).isEmpty();
  }

  @Test
  void aCallerWhoWouldConnectIsAskedToComeLater() {
    isTemporarilyUnavailable(Optional.of(sdp("text/plain")));
    isTemporarilyUnavailable(Optional.of(sdp("text/plain", "setup:actpass")));
  }

  @Test
  void soIsWhoLeavesTheOfferToUs() {
    isTemporarilyUnavailable(Optional.empty());
  }

  @Test
  void aCallerToWhomWeConnectIsHeard() {
    var offer = Optional.of(sdp("text/plain", "setup:passive"));
    assertThat(scene.hear(Event.SessionOffered.class, scene.received(invite(CALL_ID, offer))))
        .isNotNull();
  }

  @Test
  void hisNextCallIsHeardWhenTheListenerIsOpen() {
    var offer = Optional.of(sdp("text/plain"));
    isTemporarilyUnavailable(offer);
    scene.msrpOpen = true;
    assertThat(scene.hear(Event.SessionOffered.class, scene.received(invite(CALL_ID, offer))))
        .isNotNull();
  }

  @Test
  void noInviteOfOursNamesAPathWhereNobodyListens() {
    var first = scene.text("chat", "a786hjs2", body("Art thou not Romeo?"));
    var said = scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    assertThat(said.records()).isEmpty();
    assertThat(said.failure().orElseThrow().cause()).isEqualTo(Failure.Cause.INTERNAL);
    assertThat(said.failure().orElseThrow().condition()).hasValue("recipient-unavailable");
  }

  private void unreachable() {
    scene.with(PolicyBuilder.defaults().msrpReachable(MsrpReachable.NO).build(), Limits.DEFAULT);
  }

  @Test
  void whoMakesAllConnectionsHimselfCallsAllTheSame() {
    unreachable();
    var first = scene.text("chat", "a786hjs2", body("Art thou not Romeo?"));
    var invite = scene.request(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    assertThat(invite.sdp().orElseThrow().media().get(0).attribute("setup")).hasValue("active");
  }

  @Test
  void andIsCalledByWhoLeavesTheOfferToHim() {
    unreachable();
    var late =
        scene.hear(Event.SessionOffered.class, scene.received(invite(CALL_ID, Optional.empty())));
    assertThat(late.lateOffer()).isTrue();
  }

  @Test
  void andTellsWhoWouldConnectThatItWillNotHelpToWait() {
    unreachable();
    var response = scene.refused(scene.received(invite(CALL_ID, Optional.of(sdp("text/plain")))));
    assertThat(response.status()).isEqualTo(488);
    assertThat(response.header("Warning").orElseThrow()).contains("msrp.reachable");
  }
}
