package im.balcony.msrp;

import static im.balcony.msrp.Peer.send;
import static im.balcony.msrp.Peer.text;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionState;
import im.balcony.testkit.FactsText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What schema 1 handed over, as a file: in the middle of a frame, of a message that comes and of
 * one that goes, with another behind it.
 */
class StoredHandoverTest {

  /** More than the first octets that may be written. */
  private static final int LONG = 20_000;

  private static final List<Command> PENDING =
      List.of(send("e1", "x".repeat(LONG)), send("e2", "behind it"));

  private static final String LAST = text("t2", "m1", "7-11/11", "world", '$');
  private static final String FIRST_HALF = LAST.substring(0, LAST.indexOf("rld"));
  private static final String SECOND_HALF = LAST.substring(FIRST_HALF.length());

  /** How the file came about. */
  static Peer recorded() {
    var peer = Peer.established();
    peer.eager = false;
    peer.tell(send("e1", "x".repeat(LONG)));
    peer.tell(send("e2", "behind it"));
    peer.say(text("t1", "m1", "1-6/11", "hello ", '+'));
    peer.say(FIRST_HALF);
    return peer;
  }

  private static ConnectionState stored(boolean foreign) {
    var file = FactsText.resource(StoredHandoverTest.class, "/handover/schema-1.json");
    var facts = file.facts("facts");
    return new ConnectionState(
        (int) file.number("schema", 0),
        foreign ? FactsText.withForeignNames(facts) : facts,
        Octets.of(file.text("unread", "").getBytes(StandardCharsets.ISO_8859_1)),
        PENDING);
  }

  static Facts file(ConnectionState state) {
    return Facts.NONE
        .with("schema", state.schema())
        .with("facts", state.facts())
        .with("unread", new String(state.unread().toArray(), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thisVersionGoesOnWhereThatOneStopped(boolean foreign) {
    var peer = new Peer(false);
    peer.eager = false;
    peer.now = recorded().now;
    peer.protocol = new MsrpFactory().resume(peer.spec, stored(foreign));

    peer.say(SECOND_HALF);
    for (var before = -1; before < peer.wire.length(); ) {
      before = peer.wire.length();
      peer.writable(3000);
    }

    assertThat(peer.delivered()).containsExactly("hello world");
    assertThat(peer.records(MsrpEvent.Broken.class)).isEmpty();
    assertThat(peer.wire.toString()).contains("200 OK").contains("/" + LONG).contains("behind it");
    assertThat(peer.wire.chars().filter(c -> c == 'x').count()).isBetween(1L, LONG - 1L);
  }

  @Test
  void thisVersionHandsOverTheSame() {
    assertThat(Handover.SCHEMA).isEqualTo(1);
    var state = recorded().protocol.release();
    assertThat(file(state))
        .isEqualTo(FactsText.resource(StoredHandoverTest.class, "/handover/schema-1.json"));
    assertThat(state.pending()).isEqualTo(PENDING);
  }
}
