package im.balcony.mapping;

import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Romeo changes the dialog of a chat, or ends it (RFC 3261 §12.2, §14 and §15). */
class ChangesOfRomeoTest {

  private final Scene scene = new Scene();

  @Test
  void aRefreshChangesNothing() {
    var leg = scene.offered(sdp("text/plain"));
    var before = scene.correlation.leg(leg).orElseThrow().sdp();
    var changed = change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    assertThat(changed.moved()).isFalse();
    assertThat(changed.invite()).isTrue();
    var ok = answer(changed);
    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.sdp()).isEqualTo(before);
    scene.hear(
        Event.SessionAcked.class,
        scene.received(within(scene.dialog(leg), "ACK", 2, Optional.empty())));
  }

  @Test
  void anUpdateWithoutAnOfferIsAnsweredWithoutOne() {
    var leg = scene.offered(sdp("text/plain"));
    var changed = change(leg, "UPDATE", 2, Optional.empty());
    assertThat(changed.moved()).isFalse();
    assertThat(changed.invite()).isFalse();
    assertThat(answer(changed).sdp()).isEmpty();
  }

  @Test
  void aNewPathIsFollowedAndANewContactToo() {
    var leg = scene.offered(sdp("text/plain"));
    var there = "msrp://other.example.net:5000/new;tcp";
    var offer = Scene.described(Scene.line("TCP/MSRP", 5000, there, "text/plain", "setup:passive"));
    var dialog =
        scene
            .dialog(leg)
            .targeted(List.of(im.balcony.api.sip.SipParty.of("sip:romeo@192.0.2.99")), false);
    var reinvite = within(dialog, "INVITE", 2, Optional.of(offer));
    var changed = scene.hear(Event.SessionChanged.class, scene.received(reinvite));
    assertThat(changed.moved()).isTrue();
    assertThat(scene.dialog(leg).target()).isEqualTo("sip:romeo@192.0.2.7");
    answer(changed);
    var open = scene.say(MsrpCommand.Open.class, new Effect.OpenMedia(leg));
    assertThat(open.connect()).isTrue();
    assertThat(open.session().remotePath().get(0).raw()).isEqualTo(there);
    assertThat(scene.request(new Effect.EndSession("e9", leg, Optional.empty())).requestUri())
        .isEqualTo("sip:romeo@192.0.2.99");
  }

  @Test
  void anUnacceptableChangeLeavesTheSession() {
    var leg = scene.offered(sdp("text/plain"));
    var bad = within(scene.dialog(leg), "INVITE", 2, Optional.of(sdp("application/x-foo")));
    assertThat(scene.refused(scene.received(bad)).status()).isEqualTo(488);
    assertThat(scene.say(MsrpCommand.Open.class, new Effect.OpenMedia(leg)).session().remotePath())
        .hasSize(1);
  }

  @Test
  @Requirement("SIP-38")
  void oneOfferAtATime() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    var second = within(scene.dialog(leg), "INVITE", 3, Optional.of(sdp("text/plain")));
    var busy = scene.refused(scene.received(second));
    assertThat(busy.status()).isEqualTo(500);
    assertThat(Integer.parseInt(busy.header("Retry-After").orElseThrow())).isBetween(0, 10);
  }

  @Test
  void bothOfferAtOnce() {
    var leg = scene.offered(sdp("text/plain"));
    scene.request(new Effect.RefreshSession("e2", leg, true));
    var theirs = within(scene.dialog(leg), "INVITE", 2, Optional.of(sdp("text/plain")));
    assertThat(scene.refused(scene.received(theirs)).status()).isEqualTo(491);
    scene.hear(
        Event.SessionRefused.class,
        new SipEvent.Answered("e2", SipResponse.of(491, "Request Pending")));
    assertThat(change(leg, "INVITE", 3, Optional.of(sdp("text/plain"))).leg()).isEqualTo(leg);
  }

  @Test
  void aRequestBehindTheLastIsOutOfOrderAndGapsAreFine() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "UPDATE", 9, Optional.empty());
    var late = within(scene.dialog(leg), "BYE", 5, Optional.empty());
    assertThat(scene.refused(scene.received(late)).status()).isEqualTo(500);
    var next = within(scene.dialog(leg), "BYE", 20, Optional.empty());
    scene.hear(Event.SessionEnded.class, scene.received(next));
  }

  @Test
  void anotherRemoteTagIsAnotherDialog() {
    var leg = scene.offered(sdp("text/plain"));
    var own = within(scene.dialog(leg), "BYE", 2, Optional.empty());
    var foreign =
        Scene.from(own, im.balcony.api.sip.SipParty.of("sip:eve@example.net").tagged("eve"));
    assertThat(scene.refused(scene.received(foreign)).status()).isEqualTo(481);
  }

  @Test
  @Requirement("SIP-41")
  void aByeEndsOpenRequestsWith487() {
    var leg = scene.offered(sdp("text/plain"));
    change(leg, "INVITE", 2, Optional.of(sdp("text/plain")));
    scene.in(scene.received(within(scene.dialog(leg), "BYE", 3, Optional.empty())));
    assertThat(scene.heard.events()).hasSize(1);
    assertThat(((SipCommand.Respond) scene.heard.replies().get(0)).response().status())
        .isEqualTo(487);
  }

  private Event.SessionChanged change(
      String leg, String method, long cseq, Optional<im.balcony.api.sip.SessionDescription> sdp) {
    var request = within(scene.dialog(leg), method, cseq, sdp);
    return scene.hear(Event.SessionChanged.class, scene.received(request));
  }

  private SipResponse answer(Event.SessionChanged changed) {
    return scene
        .say(SipCommand.Respond.class, new Effect.Answer(changed.ref(), Optional.empty()))
        .response();
  }
}
