package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.message.Outcome;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Kept;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of the version before: its snapshots become rows, and all else is read as it is. */
class FormerFileTest {

  private static final int LARGE = 12;

  @TempDir Path folder;
  private final TornDisk disk = TornDisk.register();

  @BeforeEach
  void write() throws IOException {
    write(folder);
  }

  private static void write(Path folder) throws IOException {
    try (var file = new FormerFile(folder)) {
      // More than one commit turns into rows.
      for (var i = 0; i < LARGE; i++) {
        file.snapshot(Batches.key(i), 1, body(i), correlation(i));
      }
      file.snapshot(Batches.key(LARGE), 4, body(LARGE), Facts.NONE);
      file.owed(Batches.request(1));
      file.seen("d1", 202, 500);
      file.seen("d2", 0, 900);
      file.journal(Batches.journal(1, "PENDING"));
      file.journal(Batches.journal(2, "DELIVERED"));
      file.journal(Batches.journal(3, "HANDED_OVER"));
    }
  }

  private static Facts body(int number) {
    return Facts.NONE.with("number", number).with("text", "x".repeat(90_000));
  }

  private static Facts correlation(int number) {
    return Facts.NONE.with("legs", List.of("a" + number));
  }

  private static Kept kept(int number) {
    return new Kept(
        Batches.key(number),
        Map.of(Changes.WHOLE, number == LARGE ? body(number).with("schema", 4) : body(number)),
        number == LARGE ? Map.of() : Map.of(Changes.WHOLE, correlation(number)));
  }

  private static List<Kept> all() {
    return java.util.stream.IntStream.rangeClosed(0, LARGE).mapToObj(i -> kept(i)).toList();
  }

  private static Rows rows(StoreFile file) {
    return new Rows(file.tables(), Bounds.DEFAULT);
  }

  @Test
  void eachSnapshotIsTwoRowsAndTheOldTableIsGone() throws IOException {
    for (var opening = 0; opening < 2; opening++) {
      try (var file = StoreFile.open(folder)) {
        assertThat(Batches.all(rows(file)).conversations())
            .containsExactlyInAnyOrderElementsOf(all());
      }
    }
    try (var store = MVStore.open(folder.resolve(StoreFolder.PAGES).toString())) {
      assertThat(store.hasMap("conversations")).isFalse();
      assertThat(store.hasMap("seen")).isFalse();
      assertThat(store.hasMap("seenByEnd")).isFalse();
      assertThat(store.getStoreVersion()).isEqualTo(StoreFile.SCHEMA);
    }
  }

  @Test
  void requestsDuplicateKeysAndTheJournalAreReadAsTheyAre() throws IOException {
    try (var file = StoreFile.open(folder)) {
      var rows = rows(file);
      assertThat(Batches.all(rows).owed()).containsExactly(Batches.request(1));
      assertThat(seen(rows, "d1", 499)).hasValue(SeenEntry.of(new Seen("d1", 202, 500)));
      assertThat(seen(rows, "d1", 500)).isEmpty();
      assertThat(rows.journal("m2")).hasValue(Batches.journal(2, "DELIVERED"));
      assertThat(newest(rows)).containsExactly("m3", "m2", "m1");

      rows.expire(600);
      assertThat(seen(rows, "d1", 600)).isEmpty();
      assertThat(seen(rows, "d2", 600)).isPresent();
    }
  }

  private static Optional<SeenEntry> seen(Rows rows, String key, long now) {
    return rows.seen(Fingerprint.of(key), now);
  }

  private static List<String> newest(Rows rows) {
    var found = new java.util.ArrayList<Journal>();
    rows.recent(new JournalRows.Wanted(entry -> true, 0, 9), Long.MAX_VALUE, found);
    return found.stream().map(Journal::ref).toList();
  }

