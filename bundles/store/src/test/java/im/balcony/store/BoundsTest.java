package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

  private record Keys(String size, String age, String free, String waiting)
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
    public Class<? extends Annotation> annotationType() {
      return StoreConfiguration.class;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1GB, 7d, 32MB, 64MB, 1000000000, 604800000, 32000000, 64000000",
    "2MB, 1min, 2MB, 1MB, 2000000, 60000, 2000000, 1000000",
    "1000 GB, 365d, 1000 GB, 10 GB, 1000000000000, 31536000000, 1000000000000, 10000000000",
  })
  void boundsAreRead(
      String size,
      String age,
      String free,
      String waiting,
      long sizeOctets,
      long ageMillis,
      long freeOctets,
      long waitingOctets) {
    assertThat(Bounds.of(new Keys(size, age, free, waiting), Bounds.DEFAULT))
        .isEqualTo(new Bounds(sizeOctets, ageMillis, freeOctets, waitingOctets));
  }

  @ParameterizedTest
  @CsvSource({
    "1999999, 59s, 1999999, 999999",
    "1000000000001, 366d, 1000000000001, 10000000001",
    "much, long, wide, '' ",
  })
  void whatIsRefusedStaysAsItWas(String size, String age, String free, String waiting) {
    var now = new Bounds(3_000_000, 70_000, 4_000_000, 5_000_000);
    assertThat(Bounds.of(new Keys(size, age, free, waiting), now)).isEqualTo(now);
  }

  @Test
  void aRefusedKeyLeavesTheOthers() {
    assertThat(Bounds.of(new Keys("5MB", "never", "6MB", "7MB"), Bounds.DEFAULT))
        .isEqualTo(new Bounds(5_000_000, Bounds.DEFAULT.age(), 6_000_000, 7_000_000));
  }
}
