package im.balcony.store;

import static im.balcony.store.Batches.recovered;
import static im.balcony.store.Batches.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What outlives the store, its process, and its disk's being full. */
class StoreFileTest {

  @TempDir Path temporary;
  private final AtomicLong clock = new AtomicLong(1);
  private final AtomicLong usable = new AtomicLong(Long.MAX_VALUE);
  private final List<GroupStore> open = new ArrayList<>();
  private Path folder;

  @BeforeEach
  void folder() {
    folder = temporary.resolve("balcony");
  }

  @AfterEach
  void close() {
    open.forEach(GroupStore::close);
  }

  private GroupStore open() throws IOException {
    return open("");
  }

  private GroupStore open(String scheme) throws IOException {
    var disk = new Disk(folder, f -> usable.get(), Bounds.DEFAULT.free());
    var store =
        new GroupStore(
            () -> StoreFile.open(OtherDisk.folder(folder, scheme)),
            disk,
            Bounds.DEFAULT,
            clock::get);
    open.add(store);
    return store;
  }

  private static void await(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static void refused(CompletionStage<Void> stage, String why) {
    assertThatThrownBy(() -> await(stage)).cause().isInstanceOf(IOException.class);
    assertThatThrownBy(() -> await(stage)).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasCommittedIsThereAfterAStart(boolean forced) throws Exception {
    var before = open();
    for (var i = 0; i < Batches.KEPT + 5; i++) {
      await(before.commit(Batches.batch(i, forced)));
    }
    var used = before.usage();
    before.close();

    var again = open();
    var recovered = recovered(again);
    again.close();
    var after = open();
    assertThat(recovered.conversations()).hasSize(Batches.PEOPLE);
    assertThat(recovered.conversations()).contains(Batches.kept(Batches.KEPT + 4));
    assertThat(recovered.owed())
        .hasSize((int) Batches.KEPT)
        .contains(Batches.request(5), Batches.request(Batches.KEPT + 4));
    assertThat(told(after.journal("m4"))).hasValue(Batches.journal(4, "DELIVERED"));
    assertThat(told(after.journal("m5"))).hasValue(Batches.journal(5, "PENDING"));
    assertThat(told(after.seen("d0", 1))).map(s -> s.answer()).hasValue(202);
    assertThat(after.usage()).isEqualTo(used);
    assertThat(told(after.recent("verona", 0, 1))).hasSize(1);
    await(after.commit(Batches.batch(Batches.KEPT + 5, false)));
    assertThat(told(after.recent("verona", 0, 2)))
        .extracting(Journal::ref)
        .containsExactly("m5", "m" + (Batches.KEPT + 5));
  }

  @Test
  void aKilledProcessLosesNothingItAcknowledgedAndNoHalfOfABatch() throws Exception {
    var random = new Random(7);
    var next = 0L;
    for (var kill = 0; kill < 5; kill++) {
      var run =
          Killing.run(
              next,
              100 + random.nextInt(200),
              CrashingStore.class,
              folder.toString(),
              Long.toString(next));
      var store = open();
      next = whole(store, run.acknowledged()) + 1;
      store.close();
    }
  }

  /** Checks that some batch was the last, not before {@code acknowledged}, and returns it. */
  private static long whole(GroupStore store, long acknowledged) {
    var recovered = recovered(store);
    var owed =
        recovered.owed().stream()
            .map(PreparedRequest::effectId)
            .map(id -> Long.parseLong(id.substring(1)))
            .collect(Collectors.toSet());
    var last = owed.stream().mapToLong(i -> i).max().orElse(-1);
    assertThat(last).isGreaterThanOrEqualTo(acknowledged);
    assertThat(owed).hasSize((int) Math.min(last + 1, Batches.KEPT));
    for (var i = Math.max(0, last + 1 - Batches.KEPT); i <= last; i++) {
      assertThat(owed).contains(i);
      assertThat(told(store.journal("m" + i))).map(Journal::outcome).hasValue("PENDING");
      assertThat(told(store.seen("d" + i, 1))).isPresent();
    }
    assertThat(recovered.conversations())
        .allSatisfy(kept -> assertThat(kept.session()).hasSize(1))
        .extracting(kept -> kept.mapping().get("legs").number("number", -1))
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.LongStream.rangeClosed(Math.max(0, last + 1 - Batches.PEOPLE), last)
                .boxed()
                .toList());
    return last;
  }

  @Test
  void fileAndFolderAreTheirOwnersAlone() throws Exception {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createFile(folder.resolve(StoreFolder.PAGES));
    await(open().commit(Batches.batch(0, false)));
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve(StoreFolder.PAGES))).isEqualTo("rw-------");
    assertThat(permissions(folder.resolve(StoreFolder.LOG))).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aSecondStoreOnTheSameFileIsRefused() throws Exception {
    open();
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("in use");
  }

  @Test
  void theFileOfALaterSchemaIsRefusedAndLeftAlone() throws Exception {
    open().close();
    try (var store = MVStore.open(folder.resolve(StoreFolder.PAGES).toString())) {
      store.setStoreVersion(StoreFile.SCHEMA + 1);
    }
    var octets = Files.readAllBytes(folder.resolve(StoreFolder.PAGES));
    assertThatThrownBy(this::open).hasMessageContaining("schema " + (StoreFile.SCHEMA + 1));
    assertThat(Files.readAllBytes(folder.resolve(StoreFolder.PAGES))).isEqualTo(octets);
  }

