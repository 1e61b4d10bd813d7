package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.xmpp.XmppCommand;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** What the same two have of two topics are two conversations, each with its topic's machine. */
class TopicsTest {

  private static final String ROOM = "room";

  private final Scene scene = new Scene().up();
  private final ScriptMachine rooms = new ScriptMachine();

  private void bindRooms() {
    scene.router.parts().bindSession(ROOM, rooms, new Version("1.2.0"), "rooms");
    scene.time.run();
  }

  /** Juliet writes in Romeo's room. */
  private void room(String id, String body) {
    var text = Scene.text("juliet@example.com/balcony", "romeo@example.net/room", id, body);
    scene.router.record(scene.link(), text);
    scene.time.run();
  }

  private List<Gateway.PartStatus> sessions() {
    return scene.router.gateway().parts().stream()
        .filter(part -> part.part().startsWith("session"))
        .toList();
  }

  @Test
  void theSameTwoHaveAConversationOfEach() {
    bindRooms();
    scene.juliet("m1", "in the chat");
    room("m2", "in the room");

    assertThat(scene.sip.sent()).containsExactly("MESSAGE in the chat", "MESSAGE in the room");
    assertThat(scene.machine.events).hasSize(1);
    assertThat(rooms.events).hasSize(1);
    assertThat(scene.disk.conversations.keySet())
        .extracting(ConversationKey::topic)
        .containsExactly("chat", ROOM);
    var shown = scene.router.gateway().conversations(Optional.of("verona"));
    assertThat(shown).extracting(c -> c.topic()).containsExactlyInAnyOrder("chat", ROOM);
    assertThat(shown).extracting(c -> c.id()).doesNotHaveDuplicates();
  }

  @Test
  void whatIsOwedInOneIsAnsweredInIt() {
    bindRooms();
    scene.juliet("m1", "in the chat");
    room("m2", "in the room");

    scene.answer(200);

    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("PENDING");
    assertThat(scene.disk.journal.get("m2").outcome()).isEqualTo("HANDED_OVER");
  }

  @Test
  void oneIsExchangedWhileTheOtherGoesOn() {
    bindRooms();
    room("m1", "before");
    scene.router.parts().unbindSession(rooms);
    room("m2", "meanwhile");
    scene.juliet("m3", "in the chat");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE before", "MESSAGE in the chat");

    bindRooms();
    scene.answer(scene.sip.requests.get(0).effectId(), 200);

    assertThat(scene.sip.sent()).last().isEqualTo("MESSAGE meanwhile");
    assertThat(scene.disk.journal).containsOnlyKeys("m1", "m2", "m3");
  }

  @Test
  void theChatIsExchangedWhileTheOtherGoesOn() {
    bindRooms();
    scene.router.parts().session(ConversationKey.CHAT).unbind(scene.machine);
    scene.juliet("m1", "in the chat");
    room("m2", "in the room");

    assertThat(scene.sip.sent()).containsExactly("MESSAGE in the room");
    assertThat(sessions())
        .extracting(s -> s.part() + " " + s.state() + " " + s.parked())
        .containsExactly("session missing 1", "session/room active 0");
  }

  @Test
  void whatNobodyIsThereForIsRefusedAfterAWhile() {
    room("m1", "in the room");
    assertThat(scene.stanzas()).isEmpty();

    scene.time.pass(10_001);

    assertThat(scene.net.told(XmppCommand.Send.class))
        .singleElement()
        .satisfies(send -> assertThat(send.stanza().isError()).isTrue());
    assertThat(scene.router.held()).containsEntry("conversations", 0);
    scene.juliet("m2", "in the chat");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE in the chat");
  }

  @Test
  void operatorsSeeALineATopic() {
    assertThat(sessions()).extracting(Gateway.PartStatus::part).containsExactly("session");
    room("m1", "in the room");
    assertThat(sessions())
        .extracting(s -> s.part() + " " + s.state() + " " + s.parked())
        .containsExactly("session active 0", "session/room missing 1");
    assertThat(scene.router.gateway().why()).anyMatch(w -> w.part().equals("session/room"));
    assertThat(scene.router.gateway().ready()).as("for chats").isTrue();

    bindRooms();

    assertThat(sessions())
        .extracting(s -> s.part() + " " + s.version() + " " + s.bundle() + " " + s.state())
        .containsExactly("session   active", "session/room 1.2.0 rooms active");
    assertThat(scene.router.gateway().why()).noneMatch(w -> w.part().startsWith("session"));
  }

  @Test
  void aMachineThatNobodyNeedsIsNotMissed() {
    bindRooms();
    scene.router.parts().unbindSession(rooms);

    assertThat(sessions()).extracting(Gateway.PartStatus::part).containsExactly("session");
    assertThat(scene.router.gateway().why()).isEmpty();
  }

  @Test
  void aDryRunGoesByTheMachineOfTheTopic() {
    var text =
        "<message xmlns='jabber:component:accept' from='juliet@example.com/x'"
            + " to='romeo@example.net/room' type='chat' id='m'><body>hi</body></message>";
    assertThat(scene.router.gateway().dryRun("verona", text))
        .containsExactly("not now: session/room is not there");

    bindRooms();

    assertThat(scene.router.gateway().dryRun("verona", text))
        .contains("room of juliet@example.com and romeo@example.net", "outcome PENDING");
    assertThat(rooms.events).isNotEmpty();
  }
}
