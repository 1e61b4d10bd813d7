package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway.PartStatus;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections.ProtocolVersion;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Two versions of mapping, and tenants that choose between them. */
class SideBySideTest {

  private static final ScriptRules NEW = new ScriptRules("2");

  private final Scene scene =
      new Scene(new Fakes.Disk(), RouterLimits.DEFAULT, tenant("a", ""), tenant("b", "")).up();
  private final ScriptRules next = new ScriptRules("2");

  private static Tenant tenant(String id, String range) {
    var v = Tenants.verona();
    var p = v.policy();
    return new Tenant(
        id,
        false,
        List.of("sip." + id),
        List.of("xmpp." + id),
        v.component(),
        List.of(),
        v.trustedPeers(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        PolicyBuilder.from(p).mappingVersion(range).build(),
        Limits.DEFAULT);
  }

  private void pin(int index, String range) {
    var id = scene.tenants.all.get(index).id();
    scene.tenants.all.set(index, tenant(id, range));
    scene.router.changed(scene.tenants.all);
    scene.time.run();
  }

  private void romeo(String tenant, String transaction, String body) {
    scene.router.sip(
        Scene.message(
            transaction, transaction, 1, body, "romeo@sip." + tenant, "juliet@xmpp." + tenant));
    scene.time.run();
  }

  private List<PartStatus> mappings() {
    return scene.router.gateway().parts().stream().filter(p -> p.part().equals("mapping")).toList();
  }

  @Test
  void oneTenantTriesTheNewVersionAndRollsBack() {
    pin(0, "[1,1.1)");
    pin(1, "[1,1.1)");
    scene.router.parts().mapping().bind(next, new Version("1.1.0"));
    romeo("a", "t1", "one");
    assertThat(next.heard).isEmpty();

    pin(0, "[1.1,1.2)");
    romeo("a", "t2", "two");
    romeo("b", "t3", "three");
    assertThat(next.heard).containsExactly("Received");
    assertThat(mappings()).extracting(PartStatus::version).containsExactly("1.1.0", "1.0.0");
    assertThat(mappings())
        .extracting(PartStatus::tenants)
        .containsExactly(List.of("a"), List.of("b"));

    pin(0, "[1,1.1)");
    romeo("a", "t4", "four");
    assertThat(next.heard).containsExactly("Received");
    assertThat(scene.stanzas()).containsExactly("one", "two", "three", "four");
    assertThat(scene.sip.answers()).containsExactly(202, 202, 202, 202);
  }

  @Test
  void stoppingTheBundleRollsBackToo() {
    scene.router.parts().mapping().bind(next, new Version("1.1.0"));
    romeo("a", "t1", "one");
    assertThat(mappings().get(1).state()).isEqualTo("standby");
    scene.router.parts().mapping().unbind(next);
    romeo("a", "t2", "two");
    assertThat(next.heard).containsExactly("Received");
    assertThat(scene.stanzas()).containsExactly("one", "two");
  }

  @Test
  void aTenantWithoutItsVersionWaitsWhileOthersFlowOn() {
    romeo("a", "t1", "one");
    pin(0, "[9,10)");
    romeo("a", "t2", "two");
    romeo("b", "t3", "three");
    romeo("a", "t4", "four");
    scene.router.record(scene.link(), Scene.text("juliet@xmpp.b/x", "romeo@sip.b", "m1", "five"));
    scene.time.run();
    assertThat(scene.stanzas()).containsExactly("one", "three");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE five");
    assertThat(mappings().get(0).parked()).isEqualTo(2);
    assertThat(scene.router.gateway().why())
        .anyMatch(p -> p.part().equals("tenant a") && p.reason().contains("[9,10)"));

    scene.router.parts().mapping().bind(next, new Version("9.1.0"));
    scene.time.run();
    assertThat(scene.stanzas()).containsExactly("one", "three", "two", "four");
    assertThat(mappings().get(0).parked()).isZero();
  }

  @Test
  void whatWaitsForAVersionFlowsOnWhenTheTenantIsPinnedToOneThatIsThere() {
    pin(0, "[9,10)");
    romeo("a", "t1", "one");
    assertThat(scene.sip.answers()).isEmpty();
    pin(0, "");
    assertThat(scene.stanzas()).containsExactly("one");
    assertThat(scene.sip.answers()).containsExactly(202);
  }

  @Test
  void whatWaitsForAVersionThatDoesNotComeIsRefused() {
    pin(0, "[9,10)");
    romeo("a", "t1", "one");
    scene.time.pass(11_000);
    assertThat(scene.sip.answers()).containsExactly(503);
  }

  @Test
  void resultsWaitForTheVersionToo() {
    romeo("a", "t1", "one");
    var effect = scene.net.told(XmppCommand.Send.class).get(0).effectId().orElseThrow();
    pin(0, "[9,10)");
    scene.router.record(linkOf("a"), new XmppEvent.HandedOver(effect));
    scene.time.pass(60_000);
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("PENDING");
    assertThat(mappings().get(0).parked()).isOne();
    pin(0, "");
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("HANDED_OVER");
  }

  private String linkOf(String tenant) {
    return scene.net.connects.stream()
        .filter(c -> c.settings().text("domain", "").equals("sip." + tenant))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @Test
  void conversationsOfATenantWithoutItsVersionComeBackWithIt() {
    romeo("a", "t1", "one");
    romeo("b", "t2", "two");
    var again =
        new Scene(scene.disk, RouterLimits.DEFAULT, tenant("a", "[9,10)"), tenant("b", "[1,2)"))
            .up();
    assertThat(again.stanzas()).containsExactly("two");
    again.router.parts().mapping().bind(NEW, new Version("9.0.0"));
    again.time.run();
    assertThat(again.stanzas()).containsExactly("two", "one");
  }

  @Test
  void theDryRunTakesTheTenantsVersion() {
    scene.router.parts().mapping().bind(next, new Version("1.1.0"));
    pin(0, "[1,1.1)");
    var stanza = "<message from='juliet@xmpp.%s/b' to='romeo@sip.%s'><body>x</body></message>";
    scene.router.gateway().dryRun("a", stanza.formatted("a", "a"));
    assertThat(next.heard).isEmpty();
    scene.router.gateway().dryRun("b", stanza.formatted("b", "b"));
    // Again without one part after the other.
    assertThat(next.heard).isNotEmpty().containsOnly("Stanza");
  }

  @Test
  void rulesBelowTheStandardOnesAreNobodysDefault() {
    scene.router.parts().mapping().bind(next, new Version("0.0.1"));
    scene.router.parts().mapping().unbind(scene.rules);
    assertThat(scene.router.gateway().mappingFor("")).isEmpty();
    assertThat(scene.router.gateway().mappingFor("[0.0.1,0.0.2)")).contains("0.0.1");
  }

  @Test
  void whatIsNoRangeIsSaidToBeNone() {
    Assertions.assertThatThrownBy(() -> scene.router.gateway().mappingFor("[1,"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(scene.router.gateway().mappingFor("")).contains("1.0.0");
    assertThat(scene.router.gateway().mappingFor("[9,10)")).isEmpty();
  }

  @Test
  void emptyPlacesAndProtocolsAreShown() {
    scene.net.protocols.add(new ProtocolVersion("xmpp", "0.2.0", "im.balcony.xmpp [7]"));
    scene.net.protocols.add(new ProtocolVersion("xmpp", "0.1.0", "im.balcony.xmpp [5]"));
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    romeo("a", "t1", "one");
    assertThat(scene.router.gateway().parts())
        .extracting(p -> p.part() + " " + p.version() + " " + p.state() + " " + p.parked())
        .containsExactly(
            "mapping 1.0.0 active 0",
            "session  missing 1",
            "formats  active 0",
            "sip  active 0",
            "msrp  missing 0",
            "xmpp 0.2.0 active 0",
            "xmpp 0.1.0 standby 0");
  }

  @Test
  void aPartThatLeavesIsShownWhileItHasCalls() throws Exception {
    var slot = scene.router.parts().mapping();
    var lease = slot.borrow();
    var gone = new CountDownLatch(1);
    var exchange =
        new Thread(
            () -> {
              slot.unbind(scene.rules);
              gone.countDown();
            });
    exchange.start();
    while (!slot.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(mappings())
        .singleElement()
        .satisfies(p -> assertThat(p.state()).isEqualTo("draining"))
        .satisfies(p -> assertThat(p.calls()).isOne());
    lease.close();
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(mappings())
        .singleElement()
        .satisfies(p -> assertThat(p.state()).isEqualTo("missing"));
  }
}