  @Test
  void aFileOfOtherOctetsIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectory(folder);
    var octets = new byte[20_000];
    new Random(1).nextBytes(octets);
    Files.write(folder.resolve(StoreFolder.PAGES), octets);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(StoreFolder.PAGES);
    assertThat(Files.readAllBytes(folder.resolve(StoreFolder.PAGES))).isEqualTo(octets);
  }

  @Test
  void aConversationGoesOnWhileTheDiskIsFull() throws Exception {
    var store = open();
    await(store.commit(Batches.batch(0, false)));
    usable.set(0);
    clock.addAndGet(1_000);

    // A deadline of a conversation that is there: outcomes may wait behind it.
    await(store.commit(Batches.rows(0, Batches.session(20, "more"))));
    refused(store.commit(Batches.rows(1, Batches.session(1, "new"))), "the disk is full");
    refused(store.commit(Batches.batch(20, false)), "the disk is full");
  }

  @Test
  void aFullDiskTakesOutcomesOnlyUntilThereIsRoomAgain() throws Exception {
    var store = open();
    await(store.commit(Batches.batch(0, false)));
    usable.set(0);
    clock.addAndGet(1000);
    refused(store.commit(Batches.batch(1, false)), "the disk is full");
    await(store.commit(outcome(0)));
    assertThat(told(store.journal("m0"))).map(Journal::outcome).hasValue("FAILED");
    assertThat(told(store.journal("m1"))).isEmpty();

    usable.set(Long.MAX_VALUE);
    clock.addAndGet(1000);
    await(store.commit(Batches.batch(1, false)));
    assertThat(told(store.journal("m1"))).isPresent();
  }

  private static Batch outcome(long number) {
    return new Batch(
        Batches.key(number),
        0,
        Changes.NONE,
        Changes.NONE,
        true,
        List.of(),
        List.of("e" + number),
        List.of(),
        List.of(Batches.journal(number, "FAILED")),
        true);
  }

  @Test
  void aFailedWriteKeepsNothingOfItsBatchesAndOutcomesGoOnFromTheReserve() throws Exception {
    var full = FullDisk.register();
    var store = open(FullDisk.SCHEME);
    await(store.commit(Batches.batch(0, false)));
    assertThat(folder.resolve(Disk.BALLAST)).hasSize(Bounds.RESERVE);

    full.leave(folder, 0);
    refused(store.commit(Batches.batch(1, false)), "cannot write");
    assertThat(folder.resolve(Disk.BALLAST)).doesNotExist();
    assertThat(told(store.journal("m1"))).isEmpty();
    assertThat(told(store.journal("m0"))).map(Journal::outcome).hasValue("PENDING");

    full.leave(folder, Bounds.RESERVE);
    refused(store.commit(Batches.batch(2, false)), "the disk is full");
    await(store.commit(outcome(0)));
    assertThat(told(store.journal("m0"))).map(Journal::outcome).hasValue("FAILED");

    full.leave(folder, Long.MAX_VALUE);
    clock.addAndGet(1000);
    await(store.commit(Batches.batch(3, false)));
    assertThat(folder.resolve(Disk.BALLAST)).hasSize(Bounds.RESERVE);
    store.close();
    assertThat(told(open().journal("m3"))).isPresent();
  }

  @Test
  void aRowAmongManyIsWrittenWithFewOthers() throws Exception {
    try (var file = StoreFile.open(folder)) {
      var rows = new Rows(file.tables(), Bounds.DEFAULT);
      for (var i = 0; i < 10_000; i++) {
        rows.apply(Batches.written(Batches.rows(i, row(i, "x".repeat(300)))));
      }
      file.commit(false);

      var before = file.written();
      for (var i = 0; i < 100; i++) {
        rows.apply(Batches.written(Batches.rows(i * 97L, row(i * 97, "y".repeat(300)))));
      }
      file.commit(false);
      // Pages on the way to each row included.
      assertThat(file.written() - before).isLessThan(100 * 300 * 20);
    }
  }

  private static Changes row(int number, String text) {
    var value = Changes.Row.of(Facts.NONE.with("text", text));
    return new Changes(Map.of("text/" + number, value), Set.of());
  }

  @Test
  void theFileDoesNotGrowWithWhatIsGone() throws Exception {
    var store = open();
    var large = Facts.NONE.with("text", "x".repeat(20_000));
    for (var i = 0; i < 8_000; i++) {
      var row = Changes.Row.of(large.with("n", i));
      var stage = store.commit(Batches.rows(i, new Changes(Map.of("text", row), Set.of())));
      clock.addAndGet(2);
      if (i % 50 == 0) {
        await(stage);
      }
    }

    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (store.fileSize() > 40_000_000 && System.nanoTime() < end) {
      clock.addAndGet(1000);
      await(store.commit(Batches.batch(0, false)));
      Thread.sleep(100);
    }

    assertThat(store.fileSize()).isLessThan(40_000_000);
  }
}
