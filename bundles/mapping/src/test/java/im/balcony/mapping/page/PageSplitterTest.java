package im.balcony.mapping.page;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PageSplitterTest {

  private static Predicate<String> octets(int most) {
    return part -> part.getBytes(StandardCharsets.UTF_8).length <= most;
  }

  @Requirement(value = "SIZE-06", partial = "the parts on the wire")
  @Test
  void cutsBetweenCodePoints() {
    var text = "é".repeat(2000);
    var parts = PageSplitter.split(text, 10, octets(901)).orElseThrow();

    assertThat(parts)
        .hasSize(5)
        .allMatch(octets(901))
        .allMatch(p -> p.length() == 450 || p.length() == 200);
    assertThat(String.join("", parts)).isEqualTo(text);
  }

  @Test
  void cutsBetweenWordsWhereItCan() {
    assertThat(PageSplitter.split("But soft, what light", 10, octets(10)).orElseThrow())
        .containsExactly("But soft, ", "what light");
    assertThat(PageSplitter.split("a Rindfleischetikettierung", 10, octets(10)).orElseThrow())
        .containsExactly("a Rindflei", "schetikett", "ierung");
  }

  @Test
  void keepsGraphemesTogetherWhereItCan() {
    var accent = "e\u0301";
    assertThat(PageSplitter.split("xx" + accent.repeat(3), 10, octets(6)).orElseThrow())
        .containsExactly("xx" + accent, accent + accent);
    assertThat(PageSplitter.split("a\r\nb", 10, octets(2)).orElseThrow())
        .containsExactly("a", "\r\n", "b");
    assertThat(PageSplitter.split("e" + "\u0301".repeat(5), 10, octets(4)).orElseThrow())
        .allMatch(octets(4));
  }

  @Requirement(value = "SIZE-08", partial = "the refusal on the wire")
  @Test
  void boundsThePartsAndTheWork() {
    var calls = new AtomicLong();
    var measured = new AtomicLong();
    Predicate<String> counted =
        part -> {
          calls.incrementAndGet();
          measured.addAndGet(part.length());
          return part.length() <= 1000;
        };

    assertThat(PageSplitter.split("x".repeat(1_000_000), 10, counted)).isEmpty();
    assertThat(calls).hasValueLessThan(300);
    assertThat(measured).hasValueLessThan(400_000);
    assertThat(PageSplitter.split("x".repeat(10_000), 10, counted).orElseThrow()).hasSize(10);
    assertThat(PageSplitter.split("x".repeat(10_001), 10, counted)).isEmpty();
  }

  @Test
  void saysWhenNothingFits() {
    assertThat(PageSplitter.split("text", 10, part -> false)).isEmpty();
    assertThat(PageSplitter.split("", 10, part -> false)).isEmpty();
    assertThat(PageSplitter.split("", 10, part -> true).orElseThrow()).containsExactly("");
    assertThat(PageSplitter.split("\uD83D\uDE00", 10, octets(3))).isEmpty();
  }

  @Test
  void losesNothingOfAnyText() {
    var random = new Random(3428);
    var pieces = "a bc\n\r\n,.é日\u0301\uD83D\uDE00\u200d\uD83D\uDC69 ".codePoints().toArray();
    for (var i = 0; i < 500; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(300); n >= 0; n--) {
        text.appendCodePoint(pieces[random.nextInt(pieces.length)]);
      }
      var most = 4 + random.nextInt(60);

      var parts = PageSplitter.split(text.toString(), 1000, octets(most)).orElseThrow();

      assertThat(String.join("", parts)).isEqualTo(text.toString());
      assertThat(parts)
          .allMatch(octets(most))
          .noneMatch(String::isEmpty)
          .noneMatch(p -> Character.isLowSurrogate(p.charAt(0)));
    }
  }
}
