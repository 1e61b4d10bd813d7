package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only follows from the rows in a log is there after a start as if nothing had ended. */
class ReplayTest {

  private static final int PUT = 1;
  private static final int REMOVE = 2;
  private static final int KEYS = 40;

  @TempDir Path folder;

  private static Rows rows(StoreFile file, long size) {
    return new Rows(
        file.tables(),
        new Bounds(
            size, 50, 0, Bounds.DEFAULT.waiting(), Bounds.DEFAULT.seen(), Bounds.DEFAULT.log()));
  }

  private static Batch batch(Random random, int step) {
    var number = random.nextInt(30);
    var row = Changes.Row.of(Facts.NONE.with("step", "x".repeat(random.nextInt(60))));
    var outcome = List.of("PENDING", "HANDED_OVER", "DELIVERED").get(random.nextInt(3));
    return new Batch(
        Batches.key(number),
        0,
        new Changes(Map.of("r" + random.nextInt(3), row), Set.of("r" + random.nextInt(3, 5))),
        Changes.NONE,
        random.nextInt(10) == 0,
        List.of(Batches.request(number)),
        List.of("e" + random.nextInt(30)),
        List.of(new Seen("d" + random.nextInt(KEYS), step, step + random.nextInt(1, 200))),
        List.of(journal(number, outcome, step)),
        false);
  }

  private static Journal journal(int number, String outcome, int step) {
    return new Journal(
        "m" + number, "verona", "xmpp-to-sip", outcome, "", step, List.of("hop"), List.of());
  }

  private static <K extends Comparable<K>> List<String> all(Table<K> table) {
    var all = new ArrayList<String>();
    table
        .from(null)
        .forEachRemaining(r -> all.add(r.getKey() + " " + Arrays.toString(r.getValue())));
    return all;
  }

  private static List<Optional<SeenEntry>> seen(StoreFile file) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> file.tables().seen().find(Fingerprint.of("d" + i), 0))
        .toList();
  }

  private static void same(StoreFile file, StoreFile twin) {
    assertThat(all(file.tables().rows())).isEqualTo(all(twin.tables().rows()));
    assertThat(all(file.tables().owed())).isEqualTo(all(twin.tables().owed()));
    assertThat(seen(file)).isEqualTo(seen(twin));
    assertThat(file.tables().seen().size()).isEqualTo(twin.tables().seen().size());
    assertThat(all(file.tables().journal())).isEqualTo(all(twin.tables().journal()));
    assertThat(all(file.tables().story())).isEqualTo(all(twin.tables().story()));
    assertThat(file.tables().sums().get("used")).isEqualTo(twin.tables().sums().get("used"));
  }

  @Test
  void indexesAndSumsAreMadeAgain() throws IOException {
    var random = new Random(3);
    var twin = StoreFile.inMemory();
    // Little room, so that history gives way too.
    var size = 25_000L + Bounds.RESERVE;
    var twins = rows(twin, size);
    var step = 0;
    for (var life = 0; life < 12; life++) {
      var file = StoreFile.open(folder);
      same(file, twin);
      var rows = rows(file, size);
      for (var i = 0; i < 40; i++) {
        var batch = batch(random, ++step);
        assertThat(rows.apply(Batches.written(batch)))
            .isEqualTo(twins.apply(Batches.written(batch)));
        rows.expire(step);
        twins.expire(step);
        file.commit(false);
        if (random.nextInt(25) == 0) {
          file.writePages();
        }
      }
      same(file, twin);
      file.discard();
    }
    assertThat(all(twin.tables().story())).isNotEmpty();
    assertThat(seen(twin)).anyMatch(Optional::isPresent);
    twin.discard();
  }

  /** A group as schema 4 wrote it. */
  private static byte[] former(long number, byte[]... changes) {
    var all = new ByteArrayOutputStream();
    for (var change : changes) {
      all.writeBytes(change);
    }
    var group = ByteBuffer.allocate(16 + all.size());
    group.putInt(all.size()).putInt(0).putLong(number).put(all.toByteArray());
    var sum = new CRC32C();
    sum.update(group.array(), 8, group.capacity() - 8);
    group.putInt(4, (int) sum.getValue());
    return group.array();
  }

  private static byte[] change(int what, int table, String key, byte[] row) {
    var octets = key.getBytes(StandardCharsets.UTF_8);
    var change = ByteBuffer.allocate(3 + 8 + octets.length + row.length);
    change.put((byte) what).put((byte) table).put((byte) 1).putInt(octets.length).put(octets);
    if (what == PUT) {
      change.putInt(row.length).put(row);
    }
    return Arrays.copyOf(change.array(), change.position());
  }

  private static byte[] change(int table, long key, byte[] row) {
    var change = ByteBuffer.allocate(3 + 12 + row.length);
    change.put((byte) PUT).put((byte) table).put((byte) 2).putLong(key);
    return change.putInt(row.length).put(row).array();
  }

  private static byte[] seen(int answer, long until) {
    return ByteBuffer.allocate(13).put((byte) 's').putLong(until).putInt(answer).array();
  }

  @Test
  void theLogOfTheVersionBeforeIsReadAndGone() throws IOException {
    StoreFile.open(folder).discard();
    var log = folder.resolve(StoreFolder.LOG);
    var entry = JournalCodec.write(new RowBuffer(), Batches.journal(1, "HANDED_OVER"));
    var row = FactsCodec.write(Facts.NONE.with("number", 1));
    var octets = new ByteArrayOutputStream();
    // Its kind, and the name of the pages.
    octets.writeBytes("balcony1".getBytes(StandardCharsets.US_ASCII));
    octets.write(Files.readAllBytes(log), 8, 8);
    octets.writeBytes(
        former(
            1,
            change(PUT, 0, "verona\njuliet@example.com\nromeo@example.net\nsr\u00e9", row),
            change(PUT, 1, "e9", row),
            change(PUT, 2, "d1", seen(202, 70)),
            change(PUT, 3, "0000000000000046d1", new byte[0]),
            change(PUT, 4, "m1", entry),
            change(5, 0, "m1".getBytes(StandardCharsets.US_ASCII)),
            change(PUT, 6, "used", new byte[8])));
    octets.writeBytes(former(2, change(REMOVE, 1, "e9", new byte[0])));
    Files.write(log, octets.toByteArray());

    for (var opening = 0; opening < 2; opening++) {
      var file = StoreFile.open(folder);
      var rows = new Rows(file.tables(), Bounds.DEFAULT);
      assertThat(Batches.all(rows).conversations()).hasSize(1);
      assertThat(Batches.all(rows).owed()).isEmpty();
      assertThat(rows.seen(Fingerprint.of("d1"), 1))
          .hasValue(SeenEntry.of(new Seen("d1", 202, 70)));
      assertThat(rows.journal("m1")).hasValue(Batches.journal(1, "HANDED_OVER"));
      assertThat(all(file.tables().story())).hasSize(1);
      assertThat(rows.used()).isPositive();
      assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
          .as("an empty one of this version")
          .startsWith("balcony2")
          .hasSize(16);
      file.discard();
    }
  }
}
