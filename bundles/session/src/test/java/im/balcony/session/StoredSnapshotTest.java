package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.session.Event;
import im.balcony.api.session.Snapshot;
import im.balcony.session.snapshot.Body;
import im.balcony.testkit.FactsText;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Snapshots as files: what schema 1 wrote. A version of this bundle that reads them otherwise would
 * misread what lies in a store; a newer schema gets a file of its own beside them.
 */
class StoredSnapshotTest {

  private static final Facts STORED =
      FactsText.resource(BodyTest.class, "/snapshots/schema-1.json");

  @Test
  void whatWasStoredIsRead() {
    assertThat(Body.read(STORED))
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*more")
        .isEqualTo(BodyTest.everything());
  }

  @Test
  void whatIsWrittenIsWhatWasStored() {
    assertThat(Body.SCHEMA).isEqualTo(1);
    assertThat(Body.write(BodyTest.everything())).isEqualTo(STORED);
  }

  @Test
  void theNamesOfANewerVersionAreKept() {
    var newer = FactsText.withForeignNames(STORED);
    assertThat(newer).isNotEqualTo(STORED);
    assertThat(Body.write(Body.read(newer))).isEqualTo(newer);
  }

  /**
   * Rolled back in the middle of a session: this version goes on and loses nothing of the other.
   */
  @Test
  void aStepKeepsTheNamesOfANewerVersion() {
    var play = new Play();
    play.now = 1;
    var empty = Snapshot.empty(play.snapshot.key());
    play.snapshot =
        new Snapshot(
            empty.key(), 2, FactsText.withForeignNames(STORED), Map.of(), empty.correlation());

    play.hear(new Event.EndWanted("operator"));

    var body = play.snapshot.body();
    assertThat(body.has("of-tomorrow")).isTrue();
    for (var list : new String[] {"legs", "texts", "handed", "incoming"}) {
      assertThat(body.list(list)).as(list).isNotEmpty();
      assertThat(body.list(list)).as(list).allMatch(item -> item.has("of-tomorrow"));
    }
  }
}
