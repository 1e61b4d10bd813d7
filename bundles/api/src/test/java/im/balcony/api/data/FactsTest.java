package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Facts behave alike whether they are few, kept in arrays, or many, kept in a hash map. */
class FactsTest {

  private static Facts many(int count) {
    var facts = Facts.NONE;
    for (var i = 0; i < count; i++) {
      facts = facts.with("n" + i, i);
    }
    return facts;
  }

  @Test
  void keepsTheOrderInWhichNamesCame() {
    for (var count : List.of(1, 23, 24, 25, 26, 100)) {
      var facts = many(count).with("n0", "again");
      assertThat(facts.asMap()).hasSize(count).containsEntry("n0", "again");
      assertThat(facts.asMap().keySet().iterator().next()).isEqualTo("n0");
      assertThat(List.copyOf(facts.asMap().keySet()).get(count - 1)).isEqualTo("n" + (count - 1));
    }
  }

  @Test
  void copiesAndNeverChanges() {
    for (var count : List.of(1, 24, 25)) {
      var facts = many(count);
      var changed = facts.with("n0", "other").with("new", true);
      assertThat(facts.number("n0", -1)).isZero();
      assertThat(facts.has("new")).isFalse();
      assertThat(changed.text("n0")).contains("other");
      assertThat(changed.flag("new")).isTrue();
      assertThat(changed.without("new").without("n0").asMap()).hasSize(count - 1);
      assertThatThrownBy(() -> facts.asMap().put("n0", 1L))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> facts.asMap().entrySet().iterator().remove())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void isWhatAMapWouldBe() {
    var random = new Random(7);
    for (var round = 0; round < 200; round++) {
      var facts = Facts.NONE;
      var draft = Facts.draft();
      var model = new LinkedHashMap<String, Object>();
      for (var step = 0; step < 60; step++) {
        var name = "k" + random.nextInt(40);
        if (random.nextInt(4) == 0) {
          facts = facts.without(name);
          draft.without(name);
          model.remove(name);
        } else {
          facts = facts.with(name, (long) step);
          draft.with(name, step);
          model.put(name, (long) step);
        }
        assertThat(facts.asMap()).isEqualTo(model);
        assertThat(List.copyOf(facts.asMap().keySet())).isEqualTo(List.copyOf(model.keySet()));
        assertThat(List.copyOf(draft.facts().asMap().entrySet()))
            .isEqualTo(List.copyOf(model.entrySet()));
      }
      assertThat(facts.change().facts()).isEqualTo(facts);
      var some = Set.of("k1", "k2", "k3");
      assertThat(facts.without(some)).isEqualTo(facts.without("k1").without("k2").without("k3"));
      assertThat(facts).isEqualTo(Facts.of(model)).hasSameHashCodeAs(Facts.of(model));
    }
  }

  @Test
  void listsAreCopiedAndReadByType() {
    var list = new ArrayList<Object>(List.of("a", 1, Facts.NONE, List.of("b")));
    var facts = Facts.of(Map.of("list", list));
    list.clear();
    assertThat(facts.texts("list")).containsExactly("a");
    assertThat(facts.list("list")).containsExactly(Facts.NONE);
    assertThat(facts.asMap().get("list")).isEqualTo(List.of("a", 1L, Facts.NONE, List.of("b")));
    assertThat(facts.texts("missing")).isEmpty();
  }

  @Test
  void aDraftGoesOnWithoutChangingWhatWasMadeOfIt() {
    var draft = Facts.draft().with("a", 1);
    var first = draft.facts();
    draft.with("a", 2).with("b", 3);
    assertThat(first).isEqualTo(Facts.NONE.with("a", 1));
    assertThat(draft.facts()).isEqualTo(Facts.NONE.with("a", 2).with("b", 3));
    assertThat(Facts.draft().isEmpty()).isTrue();
    assertThat(Facts.draft().facts()).isSameAs(Facts.NONE);
    assertThatThrownBy(() -> draft.with("n", 1.5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChangeLeavesWhatItBeganAs() {
    for (var count : new int[] {1, 7, 8, SmallMap.MOST, SmallMap.MOST + 1, 100}) {
      var draft = Facts.draft();
      for (var i = 0; i < count; i++) {
        draft.with("n" + i, i);
      }
      var facts = draft.facts();
      var before = Map.copyOf(facts.asMap());
      assertThat(facts.change().with("n0", 7).facts()).isEqualTo(facts.with("n0", 7));
      assertThat(facts.change().with("more", 7).facts()).isEqualTo(facts.with("more", 7));
      assertThat(facts.change().without("n0").facts()).isEqualTo(facts.without(Set.of("n0")));
      assertThat(facts.without(Set.of("n0", "none")).asMap()).hasSize(count - 1);
      assertThat(facts.without(Set.of("none"))).isEqualTo(facts);
      assertThat(facts.asMap()).isEqualTo(before);
    }
  }

  @Test
  void takesNoOtherTypes() {
    assertThatThrownBy(() -> Facts.NONE.with("n", 1.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Facts.of(Map.of("n", List.of(new Object()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Facts.NONE.isEmpty()).isTrue();
    assertThat(Facts.of(Map.of())).isSameAs(Facts.NONE);
    assertThat(Facts.NONE.with("body", "secret").toString()).doesNotContain("secret");
  }
}
