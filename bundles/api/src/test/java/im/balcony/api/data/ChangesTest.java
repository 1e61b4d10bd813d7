package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangesTest {

  private static Changes.Row row(long number) {
    return Changes.Row.of(Facts.NONE.with("number", number));
  }

  @Test
  void whatIsDraftedLastOfARowHolds() {
    var draft = new ChangesDraft();
    draft.put("a", row(1));
    draft.put("b", row(2));
    draft.remove("a");
    draft.remove("c");
    draft.put("c", row(3));
    assertThat(draft.changes())
        .isEqualTo(new Changes(Map.of("b", row(2), "c", row(3)), Set.of("a")));
  }

  @Test
  void nothingDraftedIsNoChange() {
    assertThat(new ChangesDraft().changes()).isSameAs(Changes.NONE);
  }

  @Test
  void aDraftThatGoesOnLeavesWhatWasMadeOfIt() {
    var draft = new ChangesDraft();
    for (var i = 0; i < 6; i++) {
      draft.put("row/" + i, row(i));
    }
    var first = draft.changes();
    draft.put("row/0", row(7));
    draft.remove("row/1");
    draft.put("row/6", row(6));
    assertThat(first.put()).hasSize(6).containsEntry("row/0", row(0)).containsKey("row/1");
    assertThat(draft.changes().put()).hasSize(6).containsEntry("row/0", row(7));
  }

  @Test
  void laterChangesHoldAndEarlierOnesStayAsTheyWere() {
    var earlier = new Changes(Map.of("a", row(1)), Set.of("b"));
    var later = new Changes(Map.of("b", row(2)), Set.of("a"));
    assertThat(earlier.then(later)).isEqualTo(new Changes(Map.of("b", row(2)), Set.of("a")));
    assertThat(earlier).isEqualTo(new Changes(Map.of("a", row(1)), Set.of("b")));

    var put = new Changes(Map.of("a", row(1)), Set.of());
    assertThat(put.then(new Changes(Map.of("a", row(2)), Set.of())).put().get("a"))
        .isEqualTo(row(2));
    assertThat(put.put().get("a")).isEqualTo(row(1));
  }

  @Test
  void rowsKeepTheirOrderHoweverManyThereAre() {
    for (var count : new int[] {1, 8, 9, SmallMap.MOST, SmallMap.MOST + 1, 1000}) {
      var draft = new ChangesDraft();
      var expected = new LinkedHashMap<String, Changes.Row>();
      for (var i = 0; i < count; i++) {
        draft.put("row/" + i, row(i));
        expected.put("row/" + i, row(i));
      }
      draft.remove("row/0");
      expected.remove("row/0");
      var put = draft.changes().put();
      assertThat(put).isEqualTo(expected);
      assertThat(put.keySet()).containsExactlyElementsOf(expected.keySet());
    }
  }
}
