package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.VirtualCall;
import im.balcony.testkit.virtual.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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

  /** Whichever part is there first: what waits for the others goes on when they come. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void aCallGoesOnInWhicheverOrderThePartsCome(long seed) {
    var stage = new Stage(seed).open();
    if (seed % 2 == 0) {
      stage.romeo.calls("juliet@example.com");
    } else {
      stage.juliet.says("romeo@example.net", "How camest thou hither?", "chat", true);
    }
    stage.passes(2_000);
    var call = stage.romeo.calls().get(0);
    assertThat(call.isTalking()).isTrue();

    var order = new ArrayList<>(List.of(Gateway.Part.values()));
    Collections.shuffle(order, new Random(seed));
    stage.restart(5_000, order, 700);
    stage.passes(40_000);

    assertThat(call.isTalking()).as("still in the same call, parts in order " + order).isTrue();
    assertThat(stage.violations.all()).isEmpty();
  }

  /** Killed again and again, also while a call is being answered or gets its next connection. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 10, 30, 60, 100, 200, 400, 700, 1_500, 3_000})
  void noDeathOfTheGatewayEndsACall(long life) {
    var stage = new Stage(life).open();
    stage.romeo.calls("juliet@example.com");
    stage.passes(400);
    var call = stage.romeo.calls().get(0);
    for (var times = 0; times < 4; times++) {
      stage.restart(4_000);
      stage.passes(4_000 + life);
    }
    stage.passes(60_000);

    assertThat(call.isTalking()).as("still in the same call").isTrue();
    call.says("With love's light wings", false);
    stage.passes(5_000);
    assertThat(stage.juliet.ledger.heard())
        .extracting(Ledger.Heard::text)
        .containsExactly("With love's light wings");
    assertThat(stage.violations.all()).isEmpty();
  }

  /** So shortly after the last restart that losing its connection again would look like a flap. */
  @Test
  void aTextInFlightAtTheSecondDeathEndsNoCallAndArrivesOnce() {
    var stage = new Stage(5).open();
    stage.romeo.calls("juliet@example.com");
    stage.passes(2_000);
    var call = stage.romeo.calls().get(0);
    stage.restart(1_000);
    stage.passes(5_000);
    assertThat(call.isTalking()).isTrue();

    call.reading(false);
    stage.juliet.says("romeo@example.net", "With love's light wings", "chat", false);
    stage.passes(500);
    stage.restart(1_000);
    stage.passes(60_000);

    assertThat(call.isTalking()).as("still in the same call").isTrue();
    assertThat(stage.romeo.ledger.heard())
        .extracting(Ledger.Heard::text)
        .containsExactly("With love's light wings");
    assertThat(stage.violations.all()).isEmpty();
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
