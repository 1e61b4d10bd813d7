package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.store.Store.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is mostly holes becomes smaller, but not while anybody would have to wait for it. */
class CalmTest {

  private static final String LARGE = Batches.text(500_000);
  private static final int ROWS = 60;
  private static final long SECOND = 1000;

  @TempDir Path folder;
  private final WatchedDisk disk = WatchedDisk.register();
  private final AtomicLong clock = new AtomicLong(1);
  private GroupStore store;

  @BeforeEach
  void open() throws Exception {
    var room = new Disk(folder, f -> Long.MAX_VALUE, 0);
    store =
        new GroupStore(
            () -> StoreFile.open(OtherDisk.folder(folder, WatchedDisk.SCHEME)),
            room,
            Bounds.DEFAULT,
            clock::get);
    for (var i = 0; i < ROWS; i++) {
      commit(row(i, LARGE));
    }
    awaitPages();
    for (var i = 0; i < ROWS; i++) {
      commit(row(i, ""));
    }
    disk.forced();
  }

  /** Rows that were replaced before their pages are written leave no holes. */
  private void awaitPages() throws Exception {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (size() < ROWS * LARGE.length() && System.nanoTime() < end) {
      clock.addAndGet(SECOND);
      Thread.sleep(20);
    }
    assertThat(size()).isGreaterThanOrEqualTo(ROWS * LARGE.length());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Batch row(int number, String text) {
    var body = Changes.Row.of(Facts.NONE.with("text", text));
    return Batches.rows(number, new Changes(Map.of("text/" + number, body), Set.of()));
  }

  private void commit(Batch batch) throws Exception {
    store.commit(batch).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private long size() throws IOException {
    return Files.size(folder.resolve(StoreFolder.PAGES));
  }

  /** A second of the store's time, in which so many commit something. */
  private void second(int batches) throws Exception {
    for (var i = 0; i < batches; i++) {
      commit(row(i % ROWS, "text " + i));
      clock.addAndGet(SECOND / batches);
    }
  }

  @Test
  void theDiskIsNotWaitedForWhileTheStoreIsBusy() throws Exception {
    for (var i = 0; i < 20; i++) {
      second(200);
    }
    assertThat(disk.forced()).isZero();
    assertThat(size()).isGreaterThan(ROWS * 400_000);
  }

  @Test
  void aCalmStoreMakesItsFileSmaller() throws Exception {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (size() > ROWS * 300_000 && System.nanoTime() < end) {
      second(2);
      Thread.sleep(5);
    }
    assertThat(size()).isLessThan(ROWS * 300_000);
    assertThat(disk.forced()).isPositive();
  }
}
