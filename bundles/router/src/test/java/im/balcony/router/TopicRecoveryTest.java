package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.router.bounds.RouterLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** What comes back at a start while the machine of its topic is away. */
class TopicRecoveryTest {

  private static final String ROOM = "room";
  private static final long ABSENCE = RouterLimits.DEFAULT.keys().tenantAbsence();

  private final Fakes.Disk disk = before();
  private final ScriptMachine rooms = new ScriptMachine();
  private final Scene next = new Scene(disk, RouterLimits.DEFAULT, verona());

  private static Tenant verona() {
    return im.balcony.testkit.Tenants.verona();
  }

  /** A chat and a room with a session each, and in each a message that has no answer yet. */
  private static Fakes.Disk before() {
    var scene = new Scene().up();
    bind(scene, new ScriptMachine());
    scene.juliet("c1", "open chat");
    scene.juliet("c2", "owed in the chat");
    room(scene, "r1", "open room");
    room(scene, "r2", "owed in the room");
    assertThat(scene.disk.owed).hasSize(2);
    return scene.disk;
  }

  private static void bind(Scene scene, ScriptMachine machine) {
    scene.router.parts().bindSession(ROOM, machine, Version.emptyVersion, "");
    scene.time.run();
  }

  private static void room(Scene scene, String id, String body) {
    var text = Scene.text("juliet@example.com/balcony", "romeo@example.net/room", id, body);
    scene.router.record(scene.link(), text);
    scene.time.run();
  }

  /** Romeo writes in the dialog of a session. */
  private void inDialog(String session, String transaction, String body) {
    inDialog("MESSAGE", 1, session, transaction, body);
  }

  private void inDialog(String method, int cseq, String session, String transaction, String body) {
    next.router.sip(
        new SipEvent.Received(
            new SipTransaction(transaction, Facts.NONE),
            new SipSource(Transport.UDP, "127.0.0.1", 5060),
            new SipRequest(
                method,
                "sip:juliet@example.com",
                new SipParty("sip:romeo@example.net", Optional.empty(), Map.of("tag", "t1")),
                new SipParty("sip:juliet@example.com", Optional.empty(), Map.of("tag", session)),
                "c",
                cseq,
                70,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.of("text/plain"),
                Octets.utf8(body),
                Optional.empty())));
    next.time.run();
  }

  private String outcome(String ref) {
    return disk.journal.get(ref).outcome();
  }

  private List<String> stored() {
    return disk.conversations.keySet().stream().map(ConversationKey::topic).toList();
  }

  @Test
  void itsRecordsWaitForItAndNobodyElseDoes() {
    next.up();
    inDialog(ROOM, "t1", "to the room");
    inDialog("chat", "t2", "to the chat");

    assertThat(next.sip.answers()).containsExactly(202);
    assertThat(next.stanzas()).containsExactly("to the chat");
    assertThat(next.sip.sent()).containsExactly("MESSAGE owed in the chat");

    bind(next, rooms);

    assertThat(next.stanzas()).containsExactly("to the chat", "to the room");
    assertThat(next.sip.answers()).containsExactly(202, 202);
    assertThat(rooms.events.get(0)).isInstanceOf(Event.MediaDown.class);
    assertThat(next.sip.sent()).last().isEqualTo("MESSAGE owed in the room");
  }

  @Test
  void whatWaitedTooLongIsRefusedAndTheDialogStays() {
    next.up();
    inDialog(ROOM, "t1", "early");
    next.time.pass(11_001);
    assertThat(next.sip.answers()).containsExactly(503);

    bind(next, rooms);
    inDialog(ROOM, "t2", "late");

    assertThat(next.stanzas()).containsExactly("late");
    assertThat(next.sip.answers()).containsExactly(503, 202);
  }

  @Test
  void whatAPeerSendsWithoutEndIsRefusedWhenItIsTooMuch() {
    next.up();
    var most = 10 * RouterLimits.DEFAULT.conversationQueue();
    for (var i = 0; i < most + 100; i++) {
      inDialog("OPTIONS", i + 1, ROOM, "t" + i, "");
    }
    assertThat(next.sip.answers()).hasSizeBetween(100, 110).containsOnly(503);
    bind(next, rooms);
    assertThat(rooms.events.stream().filter(Event.SipText.class::isInstance))
        .hasSizeBetween(most - 10, most);
  }

  @Test
  void whatComesLongAfterTheStartWaitsNoLonger() {
    next.up();
    next.time.pass(95_000);
    inDialog(ROOM, "t1", "early");
    next.time.pass(9_000);
    assertThat(next.sip.answers()).isEmpty();
    next.time.pass(12_000);
    assertThat(next.sip.answers()).containsExactly(503);
  }

