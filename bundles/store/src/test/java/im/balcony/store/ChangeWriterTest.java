package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Changes are read as they were written. */
class ChangeWriterTest {

  /** With neighbours that have half of a character in common, and lengths of two octets. */
  private static final List<String> PARTS =
      List.of("verona\n", "juliet@", "\ud83d\ude00", "\ud83d\ude01", "\u00e9", "x".repeat(200), "");

  private final ChangeWriter writer = new ChangeWriter();
  private final Packing packing = new Packing();

  private record Change(int table, String key, List<Byte> row) {}

  private static List<Byte> octets(byte[] row) {
    var octets = new ArrayList<Byte>();
    for (var octet : row) {
      octets.add(octet);
    }
    return octets;
  }

  private List<Change> read() {
    var read = new ArrayList<Change>();
    var group = ByteBuffer.allocate(1_000_000).put(packing.group(writer.changes())).flip();
    var changed =
        new ChangeReader.Changed() {
          @Override
          public boolean put(int table, String key, byte[] row) {
            return read.add(new Change(table, key, octets(row)));
          }

          @Override
          public boolean remove(int table, String key) {
            return read.add(new Change(table, key, List.of()));
          }
        };
    assertThat(ChangeReader.read(Packing.changes(group), changed)).isTrue();
    return read;
  }

  @Test
  void anyChangesAreReadAsTheyWereWritten() {
    var random = new Random(7);
    for (var group = 0; group < 200; group++) {
      writer.begin();
      assertThat(writer.isEmpty()).isTrue();
      var written = new ArrayList<Change>();
      for (var i = random.nextInt(1, 8); i > 0; i--) {
        var key = new StringBuilder();
        for (var part = random.nextInt(4); part > 0; part--) {
          key.append(PARTS.get(random.nextInt(PARTS.size())));
        }
        var row = new byte[random.nextBoolean() ? random.nextInt(1, 4) : random.nextInt(1, 20_000)];
        random.nextBytes(row);
        var table = random.nextInt(7);
        if (random.nextInt(3) == 0) {
          writer.remove(table, key.toString());
          written.add(new Change(table, key.toString(), List.of()));
        } else {
          writer.put(table, key.toString(), row);
          written.add(new Change(table, key.toString(), octets(row)));
        }
      }
      assertThat(read()).isEqualTo(written);
    }
  }

  @Test
  void aNameThatFollowsItsLikeTakesWhatDiffers() {
    writer.put(0, "verona\njuliet@example.com\nromeo@example.net\nsstate", new byte[] {1});
    var first = writer.changes().limit();
    writer.remove(0, "verona\njuliet@example.com\nromeo@example.net\nstext/1");
    assertThat(writer.changes().limit() - first).isEqualTo(3 + "text/1".length());
  }
}
