package im.balcony.session.rows;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.session.state.Handed;
import im.balcony.session.state.Leg;
import im.balcony.testkit.FactsText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Rows as files: what this version writes, and the one row in which the version before kept all. A
 * version of this bundle that reads them otherwise would misread what lies in a store; a newer
 * schema gets a file of its own beside them.
 */
class StoredRowsTest {

  private static final Facts WHOLE = FactsText.resource(RowsTest.class, "/snapshots/whole.json");
  private static final Facts ROWS = FactsText.resource(RowsTest.class, "/snapshots/rows.json");

  private static Map<String, Facts> stored(Facts file) {
    var rows = new LinkedHashMap<String, Facts>();
    file.asMap().keySet().forEach(name -> rows.put(name, file.facts(name)));
    return rows;
  }

  @Test
  void whatWasStoredIsRead() {
    RowsTest.assertSame(Conversation.open(stored(ROWS)), RowsTest.everything());
  }

  @Test
  void whatIsWrittenIsWhatWasStored() {
    assertThat(RowsTest.rows(RowsTest.everything())).isEqualTo(stored(ROWS));
  }

  @Test
  void aMarkerThatIsOwedIsANameMore() {
    var conversation = Conversation.open(stored(ROWS));
    var owed = conversation.handed().find("h").orElseThrow();
    conversation.handed().replace(new Handed("h", "", true, true, true, 8, 9, owed.more()));
    var rows = FullRows.of(conversation);
    assertThat(rows.get("handed/h"))
        .isEqualTo(ROWS.facts("handed/h").without("leg").with("marker", true));
    assertThat(Conversation.open(rows).handed().find("h").orElseThrow().marker()).isTrue();
  }

  @Test
  void aSecretSessionIsAWordMore() {
    var conversation = Conversation.open(stored(ROWS));
    var leg = conversation.legs().find("a").orElseThrow();
    conversation.legs().put(leg.with(Leg.Flag.SECRET));
    var rows = FullRows.of(conversation);
    var flags = new ArrayList<>(ROWS.facts("leg/a").texts("flags"));
    flags.add("secret");
    assertThat(rows.get("leg/a")).isEqualTo(ROWS.facts("leg/a").with("flags", flags));
    assertThat(Conversation.open(rows).legs().find("a").orElseThrow().has(Leg.Flag.SECRET))
        .isTrue();
  }

  @Test
  void theNamesOfANewerVersionAreKept() {
    var newer = FactsText.withForeignNames(ROWS);
    assertThat(newer).isNotEqualTo(ROWS);
    var conversation = Conversation.open(stored(newer));
    assertThat(FullRows.of(conversation))
        .hasSameSizeAs(stored(ROWS))
        .allSatisfy((name, row) -> assertThat(row).isEqualTo(newer.facts(name)));
  }

  @Test
  void theOneRowOfTheVersionBeforeIsReadAndComesBackAsRows() {
    var rows = new LinkedHashMap<>(Map.of(Changes.WHOLE, WHOLE));
    var conversation = Conversation.open(rows);
    RowsTest.assertSame(conversation, RowsTest.everything());
    assertThat(conversation.isChanged()).isTrue();

    conversation.takeChanges(false).apply(rows);

    assertThat(rows).isEqualTo(stored(ROWS));
    assertThat(conversation.takeChanges(false)).as("once").isEqualTo(Changes.NONE);
  }

  @Test
  void theNamesOfANewerVersionAreKeptOfTheOneRowToo() {
    var rows = new LinkedHashMap<>(Map.of(Changes.WHOLE, FactsText.withForeignNames(WHOLE)));
    Conversation.open(rows).takeChanges(false).apply(rows);
    assertThat(rows)
        .containsOnlyKeys(stored(ROWS).keySet())
        .allSatisfy((name, row) -> assertThat(row.has("of-tomorrow")).as(name).isTrue());
  }
}
