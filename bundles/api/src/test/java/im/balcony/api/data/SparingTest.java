package im.balcony.api.data;

import static im.balcony.api.data.Sparing.Word.HUSH;
import static im.balcony.api.data.Sparing.Word.SAY;
import static im.balcony.api.data.Sparing.Word.SAY_LAST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One line a key and span, and a bound for all keys. */
class SparingTest {

  private final Sparing lines = new Sparing(1000, 3);

  @Test
  void eachKeyOnceASpan() {
    assertThat(lines.about("a", 0)).isEqualTo(SAY);
    assertThat(lines.about("a", 1)).isEqualTo(HUSH);
    assertThat(lines.about("b", 999)).isEqualTo(SAY);
    assertThat(lines.about("a", 1000)).isEqualTo(SAY);
    assertThat(lines.about("b", 1998)).isEqualTo(HUSH);
    assertThat(lines.about("b", 1999)).isEqualTo(SAY);
  }

  @Test
  void allKeysTogetherHaveABoundAndTheLastLineSaysSo() {
    assertThat(lines.about("a", 0)).isEqualTo(SAY);
    assertThat(lines.about("b", 0)).isEqualTo(SAY);
    assertThat(lines.about("c", 0)).isEqualTo(SAY_LAST);
    for (var i = 0; i < 100; i++) {
      assertThat(lines.about("x" + i, 10 * i)).isEqualTo(HUSH);
    }
    assertThat(lines.about("x", 1000)).isEqualTo(SAY);
  }
}
