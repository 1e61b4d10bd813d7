package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.bounds.RouterLimits;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tenant that an operator takes out of service. */
class DrainTest {

  private final Scene scene = new Scene().up();
  private final Gateway gateway = scene.router.gateway();

  private Gateway.Left drain() {
    var left = gateway.drain("verona").orElseThrow();
    scene.time.run();
    return left;
  }

  @Test
  void nothingNewIsTakenAndWhatIsInHandIsFinished() {
    scene.juliet("m1", "one");
    assertThat(drain()).isEqualTo(new Gateway.Left(60_000, 1, 1, 0));
    assertThat(gateway.tenants().get(0).state()).isEqualTo("draining");

    scene.juliet("m2", "two");
    scene.romeo("t1", "c1", "three");
    var refused = scene.net.told(XmppCommand.Send.class).get(0).stanza();
    assertThat(refused.id()).contains("m2");
    assertThat(refused.children().get(0).children().get(0).name()).isEqualTo("service-unavailable");
    assertThat(scene.sip.answers()).containsExactly(503);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");

    scene.answer(200);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(drain().isNothing()).isTrue();
  }

  @Test
  void whatWasAcceptedBeforeARestartIsWaitedFor() {
    scene.juliet("m1", "one");
    scene.juliet("m2", "two");
    scene.romeo("t1", "c1", "three");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    assertThat(next.router.gateway().drain("verona")).contains(new Gateway.Left(60_000, 1, 3, 0));
  }

  @Test
  void sessionsEnd() {
    scene.juliet("m1", "open x");
    assertThat(gateway.tenants().get(0).sessions()).isOne();
    assertThat(drain().conversations()).isOne();
    assertThat(gateway.conversations(Optional.empty())).isEmpty();
    assertThat(drain().isNothing()).isTrue();
  }

  @Test
  void whatComesInASessionThatEndsIsStillTaken() {
    scene.juliet("m1", "open x");
    scene.juliet("m2", "one");
    drain();

    scene.router.sip(inDialog("c", "x"));
    scene.time.run();

    assertThat(scene.sip.answers()).containsExactly(202);
    assertThat(scene.stanzas()).containsExactly("more");
  }

  private static SipEvent.Received inDialog(String call, String tag) {
    var received = Scene.message("t7", call, 7, "more");
    var r = received.request();
    return new SipEvent.Received(
        received.transaction(),
        received.source(),
        new SipRequest(
            r.method(),
            r.requestUri(),
            r.from(),
            new SipParty(r.to().uri(), Optional.empty(), Map.of("tag", tag)),
            r.callId(),
            r.cseq(),
            r.maxForwards(),
            r.routes(),
            r.contact(),
            r.headers(),
            r.contentType(),
            r.body(),
            r.sdp()));
  }

  @Test
  void theTenantIsInServiceAgainWhenThatIsEnded() {
    assertThat(gateway.endDrain("verona")).isFalse();
    drain();
    assertThat(gateway.endDrain("verona")).isTrue();
    assertThat(gateway.tenants().get(0).state()).isEqualTo("up");
    scene.juliet("m1", "one");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(gateway.drain("padua")).isEmpty();
  }

  @Test
  void aTenantThatWasRemovedIsNotDrainedWhenItComesBack() {
    drain();
    var tenant = scene.tenants.all.remove(0);
    scene.router.changed(scene.tenants.all);
    scene.tenants.all.add(tenant);
    scene.router.changed(scene.tenants.all);
    assertThat(gateway.endDrain("verona")).isFalse();
  }

  @Test
  void whatWaitsForAPartIsLeft() {
    scene.router.parts().mapping().unbind(scene.rules);
    scene.romeo("t1", "c1", "one");
    assertThat(drain()).isEqualTo(new Gateway.Left(60_000, 0, 0, 1));
    assertThat(drain().isNothing()).isFalse();
  }
}
