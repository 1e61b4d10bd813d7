package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Limits;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.VirtualCall;
import im.balcony.testkit.virtual.Ledger;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chat states and sessions that take their minutes, over the octets of all three protocols. */
class LongTimesTest {

  private static final long SECOND = 1_000;

  private final Stage stage = new Stage(1).open();

  @AfterEach
  void nobodyBrokeARule() {
    assertThat(stage.violations.all()).isEmpty();
  }

  /** A chat that Juliet began; her client knows chat states. */
  private VirtualCall chat() {
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?");
    stage.passes(2 * SECOND);
    assertThat(stage.romeo.ledger.hasHeard("Art thou not Romeo?")).isTrue();
    return stage.romeo.calls().get(0);
  }

  private void julietIs(String state) {
    stage.juliet.state("romeo@example.net", state);
  }

  @Test
  @Requirement("STATE-14")
  void composingIsSaidAgainAtTheEndOfEachInterval() {
    chat();
    julietIs("composing");
    stage.passes(3 * 120 * SECOND + SECOND);

    var documents = stage.romeo.composing;
    assertThat(documents)
        .hasSize(4)
        .allMatch(d -> d.text().contains("<state>active</state>"))
        .allMatch(d -> d.text().contains("<refresh>120</refresh>"));
    for (var i = 1; i < 4; i++) {
      assertThat(documents.get(i).at() - documents.get(i - 1).at())
          .isBetween(119 * SECOND, 121 * SECOND);
    }

    julietIs("paused");
    stage.passes(200 * SECOND);
    assertThat(documents).hasSize(5);
    assertThat(documents.get(4).text()).contains("<state>idle</state>");

    julietIs("composing");
    stage.passes(SECOND);
    stage.juliet.says("romeo@example.net", "I am here.");
    stage.passes(200 * SECOND);
    assertThat(documents).hasSize(6);
    assertThat(stage.romeo.ledger.hasHeard("I am here.")).isTrue();
  }

  @Test
  @Requirement("STATE-15")
  void composingThatIsNotSaidAgainEnds() {
    var call = chat();
    call.composing("active", "60");
    stage.passes(59 * SECOND);
    assertThat(stage.juliet.states()).containsExactly("composing");
    stage.passes(2 * SECOND);
    assertThat(stage.juliet.states()).containsExactly("composing", "active");
    stage.passes(300 * SECOND);
    assertThat(stage.juliet.states()).containsExactly("composing", "active");

    // Without an interval of its own: 120 s; by idle, or by a text, at once.
    call.composing("active", "");
    stage.passes(119 * SECOND);
    assertThat(stage.juliet.states()).endsWith("composing");
    stage.passes(2 * SECOND);
    assertThat(stage.juliet.states()).endsWith("composing", "active");
    call.composing("active", "60");
    call.composing("idle", "");
    stage.passes(SECOND);
    assertThat(stage.juliet.states()).endsWith("composing", "active").hasSize(6);
    call.composing("active", "60");
    call.says("Neither, fair saint.", false);
    stage.passes(200 * SECOND);
    assertThat(stage.juliet.states()).endsWith("composing").hasSize(7);
  }

  /** He takes what the socket holds each 20 s, so his connection never stands still for long. */
  @Test
  void aSlowButSteadyReaderKeepsNobodyWaitingLongerThanTheOutboxDoes() {
    var call = chat();
    call.reading(false);
    var texts = IntStream.range(0, 30).mapToObj(i -> i + "x".repeat(20_000)).toList();
    var age = Limits.DEFAULT.outboxAge();
    for (var text : texts) {
      stage.juliet.says("romeo@example.net", text);
      stage.passes(SECOND / 5);
    }
    for (var passed = 0; passed < age + 60 * SECOND; passed += 20 * SECOND) {
      stage.passes(20 * SECOND);
      call.reading(true);
      stage.passes(SECOND / 100);
      call.reading(false);
    }
    assertThat(stage.outcomes()).doesNotContain("PENDING").contains("EXPIRED", "HANDED_OVER");
    assertThat(texts.stream().filter(this::wasToldToHaveFailed))
        .hasSize(Collections.frequency(stage.outcomes(), "EXPIRED"));
    assertThat(call.isOver()).isFalse();

    call.reading(true);
    stage.passes(60 * SECOND);
    for (var text : texts) {
      assertThat(stage.romeo.ledger.hasHeard(text)).isEqualTo(!wasToldToHaveFailed(text));
    }
  }

  private boolean wasToldToHaveFailed(String text) {
    return stage.juliet.ledger.toldOf(text).stream()
        .anyMatch(told -> told.word() == Ledger.Word.FAILED);
  }

  @Test
  @Requirement({"CHAT-17", "STATE-21"})
  void silenceIsLikeGone() {
    var call = chat();
    stage.passes(597 * SECOND);
    stage.juliet.says("romeo@example.net", "Art thou there?");
    stage.passes(599 * SECOND);
    assertThat(call.isOver()).isFalse();
    assertThat(stage.juliet.states()).isEmpty();

    stage.passes(2 * SECOND);
    assertThat(call.isOver()).isTrue();
    assertThat(stage.juliet.states()).containsExactly("gone");
  }
}
