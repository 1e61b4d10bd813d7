package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.observe.Trace;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LinkTest {

  private final Scene scene = new Scene();

  private void fail(String reason) {
    scene.router.connection(
        new ConnectionEvent(
            scene.link(), "xmpp", ConnectionEvent.Kind.FAILED, "127.0.0.1:5347", reason));
    scene.time.run();
  }

  private void bringUp() {
    scene.router.record(scene.link(), new XmppEvent.Up(OptionalLong.empty()));
    scene.time.run();
  }

  private int tries() {
    return scene.net.connects.size();
  }

  @Test
  void itsStreamIsToldHowOftenToPing() {
    scene.up();
    var settings = scene.net.last("xmpp").settings();
    assertThat(settings.number("ping-busy", 0)).isEqualTo(1_000);
    assertThat(settings.number("ping-idle", 0)).isEqualTo(30_000);
  }

  @Test
  @Requirement(
      value = {"XMPP-06"},
      partial = "at the port of the sockets; a real server restart is tried elsewhere")
  void reconnectsWithGrowingRandomDelay() {
    scene.up();
    var delays = new ArrayList<Long>();
    for (var i = 0; i < 10; i++) {
      var before = tries();
      var at = scene.time.now();
      fail("refused");
      while (tries() == before) {
        scene.time.pass(50);
      }
      delays.add(scene.net.last("xmpp").at() - at);
    }
    assertThat(delays.get(0)).isBetween(500L, 1_050L);
    assertThat(delays.get(4)).isBetween(8_000L, 16_050L);
    assertThat(delays).allMatch(d -> d <= 25_050);
    assertThat(delays.get(9)).isGreaterThanOrEqualTo(12_500);
  }

  @Test
  @Requirement(
      value = {"XMPP-04", "XMPP-08"},
      partial = "at the port of the sockets")
  void refusedSecretIsASlowRetryAndAProblemAndConflictWaits() {
    scene.up();
    scene.router.record(scene.link(), new XmppEvent.Down("not-authorized", true));
    assertThat(scene.router.gateway().why())
        .anyMatch(p -> p.part().equals("tenant verona") && p.reason().contains("not-authorized"));
    var before = tries();
    scene.time.pass(59_000);
    assertThat(tries()).isEqualTo(before);
    scene.time.pass(2_000);
    assertThat(tries()).isEqualTo(before + 1);
    scene.router.record(scene.link(), new XmppEvent.Down("conflict", false));
    scene.time.pass(9_000);
    assertThat(tries()).isEqualTo(before + 1);
    scene.time.pass(2_000);
    assertThat(tries()).isEqualTo(before + 2);
  }

  @Test
  @Requirement(
      value = {"XEXT-04", "XEXT-05"},
      partial = "at the port of the sockets")
  void whatAStreamLeavesGoesToTheNextAndWhatTheServerHasGoesNotAgain() {
    scene.up();
    scene.romeo("t1", "c1", "one");
    scene.romeo("t2", "c2", "two");
    var sent = scene.net.told(XmppCommand.Send.class);
    sent.forEach(
        send ->
            scene.router.record(
                scene.link(), new XmppEvent.NotSent(send.effectId().orElseThrow(), true)));
    var left = Facts.NONE.with("id", "S1");
    scene.router.record(scene.link(), new XmppEvent.Down("closed", false, Optional.empty(), left));
    scene.time.pass(2_000);
    fail("refused");
    scene.time.pass(5_000);
    assertThat(scene.net.last("xmpp").settings().facts("resumption")).isEqualTo(left);
    var first = sent.get(0).effectId().orElseThrow();
    scene.router.record(scene.link(), new XmppEvent.HandedOver(first));
    bringUp();
    assertThat(scene.stanzas()).containsExactly("one", "two", "two");
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("HANDED_OVER");
    scene.router.record(scene.link(), new XmppEvent.Down("system-shutdown", false));
    scene.time.pass(40_000);
    assertThat(scene.net.last("xmpp").settings().facts("resumption")).isEqualTo(Facts.NONE);
  }

  private void sentOnTo(String host, OptionalInt port) {
    var other = Optional.of(new XmppEvent.OtherHost(host, port));
    scene.router.record(scene.link(), new XmppEvent.Down("see-other-host", false, other));
    scene.time.pass(10);
  }

  private String place() {
    var last = scene.net.last("xmpp");
    return last.host() + ":" + last.port();
  }

  @Test
  @Requirement(value = "XMPP-09", partial = "at the port of the sockets")
  void itGoesAtOnceWhereItIsSentAndHomeFromThere() {
    scene.up();
    sentOnTo("im.example.org", OptionalInt.of(5348));
    assertThat(place()).isEqualTo("im.example.org:5348");
    bringUp();
    scene.router.record(scene.link(), new XmppEvent.Down("system-shutdown", false));
    scene.time.pass(2_000);
    assertThat(place()).isEqualTo("127.0.0.1:5347");
    sentOnTo("[2001:db8::7]", OptionalInt.empty());
    assertThat(place()).isEqualTo("[2001:db8::7]:5347");
  }

  @Test
  @Requirement(value = "XMPP-09", partial = "at the port of the sockets")
  void whoIsSentRoundAndRoundGoesHomeAndWaitsLonger() {
    scene.up();
    for (var round = 0; round < 5; round++) {
      var before = tries();
      sentOnTo("im.example.org", OptionalInt.empty());
      assertThat(tries()).as("sent on").isEqualTo(before + 1);
      sentOnTo("127.0.0.1", OptionalInt.of(5347));
      scene.time.pass(200);
      assertThat(tries()).as("sent on once more").isEqualTo(before + 1);
      scene.time.pass(30_000);
      assertThat(tries()).isEqualTo(before + 2);
      assertThat(place()).isEqualTo("127.0.0.1:5347");
    }
  }

  @Test
  @Requirement(value = "XMPP-09", partial = "at the port of the sockets")
  void whoIsSentToWhereItIsWaitsAsAfterAnyLoss() {
    scene.up();
    var before = tries();
    sentOnTo("127.0.0.1", OptionalInt.of(5347));
    assertThat(tries()).isEqualTo(before);
    scene.time.pass(2_000);
    assertThat(tries()).isEqualTo(before + 1);
  }

  @Test
  @Requirement(value = "XMPP-38", partial = "at the port of the sockets")
  void shortOutageLosesNothingAndKeepsIdsAndOrder() {
    scene.up();
    scene.romeo("t1", "c1", "one");
    var first = scene.net.told(XmppCommand.Send.class).get(0);
    scene.router.record(scene.link(), new XmppEvent.NotSent(first.effectId().orElseThrow(), true));
    scene.router.record(scene.link(), new XmppEvent.Down("system-shutdown", false));
    scene.romeo("t2", "c2", "two");
    scene.time.pass(2_000);
    bringUp();
    assertThat(scene.stanzas()).containsExactly("one", "one", "two");
    assertThat(scene.net.told(XmppCommand.Send.class).get(1)).isEqualTo(first);
  }

  @Test
  @Requirement(value = "XMPP-38", partial = "at the port of the sockets")
  void whatWaitsLongerThanAnOutageMayLastExpires() {
    scene.up();
    scene.romeo("t1", "c1", "one");
    scene.router.record(scene.link(), new XmppEvent.Down("system-shutdown", false));
    scene.time.pass(299_000);
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("PENDING");
    scene.time.pass(2_000);
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("EXPIRED");
    bringUp();
    assertThat(scene.stanzas()).containsExactly("one");
  }

  @Test
  void stanzaThatALivingStreamRefusesFailsAtOnce() {
    scene.up();
    scene.romeo("t1", "c1", "one");
    var id = scene.net.told(XmppCommand.Send.class).get(0).effectId().orElseThrow();
    scene.router.record(scene.link(), new XmppEvent.NotSent(id, false));
    scene.time.pass(1_500);
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("FAILED");
    assertThat(scene.stanzas()).containsExactly("one");
  }

  @Test
  void theLargestStanzaIsBlamedForAStreamThatEndedOverALength() {
    scene.up();
    scene.romeo("t1", "c1", "short");
    scene.romeo("t2", "c2", "much longer");
    scene.romeo("t3", "c3", "next");
    for (var sent : scene.net.told(XmppCommand.Send.class)) {
      scene.router.record(scene.link(), new XmppEvent.NotSent(sent.effectId().orElseThrow(), true));
    }
    scene.router.record(scene.link(), new XmppEvent.Down("policy-violation", false));
    scene.time.pass(2_000);
    assertThat(scene.disk.journal.get("t2").outcome()).isEqualTo("FAILED");
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("PENDING");
    bringUp();
    assertThat(scene.stanzas()).containsExactly("short", "much longer", "next", "short", "next");
  }

  @Test
  void aStanzaThatWasGivenBackNeverGoesAgain() {
    scene.up();
    scene.romeo("t1", "c1", "hello");
    var sent = scene.net.told(XmppCommand.Send.class).get(0);
    scene.router.record(scene.link(), new XmppEvent.Refused(sent.effectId().orElseThrow()));
    scene.time.run();
    assertThat(scene.disk.journal.get("t1").outcome()).isEqualTo("FAILED");
    fail("reset");
    bringUp();
    assertThat(scene.net.told(XmppCommand.Send.class)).hasSize(1);
    assertThat(scene.disk.owed).isEmpty();
    assertThat(scene.router.held()).containsEntry("stanzas of links", 0);
  }

  @Test
  void fullQueueRefuses() {
    var full =
        new Scene(
            new Fakes.Disk(), Small.linkWaiting(2, 1_000_000), im.balcony.testkit.Tenants.verona());
    full.fill();
    full.router.start();
    for (var i = 1; i <= 3; i++) {
      full.romeo("t" + i, "c" + i, "x");
    }
    assertThat(full.disk.journal.get("t2").outcome()).isEqualTo("PENDING");
    assertThat(full.disk.journal.get("t3").outcome()).isEqualTo("FAILED");
  }

  @Test
  void whatWaitsForALinkThatIsDownHasABoundInOctets() {
    var full =
        new Scene(
            new Fakes.Disk(), Small.linkWaiting(100, 1_500), im.balcony.testkit.Tenants.verona());
    full.fill();
    full.router.start();
    for (var i = 1; i <= 3; i++) {
      full.romeo("t" + i, "c" + i, "x".repeat(900));
    }
    assertThat(full.disk.journal.get("t2").outcome()).isEqualTo("PENDING");
    assertThat(full.disk.journal.get("t3").outcome()).isEqualTo("FAILED");
    full.linksUp();
    full.romeo("t4", "c4", "x".repeat(900));
    assertThat(full.disk.journal.get("t4").outcome()).isEqualTo("PENDING");
  }

  @Test
  void stanzaForAnotherDomainIsDropped() {
    scene.up();
    scene.router.record(
        scene.link(), Scene.text("juliet@example.com/b", "romeo@example.org", "m1", "x"));
    scene.time.run();
    assertThat(scene.sip.requests).isEmpty();
    assertThat(scene.traces).anyMatch(t -> t.word() == Trace.Word.DROPPED);
  }

  @Test
  void copyWithinTenSecondsIsAbsorbed() {
    scene.up();
    scene.juliet("m1", "one");
    scene.juliet("m1", "one");
    scene.juliet("m1", "other");
    scene.time.pass(10_001);
    scene.juliet("m1", "one");
    for (var i = 0; i < 3; i++) {
      scene.answer(200);
    }
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE other", "MESSAGE one");
  }

  @Test
  void anOldListOfTenantsThatComesLateClosesNothing() {
    scene.up();

    scene.router.changed(List.of());

    assertThat(scene.net.closed).isEmpty();
  }

  @Test
  void nothingIsOpenedBeforeTheStart() {
    scene.fill();

    scene.router.changed(scene.tenants.all());
    assertThat(tries()).isZero();

    scene.router.start();
    assertThat(tries()).isEqualTo(1);
  }

  @Test
  void tenantChangeOpensAndClosesLinks() {
    scene.up();
    var first = scene.link();
    scene.tenants.all.clear();
    scene.router.changed(scene.tenants.all());
    assertThat(scene.net.closed).containsExactly(first);
    scene.tenants.all.add(im.balcony.testkit.Tenants.verona());
    scene.router.changed(scene.tenants.all());
    assertThat(scene.link()).isNotEqualTo(first);
  }
}
