package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.FactsText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What schema 1 handed over, as a file: in the middle of a stanza, with one that waits for its
 * hand-over.
 */
class StoredHandoverTest {

  private static final String STANZA =
      "<message from='juliet@example.com/b' to='romeo@example.net' id='1'><body>Art thou</body></message>";
  private static final int HALF = STANZA.indexOf("thou");

  /** How the file came about. */
  static Link recorded() {
    var link = Link.up();
    link.sends("e1", Link.message("m1", "one"));
    link.writable(100_000);
    return link.hears(STANZA.substring(0, HALF));
  }

  private static Facts file() {
    return FactsText.resource(StoredHandoverTest.class, "/handover/schema-1.json");
  }

  static Facts file(ConnectionState state) {
    return Facts.NONE
        .with("schema", state.schema())
        .with("facts", state.facts())
        .with("unread", new String(state.unread().toArray(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thisVersionGoesOnWhereThatOneStopped(boolean foreign) {
    var said = recorded().said();
    var link = new Link(Link.SETTINGS);
    var facts = file().facts("facts");
    link.protocol =
        link.factory.resume(
            link.spec,
            new ConnectionState(
                (int) file().number("schema", 0),
                foreign ? FactsText.withForeignNames(facts) : facts,
                Octets.utf8(file().text("unread", "")),
                List.of()));

    link.hears(STANZA.substring(HALF));
    link.pong(Link.pingId(said));

    var told = link.told();
    assertThat(told)
        .filteredOn(Stanza.class::isInstance)
        .singleElement()
        .satisfies(
            s ->
                assertThat(((Stanza) s).child(Stanza.NAMESPACE, "body").orElseThrow().text())
                    .isEqualTo("Art thou"));
    assertThat(told).contains(new XmppEvent.HandedOver("e1"));
    assertThat(link.closed).isFalse();
  }

  @Test
  void thisVersionHandsOverTheSame() {
    var state = recorded().protocol.release();
    assertThat(file(state)).isEqualTo(file());
    assertThat(state.pending()).isEmpty();
  }
}