  @Test
  void waitingCostsNoMoreWhenOtherPartsAreExchangedMeanwhile() {
    next.up();
    next.time.pass(60_000);
    var timers = next.time.timers();
    for (var i = 0; i < 20; i++) {
      next.router.parts().formats().unbind(next.formats);
      next.router.parts().formats().bind(next.formats, Version.emptyVersion);
      next.time.run();
    }
    assertThat(next.time.timers()).isEqualTo(timers);
  }

  @Test
  void aPeerOfItsSessionsWaitsAsLongAsForAnyConnection() {
    next.up();
    next.router.record("a1", new MsrpEvent.Unbound(ROOM));
    next.time.pass(14_000);
    assertThat(next.net.told(MsrpCommand.Refuse.class)).isEmpty();
    next.time.pass(2_000);
    assertThat(next.net.told(MsrpCommand.Refuse.class))
        .containsExactly(new MsrpCommand.Refuse(ROOM, 481));
  }

  @Test
  void aNewTextJoinsTheConversationThatWaits() {
    next.up();
    room(next, "r3", "more");
    bind(next, rooms);
    assertThat(next.sip.sent())
        .containsExactly("MESSAGE owed in the chat", "MESSAGE owed in the room");

    next.answer(200);

    assertThat(outcome("r2")).isEqualTo("HANDED_OVER");
    assertThat(next.sip.sent()).last().isEqualTo("MESSAGE more");
    assertThat(stored()).containsExactly("chat", ROOM);
  }

  @Test
  void whatIsUnderWayInItIsKnownOnceItIsRead() {
    next.up();
    bind(next, rooms);
    next.time.pass(2_000);
    next.tenants.all.clear();
    next.router.changed(List.of());
    next.time.run();

    assertThat(List.of(outcome("c2"), outcome("r2"))).containsOnly("EXPIRED");
    assertThat(disk.conversations).isEmpty();
    assertThat(disk.owed).isEmpty();
  }

  @Test
  void ofATenantThatGoesMeanwhileItStaysForAnotherStart() {
    next.up();
    next.tenants.all.clear();
    next.router.changed(List.of());
    next.time.run();
    assertThat(List.of(outcome("c2"), outcome("r2"))).containsExactly("EXPIRED", "PENDING");
    assertThat(stored()).containsExactly(ROOM);
    assertThat(next.router.held().values()).containsOnly(0);

    var last = new Scene(disk, RouterLimits.DEFAULT);
    bind(last, rooms);
    last.fill();
    last.router.start();
    last.time.pass(ABSENCE);

    assertThat(outcome("r2")).isEqualTo("EXPIRED");
    assertThat(disk.conversations).isEmpty();
    assertThat(disk.owed).isEmpty();
  }

  @Test
  void ofATenantWithoutConfigurationWhatCanExpireDoes() {
    var absent = new Scene(disk, RouterLimits.DEFAULT);
    absent.fill();
    absent.router.parts().session(ConversationKey.CHAT).unbind(absent.machine);
    absent.router.start();
    absent.time.pass(2 * ABSENCE);
    assertThat(List.of(outcome("c2"), outcome("r2"))).containsOnly("PENDING");

    absent.router.parts().session(ConversationKey.CHAT).bind(absent.machine, Version.emptyVersion);
    absent.time.run();

    assertThat(List.of(outcome("c2"), outcome("r2"))).containsExactly("EXPIRED", "PENDING");
    assertThat(stored()).containsExactly(ROOM);
  }

  @Test
  void chatsWaitForTheirMachineInTheSameWay() {
    bind(next, rooms);
    next.fill();
    next.router.parts().session(ConversationKey.CHAT).unbind(next.machine);
    next.router.start();
    next.linksUp();
    inDialog("chat", "t1", "to the chat");
    next.juliet("c3", "more");
    inDialog(ROOM, "t2", "to the room");
    assertThat(next.stanzas()).containsExactly("to the room");
    assertThat(next.sip.sent()).containsExactly("MESSAGE owed in the room");

    next.router.parts().session(ConversationKey.CHAT).bind(next.machine, Version.emptyVersion);
    next.time.run();

    assertThat(next.machine.events.get(0)).isInstanceOf(Event.MediaDown.class);
    assertThat(next.stanzas()).containsExactly("to the room", "to the chat");
    assertThat(next.sip.sent()).last().isEqualTo("MESSAGE owed in the chat");
    next.answer(200);
    assertThat(next.sip.sent()).last().isEqualTo("MESSAGE more");
  }
}
