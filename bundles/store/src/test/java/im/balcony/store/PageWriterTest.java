package im.balcony.store;

import static im.balcony.store.Batches.recovered;
import static im.balcony.store.Batches.told;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.store.Store.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages are written beside the commits, and whatever becomes of them, nothing is lost. */
class PageWriterTest {

  private static final long SECOND = 1000;
  private static final int PATIENCE = 20;

  @TempDir Path folder;
  private final HeldDisk disk = HeldDisk.register();
  private final AtomicLong clock = new AtomicLong(1);
  private GroupStore store;
  private int number;
  private long epoch;

  @BeforeEach
  void begin() throws IOException {
    store = open();
  }

  @AfterEach
  void end() {
    disk.release();
    store.close();
  }

  private GroupStore open() throws IOException {
    return new GroupStore(
        () -> StoreFile.open(OtherDisk.folder(folder, HeldDisk.SCHEME)),
        new Disk(folder, f -> Long.MAX_VALUE, 0),
        Bounds.DEFAULT,
        clock::get);
  }

  private CompletableFuture<Void> begin(Batch batch) {
    return store.commit(Batches.by(epoch, batch)).toCompletableFuture();
  }

  private void commit() throws Exception {
    begin(Batches.batch(number++, false)).get(PATIENCE, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier there) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!there.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(2);
    }
    assertThat(there.getAsBoolean()).as(what).isTrue();
  }

  /** All that was committed is there: now, and after a start. */
  private void assertAllThere() throws IOException {
    var found = recovered(store);
    epoch = found.epoch();
    assertThat(found.owed()).hasSize(number);
    for (var i = 0; i < number; i++) {
      assertThat(told(store.seen("d" + i, clock.get()))).isPresent();
      assertThat(told(store.journal("m" + i))).hasValue(Batches.journal(i, "PENDING"));
    }
    assertThat(told(store.recent("verona", 0, number))).hasSize(number);
  }

  private void assertAllThereAfterAStart() throws IOException {
    assertAllThere();
    store.close();
    store = open();
    epoch = 0;
    assertAllThere();
  }

  private void holdPages() throws Exception {
    commit();
    disk.hold();
    clock.addAndGet(12 * SECOND);
    await("pages are written", disk::isWaitedFor);
  }

  @Test
  void commitsAndReadersGoOnWhilePagesAreWritten() throws Exception {
    holdPages();
    for (var i = 0; i < 50; i++) {
      commit();
      clock.addAndGet(SECOND);
    }
    assertThat(disk.isWaitedFor()).isTrue();
    assertAllThere();
    disk.release();
    commit();
    assertAllThereAfterAStart();
  }

  @Test
  void whoeverIsFarAheadOfThePagesWaitsForThem() throws Exception {
    holdPages();
    var text = "x".repeat(1_000_000);
    for (var octets = 0L; octets < 2 * Bounds.DEFAULT.log(); octets += text.length()) {
      begin(Batches.batch(number++, text, false)).get(PATIENCE, TimeUnit.SECONDS);
    }
    var ahead = begin(Batches.batch(number++, text, false));
    Thread.sleep(300);
    assertThat(ahead).isNotDone();
    disk.release();
    ahead.get(PATIENCE, TimeUnit.SECONDS);
    assertAllThereAfterAStart();
  }

  @Test
  void pagesThatCannotBeWrittenLoseNothing() throws Exception {
    commit();
    disk.fail();
    clock.addAndGet(12 * SECOND);
    await("pages fail", disk::hasFailed);
    for (var i = 0; i < 3; i++) {
      // Taken, or refused while the file is opened again: then it is committed again.
      var batch = Batches.batch(number, false);
      await("taken", () -> begin(batch).handle((done, why) -> why == null).join());
      number++;
    }
    assertAllThere();
    clock.addAndGet(60 * SECOND);
    commit();
    assertAllThereAfterAStart();
  }
}
