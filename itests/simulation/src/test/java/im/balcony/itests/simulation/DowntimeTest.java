package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.VirtualCall;
import im.balcony.testkit.virtual.Ledger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions outlive the process, however long it is away. */
class DowntimeTest {

  @ParameterizedTest
  @ValueSource(longs = {500, 2_000, 12_000, 40_000, 90_000})
  void aCallOfRomeosGoesOn(long down) {
    var stage = new Stage(down).open();
    stage.romeo.calls("juliet@example.com");
    stage.passes(2_000);

    goesOn(stage, down);
  }

  @ParameterizedTest
  @ValueSource(longs = {500, 2_000, 12_000, 40_000, 90_000})
  void aChatOfJulietsGoesOn(long down) {
    var stage = new Stage(down).open();
    stage.juliet.says("romeo@example.net", "How camest thou hither?", "chat", true);
    stage.passes(2_000);

    goesOn(stage, down);
  }

  private static void goesOn(Stage stage, long down) {
    assertThat(stage.romeo.calls()).hasSize(1).allMatch(VirtualCall::isTalking);
    var call = stage.romeo.calls().get(0);
    stage.restart(down);
    stage.passes(down + 30_000);

    assertThat(call.isTalking()).as("still in the same call").isTrue();
    call.says("With love's light wings", false);
    stage.passes(5_000);
    assertThat(stage.juliet.ledger.heard())
        .extracting(Ledger.Heard::text)
        .containsExactly("With love's light wings");
    assertThat(stage.violations.all()).isEmpty();
  }
}
