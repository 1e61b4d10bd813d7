package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.virtual.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The gateway is killed at every single thing that it does between a receipt and its outcome, and
 * started again two seconds later.
 */
class CrashTest {

  private static final long DOWN = 2_000;
  private static final int MOST_POINTS = 3_000;

  /** A scene that is killed at one point of it. */
  private record Killed(Stage stage, boolean wasKilled) {}

  private static Killed kill(long point, Consumer<Stage> opening, Consumer<Stage> scene) {
    var stage = new Stage(point + 1).open();
    opening.accept(stage);
    var first = stage.gateway;
    first.process.killAt(point);
    scene.accept(stage);
    stage.passes(4_000);
    var wasKilled = !first.process.isAlive();
    if (wasKilled) {
      stage.restart(DOWN);
      stage.passes(1_200_000);
    }
    return new Killed(stage, wasKilled);
  }

  private static void everywhere(
      Consumer<Stage> opening, Consumer<Stage> scene, Consumer<Stage> verdict) {
    var wrong = new ArrayList<String>();
    var point = 1L;
    while (point < MOST_POINTS) {
      var killed = kill(point, opening, scene);
      if (!killed.wasKilled()) {
        break;
      }
      try {
        assertThat(killed.stage().violations.all()).isEmpty();
        verdict.accept(killed.stage());
      } catch (AssertionError e) {
        wrong.add("killed at " + point + ": " + e.getMessage().strip().replaceAll("\\s+", " "));
      }
      point++;
    }
    assertThat(point).as("points at which it was killed").isBetween(10L, MOST_POINTS - 1L);
    assertThat(wrong).isEmpty();
  }

  private static List<String> heard(Ledger ledger) {
    return ledger.heard().stream().map(Ledger.Heard::text).distinct().toList();
  }

  private static List<Ledger.Word> told(Ledger ledger, String text) {
    return ledger.toldOf(text).stream().map(Ledger.Told::word).distinct().toList();
  }

  /** What was kept has one outcome; what was not is either still asked for or was never taken. */
  private static void settled(Stage stage) {
    assertThat(stage.outcomes()).doesNotContain("PENDING");
  }

  @Test
  void aPageOfRomeosArrivesOnceUnderOneIdOrIsRefused() {
    everywhere(
        stage -> {},
        stage -> stage.romeo.pages("juliet@example.com", "Ay me"),
        stage -> {
          settled(stage);
          var words = told(stage.romeo.ledger, "Ay me");
          assertThat(words).hasSize(1);
          if (words.contains(Ledger.Word.ACCEPTED)) {
            assertThat(heard(stage.juliet.ledger)).containsExactly("Ay me");
          }
          assertThat(stage.juliet.ledger.heard().stream().map(Ledger.Heard::id).distinct().count())
              .isLessThanOrEqualTo(1);
        });
  }

  @Test
  void aMessageOfJulietsArrivesOrComesBack() {
    everywhere(
        stage -> {},
        stage -> stage.juliet.says("romeo@example.net", "Ay me", "normal", false),
        stage -> {
          settled(stage);
          var failed = told(stage.juliet.ledger, "Ay me").contains(Ledger.Word.FAILED);
          var heard = heard(stage.romeo.ledger).contains("Ay me");
          if (stage.outcomes().isEmpty()) {
            assertThat(heard).isFalse();
          } else {
            assertThat(heard || failed).as("arrived or came back").isTrue();
          }
          assertThat(stage.romeo.ledger.heard()).hasSizeLessThanOrEqualTo(1);
        });
  }

  @Test
  void aChatOfJulietsArrivesOrComesBack() {
    everywhere(
        stage -> {},
        stage -> stage.juliet.says("romeo@example.net", "Ay me", "chat", true),
        stage -> {
          settled(stage);
          var words = told(stage.juliet.ledger, "Ay me");
          var heard = heard(stage.romeo.ledger).contains("Ay me");
          var expected =
              switch (String.join(" ", stage.outcomes())) {
                case "DELIVERED" -> List.of(Ledger.Word.DELIVERED);
                case "FAILED", "EXPIRED" -> List.of(Ledger.Word.FAILED);
                // Handed over, and the REPORT died with its session.
                default -> List.<Ledger.Word>of();
              };
          assertThat(words).isEqualTo(expected);
          assertThat(heard || stage.outcomes().isEmpty() || words.contains(Ledger.Word.FAILED))
              .isTrue();
        });
  }

  @Test
  void aTextInACallOfRomeosArrivesIfItWasTaken() {
    everywhere(
        stage -> {
          stage.romeo.calls("juliet@example.com");
          stage.passes(1_000);
        },
        stage -> stage.romeo.calls().forEach(call -> call.says("Ay me", true)),
        stage -> {
          settled(stage);
          var words = told(stage.romeo.ledger, "Ay me");
          if (words.contains(Ledger.Word.ACCEPTED) || words.contains(Ledger.Word.DELIVERED)) {
            assertThat(heard(stage.juliet.ledger)).containsExactly("Ay me");
          }
        });
  }
}
