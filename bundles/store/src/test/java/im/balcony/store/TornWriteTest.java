package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.store.Store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file is torn at every step of writing, one after the other, until a life comes to its end
 * without a fault; after each, what was acknowledged is there and no batch is halved.
 */
class TornWriteTest {

  private static final int BATCHES = 60;
  private static final long MOST_STEPS = 2_000;

  // So much that the file is compacted in between.
  private static final String TEXT = Batches.text(700_000);

  @TempDir Path temporary;
  private final TornDisk disk = TornDisk.register();
  private boolean compacted;

  private StoreFile open(Path folder) throws IOException {
    return StoreFile.open(OtherDisk.folder(folder, TornDisk.SCHEME));
  }

  /** Commits one batch after the other, pages and compaction in between; the last acknowledged. */
  private int live(Path folder) {
    var acknowledged = -1;
    var between = false;
    try (var file = open(folder)) {
      var rows = new Rows(file.tables(), Bounds.DEFAULT);
      for (var number = 0; number < BATCHES; number++) {
        assertThat(rows.apply(Batches.written(Batches.batch(number, TEXT, false)))).isTrue();
        file.commit(number % 3 == 0);
        acknowledged = number;
        if (number % 10 == 3 && file.freeze()) {
          between = true;
        }
        if (between && number % 10 == 6) {
          // Three commits came since.
          file.writeFrozen();
          file.thaw();
          between = false;
        }
        if (number % 10 == 9) {
          var before = disk.left();
          // Moving chunks whatever there is to gain, for that is where it writes most.
          file.compact();
          file.shrink(101);
          compacted |= disk.left() < before;
        }
      }
    } catch (IOException e) {
      // It died: what was acknowledged before counts.
      return acknowledged;
    }
    return acknowledged;
  }

  /** All up to some batch is there, that batch included as a whole, and it is not too early. */
  private static void check(Path folder, int acknowledged, long step) throws IOException {
    try (var file = StoreFile.open(folder)) {
      var rows = new Rows(file.tables(), Bounds.DEFAULT);
      var all = Batches.all(rows);
      var last = all.owed().size() - 1;
      assertThat(last).as("torn at %d", step).isBetween(acknowledged, acknowledged + 1);
      for (var number = 0; number <= last; number++) {
        assertThat(all.owed()).contains(Batches.request(number));
        assertThat(rows.journal("m" + number)).map(Journal::outcome).hasValue("PENDING");
        assertThat(rows.seen(Fingerprint.of("d" + number), 1)).isPresent();
      }
      assertThat(all.conversations())
          .hasSize(Math.min(last + 1, Batches.PEOPLE))
          .allSatisfy(
              kept -> {
                var row = kept.session().values().iterator().next();
                assertThat(kept.session()).as("rows of it").hasSize(1);
                assertThat(row.text("text")).hasValue(TEXT);
                assertThat(kept.mapping().get("legs").number("number"))
                    .isEqualTo(row.number("number"));
              });
      // It takes more, too.
      assertThat(rows.apply(Batches.written(Batches.batch(last + 1, false)))).isTrue();
      file.commit(true);
    }
  }

  @Test
  void aFileTornAtAnyStepHoldsAllThatWasAcknowledged() throws IOException {
    var step = 1L;
    var torn = true;
    while (torn && step < MOST_STEPS) {
      var folder = temporary.resolve("at-" + step);
      disk.dieAt(step);
      var acknowledged = live(folder);
      torn = disk.revive();
      check(folder, acknowledged, step);
      Files.deleteIfExists(folder.resolve(StoreFolder.PAGES));
      Files.deleteIfExists(folder.resolve(StoreFolder.LOG));
      Files.deleteIfExists(folder.resolve(StoreFolder.OTHER_LOG));
      step++;
    }
    assertThat(torn).as("a life without a fault").isFalse();
    assertThat(step).as("steps of a life").isGreaterThan(BATCHES);
    assertThat(compacted).as("compaction wrote something").isTrue();
    System.out.println("torn at each of " + (step - 2) + " steps");
  }
}
