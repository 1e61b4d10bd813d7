package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Many storms, each from its own seed and as many at once as there are cores. A seed that ends
 * badly is named with what is wrong; {@code -Dseed=N} plays it alone and tells what happened,
 * {@code -Dseeds=N} plays that many, {@code -Dfrom=N} begins with another. Behind the same seeds of
 * each run come {@code -Dfresh=N} that nobody has played before today.
 */
class RandomTest {

  private static final int SEEDS = Integer.getInteger("seeds", 10_000);
  private static final long FROM = Long.getLong("from", 0);
  private static final long ONE = Long.getLong("seed", -1);

  private static final int FRESH = Integer.getInteger("fresh", 1_000);

  /** Seeds of one day at most, and far from the first ones. */
  private static final long DAY = 1_000_000;

  /** In fewer seeds not every kind of step meets a death. */
  private static final int MANY = 10_000;

  private static final int MOST_SHOWN = 10;

  private final Map<Long, List<String>> bad = new ConcurrentSkipListMap<>();
  private final Tally tally = new Tally();
  private final AtomicInteger digest = new AtomicInteger();

  @Test
  void whateverHappensEveryMessageHasOneOutcome() {
    if (ONE >= 0) {
      play(ONE);
    } else {
      LongStream.range(FROM, FROM + SEEDS).parallel().forEach(this::play);
    }
    System.out.println(tally);
    System.out.println("digest " + digest);
    assertThat(bad.size()).as(this::report).isZero();
    if (ONE < 0 && SEEDS >= MANY) {
      assertThat(tally.survived(Stream.of(Steps.ALL, Steps.RECOVERY).flatMap(Arrays::stream)))
          .as("steps before or behind which no process died")
          .isEmpty();
      assertThat(tally.count(Tally.SOON)).isPositive();
    }
  }

  @Test
  void whatNobodyHasPlayedBeforeEndsWellToo() {
    assumeThat(ONE).as("one seed is played alone").isNegative();
    var from = LocalDate.now(ZoneOffset.UTC).toEpochDay() * DAY;
    System.out.println("fresh seeds from " + from + ", " + FRESH + " of them");
    LongStream.range(from, from + FRESH).parallel().forEach(this::play);
    assertThat(bad.size()).as(this::report).isZero();
  }

  private void play(long seed) {
    var storm = new Storm(seed);
    List<String> wrong;
    try {
      wrong = Verdict.of(storm.play());
    } catch (RuntimeException | AssertionError e) {
      wrong = new ArrayList<>(List.of("thrown: " + e));
      for (var frame : e.getStackTrace()) {
        wrong.add("  at " + frame);
      }
    }
    tally.add(storm);
    digest.addAndGet(storm.stage.happened().hashCode());
    if (ONE >= 0) {
      storm.log().forEach(System.out::println);
      storm.stage.happened().forEach(System.out::println);
      wrong.forEach(System.out::println);
    }
    if (!wrong.isEmpty()) {
      bad.put(seed, wrong);
    }
  }

  private String report() {
    var lines = new ArrayList<String>();
    lines.add(bad.size() + " seeds ended badly; replay one with");
    bad.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(
            entry -> {
              lines.add(
                  "./mvnw verify -pl itests/simulation -Dtest=RandomTest -Dseed=" + entry.getKey());
              entry.getValue().stream().limit(MOST_SHOWN).forEach(line -> lines.add("  " + line));
            });
    return String.join("\n", lines);
  }
}
