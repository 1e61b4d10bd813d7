package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the disk is waited for. */
class SteadyFileTest {

  private static final int ROWS = 20;
  private static final int LARGE = 500_000;

  @TempDir Path folder;
  private final WatchedDisk disk = WatchedDisk.register();
  private Path path;
  private MVStore store;

  @BeforeEach
  void open() {
    path = folder.resolve("file");
    var file = SteadyFile.open(WatchedDisk.SCHEME + ":" + path, Map.of());
    store = new MVStore.Builder().autoCommitDisabled().adoptFileStore(file).open();
    // What is gone is free with the next commit.
    store.setRetentionTime(0);
    IntStream.range(0, ROWS).forEach(this::row);
    store.commit();
    for (var i = 0; i < ROWS; i++) {
      row(i).put("large", new byte[LARGE]);
      store.commit();
    }
    disk.forced();
  }

  /** Each in a map of its own, so that they lie one behind the other. */
  private MVMap<String, byte[]> row(int number) {
    return store.openMap("row" + number);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void remove(int from) {
    // Until each version that is kept is one without them, and nothing is left in their place.
    for (var commit = 0; commit < 30; commit++) {
      for (var i = from; i < ROWS; i++) {
        row(i).put("large", new byte[] {(byte) commit});
      }
      store.commit();
    }
  }

  private long size() throws IOException {
    return Files.size(path);
  }

  @Test
  void aCommitDoesNotWaitToCutALittle() throws IOException {
    remove(ROWS - 2);
    assertThat(disk.forced()).isZero();
    assertThat(size()).isGreaterThan(ROWS * LARGE);
  }

  @Test
  void aCommitCutsAFileThatIsMostlyEmpty() throws IOException {
    remove(ROWS / 4);
    assertThat(disk.forced()).isPositive();
    assertThat(size()).isLessThan(ROWS / 2 * LARGE);
  }

  @Test
  void aClosedFileIsCut() throws IOException {
    remove(ROWS - 2);
    store.close();
    assertThat(size()).isLessThan((ROWS - 1) * LARGE);
  }
}
