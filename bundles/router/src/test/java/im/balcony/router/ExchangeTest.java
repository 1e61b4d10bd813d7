package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.slot.Slot;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class ExchangeTest {

  private final Scene scene = new Scene().up();

  @Test
  void trafficWaitsForTheMappingAndFlowsInOrder() {
    scene.router.parts().mapping().unbind(scene.rules);
    for (var i = 0; i < 5; i++) {
      scene.romeo("t" + i, "c" + i, "text " + i);
    }
    scene.juliet("m1", "hi");
    scene.time.pass(2_000);
    assertThat(scene.sip.answers()).isEmpty();
    scene.router.parts().mapping().bind(new ScriptRules("2"), new Version("1.0.1"));
    scene.time.run();
    assertThat(scene.stanzas()).containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE hi");
  }

  @Test
  void trafficWaitsForTheMachineToo() {
    scene.juliet("m1", "one");
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    scene.answer(200);
    scene.juliet("m2", "two");
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    assertThat(scene.disk.journal.get("m1").names()).startsWith("m1");
    scene.router.parts().session(ConversationKey.CHAT).bind(scene.machine, Version.emptyVersion);
    scene.time.run();
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE two");
  }

  @Test
  void pastTheAgeNewWorkIsRefusedAndResultsStay() {
    scene.juliet("m1", "one");
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    scene.answer(200);
    scene.juliet("m2", "two");
    scene.romeo("t1", "c1", "x");
    scene.time.pass(12_000);
    assertThat(scene.sip.answers()).containsExactly(503);
    var refused = scene.net.told(XmppCommand.Send.class).get(0).stanza();
    assertThat(refused.isError()).isTrue();
    assertThat(refused.id()).contains("m2");
    scene.router.parts().session(ConversationKey.CHAT).bind(scene.machine, Version.emptyVersion);
    scene.time.run();
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
  }

  @Test
  void parkingRefusesPastItsBoundAndItsAge() {
    var tight = new Scene(new Fakes.Disk(), Small.parkedMessages(2), Tenants.verona()).up();
    tight.router.parts().mapping().unbind(tight.rules);
    for (var i = 0; i < 3; i++) {
      tight.romeo("t" + i, "c" + i, "x");
    }
    assertThat(tight.sip.answers()).containsExactly(503);
    tight.time.pass(10_001);
    assertThat(tight.sip.answers()).containsExactly(503, 503, 503);
  }

  @Test
  void aResultThatNoPartCanReadIsReadAgain() {
    scene.juliet("m1", "one");
    scene.rules.faults = 3;
    scene.answer(200);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    scene.time.pass(8_000);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.disk.owed).isEmpty();
  }

  @Test
  void aResultThatNobodyCanEverReadIsNotInFlightForEver() {
    scene.juliet("m1", "one");
    scene.rules.faults = 4;
    scene.answer(200);
    scene.time.pass(8_000);
    assertThat(scene.router.held()).containsEntry("effects", 0);
    assertThat(scene.disk.owed).isEmpty();
    scene.juliet("m2", "wake 5");
    assertThat(scene.rules.heard).last().isEqualTo("Stanza");
  }

  @Test
  void whatWaitedTooLongInANewConversationLeavesNothing() {
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    scene.juliet("m1", "one");
    scene.time.pass(20_000);
    assertThat(scene.router.held()).containsEntry("conversations", 0);
    assertThat(scene.router.held()).containsEntry("paused strands", 0);
  }

  @Test
  void aCancelledInviteThatWaitsIsTerminated() {
    scene.router.parts().mapping().unbind(scene.rules);
    var invite =
        Scene.request(
            "INVITE", "t1", "c1", 1, "", "romeo@example.net", "juliet@example.com", "127.0.0.1");
    scene.router.sip(invite);
    scene.router.sip(new SipEvent.Cancelled(invite.transaction()));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(487);
    scene.router.parts().mapping().bind(scene.rules, new Version("1.0.0"));
    scene.time.pass(20_000);
    assertThat(scene.sip.answers()).containsExactly(487);
    assertThat(scene.rules.heard).isEmpty();
  }

  private static SipEvent.Received invite(String expires) {
    var invite =
        Scene.request(
            "INVITE", "t1", "c1", 1, "", "romeo@example.net", "juliet@example.com", "127.0.0.1");
    var header = List.of(new SipHeader("Expires", expires));
    return new SipEvent.Received(
        invite.transaction(), invite.source(), invite.request().with(header));
  }

  @Test
  @Requirement("SIP-66")
  void anInviteWaitsNoLongerThanItSays() {
    scene.router.parts().mapping().unbind(scene.rules);
    scene.router.sip(invite("2"));
    scene.time.pass(1_900);
    assertThat(scene.sip.answers()).isEmpty();
    scene.time.pass(100);
    assertThat(scene.sip.answers()).containsExactly(487);
    scene.router.parts().mapping().bind(scene.rules, new Version("1.0.0"));
    scene.time.pass(20_000);
    assertThat(scene.sip.answers()).containsExactly(487);
    assertThat(scene.rules.heard).isEmpty();
  }

  @Test
  @Requirement("SIP-66")
  void neitherDoesItInAConversationThatWaits() {
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    scene.router.sip(invite("2"));
    scene.time.pass(2_000);
    assertThat(scene.sip.answers()).containsExactly(487);
    scene.router.parts().session(ConversationKey.CHAT).bind(scene.machine, Version.emptyVersion);
    scene.time.pass(20_000);
    assertThat(scene.sip.answers()).containsExactly(487);
    assertThat(scene.router.held()).containsEntry("conversations", 0);
  }

  @Test
  void whatSaysNoTimeWaitsAsLongAsAllMay() {
    scene.router.parts().mapping().unbind(scene.rules);
    scene.router.sip(invite("soon"));
    scene.time.pass(10_001);
    assertThat(scene.sip.answers()).containsExactly(503);
  }

  @Test
  void answersThatNobodyWaitsForAnyMoreAreNotSent() {
    scene.router.parts().sip().unbind(scene.sip);
    scene.romeo("t1", "c1", "early");
    scene.time.pass(20_000);
    scene.romeo("t2", "c2", "late");
    scene.time.pass(20_000);
    var next = new Fakes.Sip();
    scene.router.parts().sip().bind(next, Version.emptyVersion);
    assertThat(next.answers()).containsExactly(202);
  }

  @Test
  void newSipEdgeSendsOpenRequestsAndAnswersAgain() {
    scene.juliet("m1", "one");
    scene.router.parts().sip().unbind(scene.sip);
    scene.romeo("t1", "c1", "hello");
    assertThat(scene.stanzas()).containsExactly("hello");
    var next = new Fakes.Sip();
    scene.router.parts().sip().bind(next, Version.emptyVersion);
    scene.time.run();
    assertThat(next.requests).isEqualTo(scene.sip.requests);
    assertThat(next.answers()).containsExactly(202);
  }

  @Test
  void pageWaitsForTheSipEdgeWithoutStoppingOthers() {
    scene.router.parts().sip().unbind(scene.sip);
    scene.juliet("m1", "one");
    assertThat(scene.disk.journal).isEmpty();
    scene.router.record(
        scene.link(), Scene.text("nurse@example.com/x", "romeo@example.net", "m2", "wake 1"));
    scene.time.run();
    assertThat(scene.disk.batches).hasSize(1);
    scene.router.parts().sip().bind(scene.sip, Version.emptyVersion);
    scene.time.run();
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
  }

  @Test
  void tenantChoosesItsMappingVersion() {
    var old = new ScriptRules("old");
    scene.router.parts().mapping().bind(old, new Version("0.9.0"));
    scene.romeo("t1", "c1", "x");
    assertThat(old.heard).isEmpty();
    var t = scene.tenants.all.get(0);
    var p = t.policy();
    var pinned =
        Tenants.verona(PolicyBuilder.from(p).mappingVersion("[0.9,1.0)").build(), t.limits());
    scene.tenants.all.set(0, pinned);
    scene.romeo("t2", "c2", "x");
    assertThat(old.heard).containsExactly("Received");
    scene.router.parts().mapping().unbind(old);
    scene.romeo("t3", "c3", "x");
    assertThat(scene.sip.answers()).containsExactly(202, 202);
    assertThat(scene.router.gateway().why()).anyMatch(w -> w.reason().contains("[0.9,1.0)"));
  }

  @Test
  void exchangeWaitsForCallsInFlight() throws Exception {
    var slot = new Slot<String>("test", 5_000);
    slot.bind("old", Version.emptyVersion);
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var left = new AtomicBoolean();
    var caller =
        new Thread(
            () -> {
              try (var lease = slot.borrow()) {
                inside.countDown();
                leave.await(5, TimeUnit.SECONDS);
                left.set(true);
              } catch (Slot.SlotEmptyException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    caller.start();
    assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
    var gone = new AtomicBoolean();
    var exchange =
        new Thread(
            () -> {
              slot.unbind("old");
              gone.set(left.get());
            });
    exchange.start();
    slot.bind("new", Version.emptyVersion);
    try (var lease = slot.borrow()) {
      assertThat(lease.service()).isEqualTo("new");
    }
    leave.countDown();
    exchange.join(5_000);
    caller.join(5_000);
    assertThat(gone).isTrue();
  }
}
