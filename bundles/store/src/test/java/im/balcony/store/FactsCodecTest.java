package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Facts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows come back as they were, and a damaged row is never taken for another. */
class FactsCodecTest {

  private static Facts sample() {
    var wide = Facts.NONE;
    for (var i = 0; i < 40; i++) {
      wide = wide.with("n" + i, "x".repeat(i * 10));
    }
    return Facts.NONE
        .with("ascii", "Good night")
        .with("empty", "")
        .with("wide", "Gute Nacht, süßer Prinz \uD83C\uDF19 \u4f60\u597d")
        .with("long", "ü".repeat(70_000))
        .with("least", Long.MIN_VALUE)
        .with("most", Long.MAX_VALUE)
        .with("minus", -1)
        .with("yes", true)
        .with("no", false)
        .with("list", List.of("a", 1, true, Facts.of(Map.of("deep", "b")), List.of()))
        .with("tree", wide);
  }

  @Test
  void comesBackAsItWas() throws IOException {
    var facts = sample();
    var back = FactsCodec.read(FactsCodec.write(facts));
    assertThat(back).isEqualTo(facts);
    assertThat(List.copyOf(back.asMap().keySet())).isEqualTo(List.copyOf(facts.asMap().keySet()));
    assertThat(FactsCodec.read(FactsCodec.write(Facts.NONE))).isEqualTo(Facts.NONE);
  }

  @Test
  void theFormOfARowIsFixed() {
    assertThat(FactsCodec.write(Facts.NONE.with("a", "é").with("b", 258).with("c", true)))
        .containsExactly(
            't', 0, 0, 0, 3, 0, 0, 0, 1, 'a', 's', 0, 0, 0, 2, 0xC3, 0xA9, 0, 0, 0, 1, 'b', 'n', 0,
            0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 'c', 'y');
  }

  @Test
  void aRowThatIsCutIsRefused() {
    var row = FactsCodec.write(sample().without("long"));
    for (var length = 0; length < row.length; length++) {
      var cut = Arrays.copyOf(row, length);
      assertThatThrownBy(() -> FactsCodec.read(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anythingElseIsFactsOrRefused() {
    var random = new Random(3);
    var row = FactsCodec.write(sample().without("long"));
    var refused = 0;
    for (var round = 0; round < 2_000; round++) {
      var damaged = row.clone();
      damaged[random.nextInt(row.length)] = (byte) random.nextInt();
      try {
        assertThat(FactsCodec.write(FactsCodec.read(damaged))).isNotEmpty();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 1_999);
  }
}
