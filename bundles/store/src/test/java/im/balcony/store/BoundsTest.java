package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.Settings;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

  private record Written(
      String size, String age, String free, String waiting, String seen, String longest)
      implements StoreConfiguration {

    @Override
    public String dir() {
      return "balcony";
    }

    @Override
    public String size_max() {
      return size;
    }

    @Override
    public String age_max() {
      return age;
    }

    @Override
    public String disk_free() {
      return free;
    }

    @Override
    public String waiting_max() {
      return waiting;
    }

    @Override
    public String seen_max() {
      return seen;
    }

    @Override
    public String log_max() {
      return longest;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return StoreConfiguration.class;
    }
  }

  private final List<String> log = new ArrayList<>();
  private final Keys keys =
      new Keys(
          new Settings(
              StoreConfiguration.PID, StoreConfiguration.class, log::add, Optional.empty()));

  @ParameterizedTest
  @CsvSource({
    "1GB, 7d, 32MB, 64MB, 4000000, 64MB, 1000000000, 604800000, 32000000, 64000000, 4000000, 64000000",
    "2MB, 1min, 2MB, 1MB, 1000, 1MB, 2000000, 60000, 2000000, 1000000, 1000, 1000000",
    "1000 GB, 365d, 1000 GB, 10 GB, 50000000, 500 MB,"
        + " 1000000000000, 31536000000, 1000000000000, 10000000000, 50000000, 500000000",
  })
  void boundsAreRead(
      String size,
      String age,
      String free,
      String waiting,
      String seen,
      String longest,
      long sizeOctets,
      long ageMillis,
      long freeOctets,
      long waitingOctets,
      long seenKeys,
      long longestOctets) {
    assertThat(keys.bounds(new Written(size, age, free, waiting, seen, longest)))
        .isEqualTo(
            new Bounds(sizeOctets, ageMillis, freeOctets, waitingOctets, seenKeys, longestOctets));
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1999999, 59s, 1999999, 999999, 999, 999999",
    "1000000000001, 366d, 1000000000001, 10000000001, 50000001, 500000001",
    "much, long, wide, '', few, long",
  })
  void whatIsRefusedStaysAsItWas(
      String size, String age, String free, String waiting, String seen, String longest) {
    assertThat(keys.bounds(new Written(size, age, free, waiting, seen, longest)))
        .isEqualTo(Bounds.DEFAULT);
    var now = keys.bounds(new Written("3MB", "70s", "4MB", "5MB", "2000", "6MB"));
    assertThat(keys.bounds(new Written(size, age, free, waiting, seen, longest))).isEqualTo(now);
    assertThat(now)
        .isEqualTo(new Bounds(3_000_000, 70_000, 4_000_000, 5_000_000, 2_000, 6_000_000));
    assertThat(log)
        .hasSize(12)
        .contains(
            "im.balcony.store: age.max = %s is refused, allowed: 1 min to 365 d; 7 d stays in force"
                .formatted(age))
        .allMatch(line -> line.startsWith("im.balcony.store: "));
  }

  @Test
  void aRefusedKeyLeavesTheOthers() {
    assertThat(keys.bounds(new Written("5MB", "never", "6MB", "7MB", "3000", "8MB")))
        .isEqualTo(
            new Bounds(5_000_000, Bounds.DEFAULT.age(), 6_000_000, 7_000_000, 3_000, 8_000_000));
  }
}
