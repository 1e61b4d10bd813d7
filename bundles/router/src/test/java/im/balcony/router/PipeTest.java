package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.observe.Trace;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Durability;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.PolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipeTest {

  private final Scene scene = new Scene().up();

  @Test
  void textsGoOutInOrderOnePageAtATime() {
    scene.juliet("m1", "one");
    scene.juliet("m2", "two");
    scene.juliet("m3", "three");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    scene.answer(200);
    scene.answer(200);
    scene.answer(200);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE two", "MESSAGE three");
    assertThat(scene.disk.journal.values())
        .allSatisfy(j -> assertThat(j.outcome()).isEqualTo("HANDED_OVER"))
        .allSatisfy(j -> assertThat(j.direction()).isEqualTo("xmpp-to-sip"))
        .hasSize(3);
    assertThat(scene.disk.owed).isEmpty();
  }

  @Test
  void hundredTextsKeepTheirOrder() {
    var expected = new ArrayList<String>();
    for (var i = 0; i < 100; i++) {
      scene.time.pass(100);
      scene.romeo("t" + i, "c" + i, "text " + i);
      expected.add("text " + i);
    }
    assertThat(scene.stanzas()).isEqualTo(expected);
  }

  @Test
  void nothingLeavesBeforeTheCommit() {
    scene.disk.holding = true;
    scene.romeo("t1", "c1", "hello");
    scene.juliet("m1", "hi");
    assertThat(scene.stanzas()).isEmpty();
    assertThat(scene.sip.commands).isEmpty();
    assertThat(scene.sip.requests).isEmpty();
    scene.disk.release();
    scene.time.run();
    assertThat(scene.stanzas()).containsExactly("hello");
    assertThat(scene.sip.answers()).containsExactly(202);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE hi");
  }

  @Test
  void pagePartsFollowEachOther() {
    scene.juliet("m1", "a|b|c");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE a");
    scene.answer(202);
    scene.answer(202);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    scene.answer(202);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE a", "MESSAGE b", "MESSAGE c");
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.rules.heard).containsExactly("Stanza", "Answered");
    assertThat(scene.disk.owed).isEmpty();
  }

  @Test
  void firstRefusedPartEndsThePage() {
    scene.juliet("m1", "a|b|c");
    scene.answer(202);
    scene.answer(404);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE a", "MESSAGE b");
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("FAILED");
    assertThat(scene.disk.owed.keySet()).noneMatch(id -> id.contains(".3"));
  }

  @Test
  void effectThatCannotBeWrittenFailsBeforeTheCommit() {
    for (var text : List.of("too large", "bad address")) {
      var scene = new Scene().up();
      scene.juliet("m1", text);
      assertThat(scene.disk.batches).hasSize(1);
      assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("FAILED");
      assertThat(scene.sip.requests).isEmpty();
      assertThat(scene.net.told(XmppCommand.Send.class).get(0).stanza().isError()).isTrue();
    }
  }

  @Test
  void machineThatThrowsIsAnsweredAndTheConversationGoesOn() {
    scene.juliet("m1", "throw");
    var answer = scene.net.told(XmppCommand.Send.class).get(0).stanza();
    assertThat(answer.isError()).isTrue();
    assertThat(answer.id()).contains("m1");
    assertThat(answer.from()).isEqualTo(Scene.jid("romeo@example.net"));
    scene.juliet("m2", "hello");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE hello");
  }

  @Test
  void failedCommitRefusesNewWorkAndRetriesResults() {
    scene.juliet("m1", "one");
    scene.disk.failing = true;
    scene.answer(200);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    assertThat(scene.router.gateway().why()).anyMatch(p -> p.part().equals("store"));
    scene.router.sip(Scene.message("t9", "c9", 1, "x", "tybalt@example.net", "juliet@example.com"));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(503);
    scene.disk.failing = false;
    scene.time.pass(2_000);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.router.gateway().why()).isEmpty();
  }

  @Test
  void refusedStanzaMayComeAgain() {
    scene.disk.failing = true;
    scene.juliet("m1", "one");
    assertThat(scene.net.told(XmppCommand.Send.class).get(0).stanza().isError()).isTrue();
    scene.disk.failing = false;
    scene.juliet("m1", "one");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
  }

  @Test
  void deadlinesAreArmedFromTheSnapshot() {
    scene.juliet("m1", "wake 5000");
    var before = scene.machine.events.size();
    scene.time.pass(4_999);
    assertThat(scene.machine.events).hasSize(before);
    scene.time.pass(1);
    assertThat(scene.machine.events).hasSize(before + 1);
    scene.time.pass(60_000);
    assertThat(scene.machine.events).hasSize(before + 1);
  }

  @Test
  void stanzaIsHandedOverByItsResult() {
    scene.romeo("t1", "c1", "hello");
    var id = scene.net.told(XmppCommand.Send.class).get(0).effectId().orElseThrow();
    scene.router.record(scene.link(), new XmppEvent.HandedOver(id));
    scene.time.run();
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.router.gateway().message("c1")).hasSize(1);
    assertThat(scene.router.gateway().message("t1").get(0).hops()).hasSize(2);
    assertThat(scene.traces.stream().map(t -> t.word()))
        .containsExactly(Trace.Word.RECEIVED, Trace.Word.ACCEPTED, Trace.Word.HANDED_OVER);
  }

  @Test
  void aReportThatWillNotComeIsAWordOfItsOwn() {
    scene.juliet("unreported", "one");
    scene.answer(200);

    var story = scene.router.gateway().message("unreported").get(0);
    assertThat(story.outcome()).isEqualTo("HANDED_OVER");
    assertThat(story.why()).startsWith("timeout, no report");
    assertThat(story.hops()).hasSize(3);
    assertThat(scene.traces.stream().map(t -> t.word()))
        .containsExactly(Trace.Word.RECEIVED, Trace.Word.ACCEPTED, Trace.Word.UNREPORTED);
  }

  @Test
  void restartSendsWhatIsOwedAgain() {
    scene.juliet("m1", "a|b");
    scene.romeo("t1", "c1", "hello");
    var stanza = scene.net.told(XmppCommand.Send.class).get(0);
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    assertThat(next.sip.requests).hasSize(1);
    assertThat(next.sip.requests.get(0).octets()).isEqualTo(scene.sip.requests.get(0).octets());
    assertThat(next.sip.requests.get(0).hop().text("branch"))
        .isEqualTo(scene.sip.requests.get(0).hop().text("branch"));
    assertThat(next.net.told(XmppCommand.Send.class)).containsExactly(stanza);
    next.answer(202);
    next.answer(202);
    assertThat(next.sip.sent()).containsExactly("MESSAGE a", "MESSAGE b");
    next.router.record(next.link(), new XmppEvent.HandedOver(stanza.effectId().orElseThrow()));
    next.time.run();
    assertThat(next.disk.journal.values())
        .allSatisfy(j -> assertThat(j.outcome()).isEqualTo("HANDED_OVER"));
    assertThat(next.disk.owed).isEmpty();
  }

  @Test
  void whatIsOwedWaitsForTheLinksOfItsTenant() {
    scene.up();
    scene.romeo("t1", "c1", "x");
    assertThat(scene.disk.owed).hasSize(1);
    var next = new Scene(scene.disk, RouterLimits.DEFAULT);
    next.router.start();
    // The tenancy has the tenant, but has not told of it yet.
    next.tenants.all.add(scene.tenants.all.get(0));
    next.fill();
    next.time.run();
    assertThat(next.disk.owed).hasSize(1);

    next.router.changed(next.tenants.all);
    next.linksUp();
    assertThat(next.net.told(XmppCommand.Send.class)).hasSize(1);
    assertThat(next.disk.journal.values())
        .allSatisfy(j -> assertThat(j.outcome()).isEqualTo("PENDING"));
  }

  @Test
  void noStoreKeepsNoText() {
    var tenant = scene.tenants.all.get(0);
    var none =
        PolicyBuilder.from(tenant.policy()).mappingVersion("").durability(Durability.NONE).build();
    var quiet =
        new Scene(
                new Fakes.Disk(),
                RouterLimits.DEFAULT,
                im.balcony.testkit.Tenants.verona(none, tenant.limits()))
            .up();
    quiet.juliet("m1", "secret");
    quiet.romeo("t1", "c1", "secret");
    assertThat(quiet.sip.sent()).containsExactly("MESSAGE secret");
    assertThat(quiet.disk.owed.values())
        .isNotEmpty()
        .allSatisfy(o -> assertThat(o.octets().isEmpty()).isTrue())
        .allSatisfy(o -> assertThat(o.hop().has("stanza")).isFalse());
    var next = new Scene(quiet.disk, RouterLimits.DEFAULT, quiet.tenants.all.get(0)).up();
    next.time.pass(1_000);
    assertThat(next.disk.journal.values())
        .allSatisfy(j -> assertThat(j.outcome()).isEqualTo("FAILED"));
  }

  @Test
  void endedConversationLeavesNothing() {
    scene.juliet("m1", "open x");
    var id = scene.router.gateway().conversations(java.util.Optional.empty()).get(0).id();
    assertThat(scene.router.gateway().end(id)).isTrue();
    scene.time.run();
    assertThat(scene.router.gateway().conversations(java.util.Optional.empty())).isEmpty();
    assertThat(scene.disk.conversations).isEmpty();
    assertThat(scene.router.gateway().end(id)).isFalse();
    assertThat(scene.sip.commands).noneMatch(SipCommand.Ack.class::isInstance);
  }

  @Test
  void whatMappingLearnsIsKeptEvenWhenNothingElseIs() {
    scene.juliet("m1", "type leg");
    assertThat(scene.disk.conversations.values())
        .singleElement()
        .satisfies(s -> assertThat(s.mapping().get("all").text("by")).contains("1"));
    scene.juliet("m2", "type leg");
    assertThat(scene.disk.batches).hasSize(1);
  }
}
