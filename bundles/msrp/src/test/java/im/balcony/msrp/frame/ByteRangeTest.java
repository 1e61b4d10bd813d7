package im.balcony.msrp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "1-39/106, 1, 39, 106",
    "1-*/*, 1, -1, -1",
    "40-*/106, 40, -1, 106",
    "1-0/0, 1, 0, 0",
    "007-09/10, 7, 9, 10",
    "9223372036854775807-*/*, 9223372036854775807, -1, -1",
    "9223372036854775808-*/*, 9223372036854775807, -1, -1",
    "99999999999999999999999-*/*, 9223372036854775807, -1, -1",
  })
  void aRangeIsRead(String text, long start, long end, long total) {
    assertThat(ByteRange.parse(text)).contains(new ByteRange(start, end, total));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "/", "1", "1-2", "1/2", "-2/3", "0-2/3", "*-2/3", "1-/3", "1-2/", "1-x/3", "1-2/x",
        "1 -2/3", "+1-2/3", "1--2/3", "1-2/3:", "1-2//", "a-2/3"
      })
  void whatIsNoneIsNotRead(String text) {
    assertThat(ByteRange.parse(text)).isEmpty();
  }
}
