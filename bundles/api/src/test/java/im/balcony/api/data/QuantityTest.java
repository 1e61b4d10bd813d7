package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "OCTETS, 64kB, 64000",
    "OCTETS, 64 KB, 64000",
    "OCTETS, 1MB, 1000000",
    "OCTETS, 65536, 65536",
    "OCTETS, 65536B, 65536",
    "OCTETS, 10s, -1",
    "OCTETS, 1000000000, 1000000000",
    "OCTETS, 999999999999 GB, -1",
    "OCTETS, 1234567890123, -1",
    "TIME, 60s, 60000",
    "TIME, 60, 60000",
    "TIME, 10min, 600000",
    "TIME, 1h, 3600000",
    "TIME, 7d, 604800000",
    "TIME, 500ms, 500",
    "TIME, 5kB, -1",
    "RATE, 20/s, 20",
    "RATE, 20, 20",
    "RATE, 20/h, -1",
    "COUNT, 20, 20",
    "COUNT, 20s, -1",
    "COUNT, '', -1",
  })
  void readsNumbersWithUnits(Quantity quantity, String text, long number) {
    assertThat(quantity.parse(text))
        .isEqualTo(number < 0 ? OptionalLong.empty() : OptionalLong.of(number));
  }

  @ParameterizedTest
  @CsvSource({
    "OCTETS, 10000, 10 kB",
    "OCTETS, 65536, 65536 B",
    "OCTETS, 10000000, 10 MB",
    "TIME, 1000, 1 s",
    "TIME, 34000, 34 s",
    "TIME, 86400000, 1 d",
    "TIME, 1500, 1500 ms",
    "TIME, 0, 0 ms",
    "RATE, 20, 20/s",
    "COUNT, 65535, 65535",
  })
  void writesThemSoThatTheyCanBeReadAgain(Quantity quantity, long number, String text) {
    assertThat(quantity.render(number)).isEqualTo(text);
    assertThat(quantity.parse(text)).hasValue(number);
  }
}
