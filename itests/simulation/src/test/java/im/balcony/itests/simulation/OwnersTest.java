package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.virtual.Ledger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Another owner takes a tenant of a gateway that lives: what each of the two tells on the wires.
 */
class OwnersTest {

  private final Stage stage = new Stage(1).open();

  /** Another owner takes the tenant, and nobody serves it yet. */
  private void taken() {
    stage.store.take("verona");
  }

  /** The other gateway is there; the one before lives on until then, and does what it likes. */
  private void served() {
    stage.passes(40_000);
    stage.restart(1_000);
    stage.passes(400_000);
  }

  private static List<String> heard(Ledger ledger) {
    return ledger.heard().stream().map(Ledger.Heard::text).distinct().toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 5, 8, 12, 20, 40, 200})
  void aPageOfRomeosHasOneOutcomeWheneverTheTenantGoes(long after) {
    stage.romeo.pages("juliet@example.com", "Ay me");
    stage.passes(after);
    taken();
    served();
    var words = stage.romeo.ledger.toldOf("Ay me").stream().map(Ledger.Told::word).distinct();
    assertThat(words.toList()).hasSizeLessThanOrEqualTo(1);
    assertThat(stage.outcomes()).doesNotContain("PENDING");
    assertThat(stage.juliet.ledger.heard().stream().map(Ledger.Heard::id).distinct().count())
        .isLessThanOrEqualTo(1);
    assertThat(stage.violations.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 5, 8, 12, 20, 40, 200})
  void aChatOfJulietsHasOneOutcomeWheneverTheTenantGoes(long after) {
    stage.juliet.says("romeo@example.net", "Ay me", "chat", true);
    stage.passes(after);
    taken();
    served();
    var words =
        stage.juliet.ledger.toldOf("Ay me").stream().map(Ledger.Told::word).distinct().toList();
    assertThat(words).hasSizeLessThanOrEqualTo(1);
    assertThat(stage.outcomes()).doesNotContain("PENDING");
    if (words.contains(Ledger.Word.DELIVERED)) {
      assertThat(heard(stage.romeo.ledger)).containsExactly("Ay me");
    }
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  void whoLostATenantTellsNobodyAnythingAndHoldsNothing() {
    stage.romeo.calls("juliet@example.com");
    stage.passes(2_000);
    var first = stage.gateway;
    taken();
    stage.romeo.calls().forEach(call -> call.says("Ay me", true));
    stage.passes(60_000);
    assertThat(stage.server.isUp(Stage.DOMAIN)).as("its link").isFalse();
    assertThat(stage.outcomes()).isEmpty();
    assertThat(heard(stage.juliet.ledger)).isEmpty();
    assertThat(stage.romeo.ledger.toldOf("Ay me"))
        .extracting(Ledger.Told::word)
        .as("he sees his connection close, and hears no word of ours")
        .containsOnly(Ledger.Word.SILENCE);
    assertThat(first.router.held())
        .containsEntry("conversations", 0)
        .containsEntry("waiting inputs", 0)
        .containsEntry("effects", 0)
        .containsEntry("handles", 0);

    stage.restart(1_000);
    stage.passes(60_000);
    assertThat(stage.server.isUp(Stage.DOMAIN)).isTrue();
    assertThat(stage.violations.all()).isEmpty();
  }
}
