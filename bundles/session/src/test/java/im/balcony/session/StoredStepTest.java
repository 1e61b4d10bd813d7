package im.balcony.session;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.session.Event;
import im.balcony.testkit.FactsText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps of a conversation that another version has stored. */
class StoredStepTest {

  private static Facts file(String name) {
    return FactsText.withForeignNames(
        FactsText.resource(StoredStepTest.class, "/snapshots/" + name));
  }

  private static Play playing(Map<String, Facts> rows) {
    var play = new Play();
    play.now = 1;
    play.conversation.open(rows);
    return play;
  }

  /**
   * Rolled back in the middle of a session: this version goes on and loses nothing of the other.
   */
  @Test
  void aStepKeepsTheNamesOfANewerVersion() {
    var file = file("rows.json");
    var rows = new LinkedHashMap<String, Facts>();
    file.asMap().keySet().forEach(name -> rows.put(name, file.facts(name)));
    rows.remove("of-tomorrow");
    var play = playing(rows);

    play.hear(new Event.EndWanted("operator"));

    assertThat(play.last.changes().put()).isNotEmpty();
    assertThat(play.conversation.rows)
        .containsOnlyKeys("leg/a", "leg/b", "text/m1", "handed/h", "incoming/i", "state")
        .allSatisfy((name, row) -> assertThat(row.has("of-tomorrow")).as(name).isTrue());
  }

  @Test
  void theFirstStepPutsTheOneRowOfTheVersionBeforeInRows() {
    var play = playing(Map.of(Changes.WHOLE, file("whole.json")));

    play.hear(new Event.EndWanted("operator"));

    assertThat(play.last.durable()).isTrue();
    assertThat(play.last.changes().removed()).containsExactly(Changes.WHOLE);
    assertThat(play.conversation.rows)
        .containsOnlyKeys("leg/a", "leg/b", "text/m1", "handed/h", "incoming/i", "state")
        .allSatisfy((name, row) -> assertThat(row.has("of-tomorrow")).as(name).isTrue());
  }
}
