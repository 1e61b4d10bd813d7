package im.balcony.session.rows;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Arrivals;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.session.state.Handed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A table tells what has changed and nothing else, and keeps the order of arrival. */
class TableTest {

  private static final Facts ROW = Facts.NONE.with("ref", "a").with("until", 5L);

  private final Conversation conversation = Conversation.open(Map.of("handed/a", ROW));
  private final Table<Handed> table = conversation.handed();

  private static Handed handed(String ref, long until) {
    return new Handed(ref, "", false, false, false, until, 0, Facts.NONE);
  }

  private Changes changes() {
    return conversation.takeChanges(false);
  }

  private List<String> refs() {
    return table.all().stream().map(Handed::ref).toList();
  }

  @Test
  void whatCameAndWentInOneStepIsNotTold() {
    table.append(handed("b", 6));
    assertThat(conversation.isChanged()).isTrue();
    table.remove("b");
    assertThat(conversation.isChanged()).isFalse();
    assertThat(changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void whatIsAsItWasIsNotTold() {
    var before = table.oldest();
    table.put(handed("a", 7));
    table.put(before);
    assertThat(conversation.isChanged()).isFalse();
    assertThat(changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void whatChangedTwiceIsToldOnceAndThenNoMore() {
    table.put(handed("a", 7));
    table.put(handed("a", 8));
    var put = changes().put();
    assertThat(put).containsOnlyKeys("handed/a");
    assertThat(put.get("handed/a").value()).isEqualTo(ROW.with("until", 8L));
    assertThat(changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void whatIsGoneIsToldSo() {
    table.remove("a");
    assertThat(conversation.isChanged()).isTrue();
    assertThat(changes()).isEqualTo(new Changes(Map.of(), Set.of("handed/a")));
  }

  @Test
  void whatIsNotThereIsNotReplaced() {
    table.replace(handed("stranger", 7));
    table.remove("stranger");
    assertThat(refs()).containsExactly("a");
    assertThat(changes()).isEqualTo(Changes.NONE);
  }

  @Test
  void whoIsPutAgainKeepsThePlaceAndWhoIsAppendedAgainIsTheLast() {
    table.append(handed("b", 6));
    table.put(handed("a", 7));
    assertThat(refs()).containsExactly("a", "b");
    table.append(handed("a", 7));
    assertThat(refs()).containsExactly("b", "a");
    assertThat(changes().put().get("handed/a").value().number("order")).hasValue(2);
  }

  @Test
  void whatIsDueComesInTheOrderOfArrival() {
    table.append(handed("b", 3));
    table.append(handed("c", 9));
    table.append(handed("d", 4));
    assertThat(table.due()).isEqualTo(3);
    assertThat(table.due(2)).isEmpty();
    assertThat(table.due(5)).extracting(Handed::ref).containsExactly("a", "b", "d");
  }

  @Test
  void theOrderOfArrivalIsThatOfTheRowsWhateverTheMapSays() {
    var rows = new LinkedHashMap<String, Facts>();
    rows.put("handed/1", Facts.NONE.with("ref", "1").with("order", 30L));
    rows.put("handed/3", Facts.NONE.with("ref", "3").with("order", 10L));
    rows.put("handed/2", Facts.NONE.with("ref", "2").with("order", 20L));
    var opened = Conversation.open(rows);
    assertThat(opened.handed().all()).extracting(Handed::ref).containsExactly("3", "2", "1");
    assertThat(opened.takeChanges(false)).isEqualTo(Changes.NONE);
  }

  /** No version writes that; if one did, nothing of it may be lost. */
  @Test
  void rowsOfOnePlaceGetOneEach() {
    var same = Facts.NONE.with("order", 4L);
    var opened =
        Conversation.open(
            Map.of("handed/y", same.with("ref", "y"), "handed/x", same.with("ref", "x")));
    assertThat(opened.handed().all()).extracting(Handed::ref).containsExactly("x", "y");
    var put = opened.takeChanges(false).put();
    assertThat(put).containsOnlyKeys("handed/y");
    assertThat(put.get("handed/y").value().number("order")).hasValue(5);
  }

  @Test
  void groupsKnowTheirNumberAndWhatTheyWeigh() {
    var groups =
        new Groups<String>(text -> text.isEmpty() ? null : text.substring(0, 1), String::length);
    groups.add(1, "apple");
    groups.add(2, "bean");
    groups.add(3, "almond");
    groups.add(4, "");
    groups.remove(4, "");
    groups.remove(9, "cherry");
    assertThat(groups.size()).isEqualTo(3);
    assertThat(groups.weight()).isEqualTo(15);
    assertThat(groups.size("a")).isEqualTo(2);
    assertThat(groups.weight("a")).isEqualTo(11);
    assertThat(groups.first("a")).contains("apple");
    assertThat(groups.orderAfter("a", 1)).isEqualTo(3);
    assertThat(groups.orderAfter("a", 3)).isEqualTo(Long.MAX_VALUE);
    groups.remove(2, "bean");
    assertThat(groups.names()).containsExactly("a");
    assertThat(groups.size("b")).isZero();
    assertThat(groups.weight("b")).isZero();
    assertThat(groups.first("b")).isEmpty();
    assertThat(groups.of("b")).isEmpty();
    var found = new Arrivals<String>();
    groups.collect("b", found);
    groups.collect("a", found);
    assertThat(found.size()).isEqualTo(2);
    assertThat(found.after(0, 9)).isEqualTo(1);
    assertThat(found.last(9)).isEqualTo(3);
  }
}
