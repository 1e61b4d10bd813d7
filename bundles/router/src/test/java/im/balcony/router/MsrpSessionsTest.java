package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.router.bounds.RouterLimits;
import org.junit.jupiter.api.Test;

class MsrpSessionsTest {

  private final Scene scene = new Scene().up();

  private void connection(String id, ConnectionEvent.Kind kind) {
    scene.router.connection(new ConnectionEvent(id, "msrp", kind, "198.51.100.7:7000", "reset"));
    scene.time.run();
  }

  private void unbound(String connection, String session) {
    scene.router.record(connection, new MsrpEvent.Unbound(session));
    scene.time.run();
  }

  @Test
  void acceptedConnectionIsBoundToItsSessionOnly() {
    scene.juliet("m1", "open in1");
    unbound("a1", "in1");
    assertThat(scene.net.told(MsrpCommand.Bind.class)).hasSize(1);
    unbound("a2", "in1");
    unbound("a3", "guessed");
    assertThat(scene.net.told(MsrpCommand.Refuse.class))
        .containsExactly(
            new MsrpCommand.Refuse("in1", 506), new MsrpCommand.Refuse("guessed", 481));
  }

  @Test
  void eventOverAnotherConnectionIsIgnored() {
    scene.juliet("m1", "open in1");
    unbound("a1", "in1");
    scene.router.record("a2", new MsrpEvent.Bound("in1"));
    scene.time.run();
    assertThat(scene.machine.events).noneMatch(Event.MediaUp.class::isInstance);
    scene.router.record("a1", new MsrpEvent.Bound("in1"));
    scene.time.run();
    assertThat(scene.machine.events).anyMatch(Event.MediaUp.class::isInstance);
  }

  @Test
  void closedSessionIsUnknown() {
    scene.juliet("m1", "open in1");
    scene.juliet("m2", "close in1");
    unbound("a1", "in1");
    assertThat(scene.net.told(MsrpCommand.Refuse.class))
        .containsExactly(new MsrpCommand.Refuse("in1", 481));
  }

  @Test
  void aSessionThatItsConversationNoLongerKnowsIsForgotten() {
    scene.juliet("m1", "open in1");
    unbound("a1", "in1");
    scene.juliet("m2", "move in1 in2");
    assertThat(scene.net.told(MsrpCommand.Unbind.class))
        .containsExactly(new MsrpCommand.Unbind("in1"));
    assertThat(scene.router.held()).containsEntry("MSRP sessions", 1);
  }

  @Test
  void outgoingSessionsShareAConnectionThatIsClosedWhenIdle() {
    scene.juliet("m1", "open out1");
    var id = scene.net.last("msrp").id();
    assertThat(scene.net.last("msrp").host()).isEqualTo("198.51.100.7");
    assertThat(scene.net.told(MsrpCommand.Bind.class)).isEmpty();
    connection(id, ConnectionEvent.Kind.OPENED);
    scene.juliet("m2", "open out2");
    assertThat(scene.net.told(MsrpCommand.Bind.class)).hasSize(2);
    assertThat(scene.net.last("msrp").id()).isEqualTo(id);
    scene.juliet("m3", "close out1");
    scene.time.pass(6_000);
    assertThat(scene.net.closed).isEmpty();
    scene.juliet("m4", "close out2");
    scene.time.pass(6_000);
    assertThat(scene.net.closed).containsExactly(id);
  }

  @Test
  void failedAndLostConnectionsAreHeard() {
    scene.juliet("m1", "open out1");
    connection(scene.net.last("msrp").id(), ConnectionEvent.Kind.FAILED);
    scene.juliet("m2", "open in1");
    unbound("a1", "in1");
    connection("a1", ConnectionEvent.Kind.CLOSED);
    assertThat(scene.machine.events.stream().filter(Event.MediaDown.class::isInstance))
        .extracting(e -> ((Event.MediaDown) e).leg())
        .containsExactly("out1", "in1");
    unbound("a2", "in1");
    assertThat(scene.net.told(MsrpCommand.Bind.class)).hasSize(2);
  }

  @Test
  void restartBreaksTheSessionsOfBefore() {
    scene.juliet("m1", "open in1");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    assertThat(next.machine.events).anyMatch(Event.MediaDown.class::isInstance);
    // Its name is known, its connection is not yet: the peer waits, and then is told.
    next.router.record("a1", new MsrpEvent.Unbound("in1"));
    assertThat(next.net.told(MsrpCommand.Refuse.class)).isEmpty();
    next.time.pass(16_000);
    assertThat(next.net.told(MsrpCommand.Refuse.class))
        .containsExactly(new MsrpCommand.Refuse("in1", 481));
  }

  @Test
  void whatWasGivenToAConnectionEndsWithItAfterItsSessionLeft() {
    scene.juliet("m1", "open in1");
    unbound("a1", "in1");
    scene.juliet("m2", "type in1");
    scene.juliet("m3", "close in1");
    assertThat(scene.router.held()).containsEntry("effects", 1);
    connection("a1", ConnectionEvent.Kind.CLOSED);
    assertThat(scene.rules.heard).contains("Sent");
    assertThat(scene.router.held()).containsEntry("effects", 0);
  }

  @Test
  void composingIsHeardButNeverStored() {
    scene.juliet("m1", "open in1");
    unbound("a1", "in1");
    var commits = scene.disk.batches.size();
    scene.juliet("m2", "type in1");
    assertThat(scene.net.told(MsrpCommand.Send.class)).hasSize(1);
    scene.rules.heard.clear();
    scene.router.record("a1", new MsrpEvent.Sent("in1", "composing", 415, "", true));
    scene.time.run();
    assertThat(scene.rules.heard).containsExactly("Sent");
    assertThat(scene.disk.batches).hasSize(commits);
  }
}
