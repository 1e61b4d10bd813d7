package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the disk is waited for, and for which of the two files. */
class PowerTest {

  @TempDir Path folder;
  private final WatchedDisk disk = WatchedDisk.register();
  private StoreFile file;
  private Rows rows;
  private int number;

  @BeforeEach
  void open() throws IOException {
    file = StoreFile.open(OtherDisk.folder(folder, WatchedDisk.SCHEME));
    rows = new Rows(file.tables(), Bounds.DEFAULT);
    disk.did();
  }

  @AfterEach
  void close() {
    file.close();
  }

  private void commit(boolean forced) throws IOException {
    rows.apply(Batches.written(Batches.batch(number++, forced)));
    file.commit(forced);
  }

  @Test
  void aForcedCommitWaitsForTheLog() throws IOException {
    commit(true);
    assertThat(disk.did()).containsExactly("force balcony.log");
  }

  @Test
  void thePagesAreOnTheDiskBeforeTheLogIsCut() throws IOException {
    commit(true);
    disk.did();
    file.writePages();
    assertThat(disk.did()).containsExactly("force balcony.mv", "cut balcony.log");
  }

  @Test
  void whatIsForcedStandsOnPagesThatTheDiskHas() throws IOException {
    commit(false);
    file.writePages();
    assertThat(disk.did()).containsExactly("cut balcony.log");
    commit(true);
    assertThat(disk.did()).containsExactly("force balcony.mv", "force balcony.2.log");
    commit(true);
    assertThat(disk.did()).containsExactly("force balcony.2.log");
  }

  @Test
  void whatIsForcedStandsOnWhatIsBeingWrittenAsPages() throws IOException {
    commit(false);
    file.freeze();
    commit(true);
    assertThat(disk.did()).containsExactly("force balcony.log", "force balcony.2.log");
    commit(true);
    assertThat(disk.did()).containsExactly("force balcony.2.log");
    file.writeFrozen();
    file.thaw();
    assertThat(disk.did()).containsExactly("force balcony.mv", "cut balcony.log");
  }

  @Test
  void whatAProcessBeforeForcedIsOnTheDiskBeforeItsLogIsCut() throws IOException {
    commit(true);
    file.discard();
    open();
    file.writePages();
    assertThat(disk.did()).containsExactly("force balcony.mv", "cut balcony.log");
    commit(false);
    file.writePages();
    assertThat(disk.did()).containsExactly("cut balcony.2.log");
  }

  @Test
  void withoutForceNobodyWaitsForTheDisk() throws IOException {
    for (var i = 0; i < 50; i++) {
      commit(false);
      if (i % 10 == 9) {
        file.writePages();
        file.compact();
      }
    }
    assertThat(disk.did()).isNotEmpty().containsOnly("cut balcony.log", "cut balcony.2.log");
  }
}
