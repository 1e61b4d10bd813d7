package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The question behind docs/adr/0003: is a batch that was acknowledged still there after {@code kill
 * -9}, and never a part of one? The same file goes through all kills of a run.
 */
class KilledProcessTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"mvstore, 10", "sqlite, 3"})
  void whatWasAcknowledgedIsThereAndWholeAfterAKill(String engine, int kills) throws Exception {
    var file = folder.resolve("rows");
    var random = new Random(11);
    var next = 0L;
    var reopening = 0L;
    var working = 0L;
    for (var kill = 0; kill < kills; kill++) {
      var run =
          Killing.run(
              next,
              50 + random.nextInt(250),
              CrashingWriter.class,
              engine,
              file.toString(),
              Long.toString(next));
      working += run.millis();
      var start = System.nanoTime();
      try (var reopened = Engine.open(engine, file)) {
        reopening += System.nanoTime() - start;
        next = check(reopened.all(), next, run.acknowledged()) + 1;
      }
    }
    System.out.printf(
        "%s: %d kills, %d batches of %d rows acknowledged, %d/s; reopened in %d ms on average; file %d kB%n",
        engine,
        kills,
        next,
        CrashingWriter.ROWS,
        next * 1000 / Math.max(1, working),
        TimeUnit.NANOSECONDS.toMillis(reopening) / kills,
        Files.size(file) / 1000);
  }

  /** Checks all rows and returns the last batch that is there. */
  private static long check(Map<Long, byte[]> rows, long first, long acknowledged) {
    var counts =
        rows.keySet().stream()
            .collect(Collectors.groupingBy(k -> k / CrashingWriter.ROWS, Collectors.counting()));
    assertThat(counts.values()).as("whole batches").containsOnly((long) CrashingWriter.ROWS);
    rows.forEach(
        (key, value) ->
            assertThat(value).isEqualTo(CrashingWriter.content(key / CrashingWriter.ROWS)));
    var last = counts.keySet().stream().mapToLong(b -> b).max().orElse(-1);
    assertThat(last).as("nothing acknowledged is lost").isGreaterThanOrEqualTo(acknowledged);
    // Groups are whole as well: the last batch there is the last of its group.
    assertThat((last + 1 - first) % CrashingWriter.GROUP).isZero();
    var oldest = Math.max(0, last + 1 - CrashingWriter.KEPT);
    for (var batch = oldest; batch <= last; batch++) {
      assertThat(counts).as("no gap").containsKey(batch);
    }
    return last;
  }
}