  @Test
  void whatBeganBeforeIsBroughtToItsEnd() throws IOException {
    try (var file = StoreFile.open(folder)) {
      var rows = rows(file);
      var rest = new Changes(Map.of("text/1", Changes.Row.of(Facts.NONE)), Set.of(Changes.WHOLE));
      apply(rows, Batches.rows(1, rest));
      apply(rows, batch(1, List.of(Batches.journal(1, "HANDED_OVER"))));
      apply(rows, batch(2, List.of(Batches.journal(2, "FAILED"))));

      assertThat(Batches.all(rows).conversations())
          .doesNotContain(kept(1), kept(2))
          .hasSize(LARGE - 1);
      assertThat(rows.journal("m1")).map(Journal::outcome).hasValue("HANDED_OVER");
      assertThat(rows.journal("m2")).map(Journal::outcome).hasValue("DELIVERED");
      assertThat(newest(rows)).containsExactly("m2", "m1", "m3");

      for (var i = 0; i <= LARGE; i++) {
        apply(rows, batch(i, List.of()));
      }
      rows.expire(Long.MAX_VALUE - 1);
      assertThat(rows.used()).isZero();
    }
  }

  private static void apply(Rows rows, Batch batch) {
    assertThat(rows.apply(Batches.written(batch))).isTrue();
  }

  private static Batch batch(long number, List<Journal> journal) {
    return new Batch(
        Batches.key(number),
        0,
        Changes.NONE,
        Changes.NONE,
        true,
        List.of(),
        List.of("e1"),
        List.of(),
        journal,
        false);
  }

  @Test
  void whatIsOwedDoesNotGiveWayAndHistoryDoes() throws IOException {
    var before = 0L;
    try (var file = StoreFile.open(folder)) {
      before = rows(file).used();
      // Room for all but two entries.
      var rows = new Rows(file.tables(), bounds(before + Bounds.RESERVE - 400));
      assertThat(
              rows.apply(Batches.written(Batches.rows(1, new Changes(Map.of(), Set.of("none"))))))
          .isTrue();
      var more = Changes.Row.of(Facts.NONE.with("more", "than nothing"));
      rows.apply(Batches.written(Batches.rows(1, new Changes(Map.of("more", more), Set.of()))));
      assertThat(rows.journal("m1")).map(Journal::outcome).hasValue(Outcome.Kind.PENDING.name());
      assertThat(rows.journal("m2")).as("the oldest that was passed on").isEmpty();
    }
  }

  private static Bounds bounds(long size) {
    return new Bounds(
        size,
        Bounds.DEFAULT.age(),
        0,
        Bounds.DEFAULT.waiting(),
        Bounds.DEFAULT.seen(),
        Bounds.DEFAULT.log());
  }

  @Test
  void anEndAtAnyStepLosesNoConversationAndDoublesNone() throws IOException {
    var original = folder.resolve(StoreFolder.PAGES + ".before");
    Files.copy(folder.resolve(StoreFolder.PAGES), original);
    var weight = 0L;
    var torn = true;
    for (var step = 1; torn; step++) {
      Files.copy(original, folder.resolve(StoreFolder.PAGES), StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(folder.resolve(StoreFolder.LOG));
      disk.dieAt(step);
      try (var file = StoreFile.open(OtherDisk.folder(folder, TornDisk.SCHEME))) {
        assertThat(file.isClosed()).isFalse();
      } catch (IOException e) {
        assertThat(e).message().doesNotContain("move it away");
      }
      torn = disk.revive();
      try (var file = StoreFile.open(folder)) {
        var rows = rows(file);
        assertThat(Batches.all(rows).conversations())
            .as("torn at %d", step)
            .containsExactlyInAnyOrderElementsOf(all());
        assertThat(newest(rows)).containsExactly("m3", "m2", "m1");
        assertThat(Batches.all(rows).owed()).hasSize(1);
        weight = weight == 0 ? rows.used() : weight;
        assertThat(rows.used()).as("counted once").isEqualTo(weight);
      }
      assertThat(step).as("it comes to an end").isLessThan(200);
    }
  }

  @Test
  void aSnapshotThatCannotBeReadIsRefusedWithTheWayOut() throws IOException {
    Files.delete(folder.resolve(StoreFolder.PAGES));
    try (var file = new FormerFile(folder)) {
      file.damaged(Batches.key(1));
    }
    for (var opening = 0; opening < 2; opening++) {
      assertThatThrownBy(() -> StoreFile.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.resolve(StoreFolder.PAGES).toString())
          .hasMessageContaining("move it away to start without it");
    }
  }
}
