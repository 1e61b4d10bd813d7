package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SipIntakeTest {

  private final Scene scene = new Scene().up();

  @Test
  void unknownDomainAndUntrustedPeerAreForbidden() {
    scene.router.sip(Scene.message("t1", "c1", 1, "x", "romeo@example.org", "juliet@example.com"));
    scene.router.sip(
        Scene.request(
            "MESSAGE", "t2", "c2", 1, "x", "romeo@example.net", "juliet@example.com", "192.0.2.9"));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(403, 403);
    assertThat(scene.stanzas()).isEmpty();
  }

  /** The edge asks for credentials, but who has none is let in by nobody. */
  @Test
  void whatItsTenantDidNotLetInIsForbidden() {
    var demand = new Tenant.Demand("example.net", "file");
    var strict = Tenants.verona().with(Tenant.Digest.NONE.with(demand));
    var scene = new Scene(new Fakes.Disk(), RouterLimits.DEFAULT, strict).up();
    for (var whom : List.of("", "mantua", "verona")) {
      var received =
          Scene.message("t" + whom, "c" + whom, 1, "hello", "romeo@example.net", "j@example.com");
      var source =
          new SipSource(
              Transport.UDP,
              "127.0.0.1",
              5060,
              List.of(),
              Optional.of(whom).filter(w -> !w.isEmpty()));
      scene.router.sip(new SipEvent.Received(received.transaction(), source, received.request()));
    }
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(403, 403, 202);
    assertThat(scene.stanzas()).containsExactly("hello");
  }

  @Test
  void theTenantOfARequestIsThatOfItsDomain() {
    assertThat(scene.router.sipTenant("sip:romeo@example.net", "c", "")).contains("verona");
    assertThat(scene.router.sipTenant("sip:romeo@example.net", "c", "tag")).contains("verona");
    assertThat(scene.router.sipTenant("sip:romeo@example.org", "c", "")).isEmpty();
    assertThat(scene.router.sipTenant("nonsense", "c", "")).isEmpty();
  }

  @Test
  void retransmissionsAreAbsorbedAndThenAnsweredAlike() {
    scene.disk.holding = true;
    scene.romeo("t1", "c1", "hello");
    scene.romeo("t1", "c1", "hello");
    assertThat(scene.sip.answers()).isEmpty();
    scene.disk.release();
    scene.time.run();
    for (var i = 0; i < 4; i++) {
      scene.time.pass(7_000);
      scene.romeo("t1", "c1", "hello");
    }
    assertThat(scene.stanzas()).containsExactly("hello");
    assertThat(scene.sip.answers()).containsExactly(202, 202, 202, 202, 202);
  }

  @Test
  void retransmissionIsKnownAfterARestart() {
    scene.romeo("t1", "c1", "hello");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    var before = next.stanzas().size();
    next.romeo("t1", "c1", "hello");
    next.romeo("t2", "c1", "hello");
    assertThat(next.stanzas()).hasSize(before);
    assertThat(next.sip.answers()).containsExactly(202, 482);
  }

  @Test
  void aTextWhoseAnswerWaitsIsKnownAfterARestart() {
    scene.romeo("t1", "c1", "answer later");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    var before = next.stanzas().size();
    next.romeo("t1", "c1", "answer later");
    next.romeo("t2", "c1", "answer later");
    assertThat(next.stanzas()).hasSize(before);
    assertThat(next.sip.answers()).containsExactly(482);
  }

  @Test
  void anInviteThatWasAcceptedIsNotAcceptedAgainWithoutItsDescription() {
    scene.router.sip(invite());
    scene.time.run();
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    next.router.sip(invite());
    next.time.run();
    assertThat(scene.sip.answers()).containsExactly(202);
    assertThat(next.sip.answers()).isEmpty();
    assertThat(next.sip.commands)
        .as("nor is the edge left with a request that nobody answers")
        .containsExactly(new SipCommand.Absorb(invite().transaction()));
  }

  private static SipEvent.Received invite() {
    return Scene.request(
        "INVITE", "t1", "c1", 1, "x", "romeo@example.net", "juliet@example.com", "127.0.0.1");
  }

  /** Messages of so many people, which are committed 150 ms later. */
  private void slow(int from, int to) {
    scene.disk.holding = true;
    for (var i = from; i < to; i++) {
      scene.router.sip(message(i));
    }
    scene.time.run();
    scene.time.pass(150);
    scene.disk.release();
    scene.time.run();
    scene.disk.holding = false;
  }

  private static SipEvent.Received message(int number) {
    return Scene.message(
        "t" + number, "c" + number, 1, "x", "r" + number + "@example.net", "j@example.com");
  }

  @Test
  void whatWouldOnlyWaitIsRefused() {
    for (var i = 0; i < 500; i += 100) {
      slow(i, i + 100);
    }
    scene.router.sip(message(500));
    scene.router.sip(message(499));
    scene.time.run();
    var answers = scene.sip.answers();
    assertThat(answers.subList(0, 500)).containsOnly(202);
    assertThat(answers.subList(500, answers.size())).containsExactly(503, 202);
    assertThat(scene.sip.commands.get(500).toString()).contains("503", "Retry-After");
    assertThat(scene.stanzas()).hasSize(500);

    scene.time.pass(600);
    scene.router.sip(message(501));
    scene.router.sip(message(502));
    scene.time.run();
    assertThat(scene.stanzas()).hasSize(502);
  }

  @Test
  void theMoreIsRememberedTheSoonerMessagesAreForgotten() {
    var few = new Scene(scene.disk, Small.remembered(10), scene.tenants.all.get(0)).up();
    few.disk.holding = false;
    for (var i = 0; i < 20; i++) {
      few.router.sip(
          Scene.message(
              "t" + i, "c" + i, 1, "answer later", "r" + i + "@example.net", "j@example.com"));
      few.time.run();
    }
    assertThat(few.machine.limits.errorWindow()).isEqualTo(1_000);
    var next = new Scene(few.disk, Small.remembered(40), few.tenants.all.get(0)).up();
    next.romeo("t30", "c30", "hello");
    assertThat(next.machine.limits.errorWindow())
        .as("what came back counts")
        .isBetween(1_000L, Limits.DEFAULT.errorWindow() - 1);
  }

  @Test
  void mergedRequestIsALoop() {
    scene.romeo("t1", "c1", "hello");
    scene.romeo("t2", "c1", "hello");
    assertThat(scene.sip.answers()).containsExactly(202, 482);
    assertThat(scene.stanzas()).containsExactly("hello");
  }

  @Test
  void newMessageOfTheSameCallIsNoDuplicate() {
    scene.romeo("t1", "c1", "hello");
    scene.router.sip(Scene.message("t2", "c1", 2, "hello"));
    scene.time.run();
    assertThat(scene.stanzas()).containsExactly("hello", "hello");
  }

  @Test
  void rateIsLimitedBySender() {
    var burst = 2 * Limits.DEFAULT.ratePerSource();
    for (var i = 0; i < burst + 1; i++) {
      scene.romeo("t" + i, "c" + i, "x");
    }
    scene.router.sip(
        Scene.message("o", "o", 1, "other", "tybalt@example.net", "juliet@example.com"));
    scene.time.run();
    assertThat(scene.sip.answers()).hasSize(burst + 2);
    assertThat(scene.sip.answers()).containsOnlyOnce(503);
    var refused =
        scene.sip.commands.stream()
            .map(c -> ((SipCommand.Respond) c).response())
            .filter(r -> r.status() == 503)
            .findFirst()
            .orElseThrow();
    assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isBetween(5, 60);
    scene.time.pass(1_000);
    scene.romeo("again", "again", "x");
    assertThat(scene.sip.answers()).containsOnlyOnce(503);
  }

  @Test
  void linkKnownDownRefusesNewRequests() {
    scene.router.record(scene.link(), new XmppEvent.Down("not-authorized", true));
    scene.time.pass(4_000);
    scene.romeo("t1", "c1", "x");
    scene.time.pass(2_000);
    scene.romeo("t2", "c2", "x");
    assertThat(scene.sip.answers()).containsExactly(202, 503);
  }

  @Test
  void unknownDialogIsTold() {
    var received = Scene.message("t1", "c1", 1, "x");
    var r = received.request();
    for (var method : new String[] {"BYE", "ACK"}) {
      scene.router.sip(
          new SipEvent.Received(
              received.transaction(),
              received.source(),
              new im.balcony.api.sip.SipRequest(
                  method,
                  r.requestUri(),
                  r.from(),
                  r.to().tagged("zz"),
                  r.callId(),
                  2,
                  70,
                  r.routes(),
                  r.contact(),
                  r.headers(),
                  Optional.empty(),
                  r.body(),
                  Optional.empty())));
    }
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(481);
  }

  private void drain() {
    var t = Tenants.verona();
    var draining =
        new Tenant(
            t.id(),
            true,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            t.nextHop(),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits());
    scene.tenants.all.set(0, draining);
    scene.router.changed(scene.tenants.all());
    scene.time.run();
  }

  @Test
  void beforeATenantIsGoneItsSendersAreTold() {
    scene.juliet("m1", "one");
    drain();
    scene.time.pass(54_000);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    scene.time.pass(2_000);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("EXPIRED");
    assertThat(scene.net.told(XmppCommand.Send.class))
        .singleElement()
        .satisfies(send -> assertThat(send.stanza().isError()).isTrue());
    assertThat(scene.tenants.drained).isEmpty();
    scene.time.pass(5_000);
    assertThat(scene.tenants.drained).contains("verona");
  }

  @Test
  void drainingTenantTakesNoNewConversation() {
    scene.romeo("t1", "c1", "before");
    drain();
    scene.router.sip(Scene.message("t2", "c2", 1, "x", "tybalt@example.net", "juliet@example.com"));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(202, 503);
    scene.time.pass(61_000);
    assertThat(scene.tenants.drained).contains("verona");
  }
}
