package im.balcony.itests.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.compress.CompressLZF;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/** What lies in the files of a store that is running, unpacked. */
final class StoreFiles {

  /** What a file of the log has in front, and what a group has: length, sum, number. */
  private static final int FRONT = 16;

  private StoreFiles() {}

  /** Whether a text, which has to be ASCII, is in a file of this folder. */
  static boolean hold(Path folder, String text) throws IOException {
    for (var log : new String[] {"balcony.log", "balcony.2.log"}) {
      if (log(Files.readAllBytes(folder.resolve(log))).contains(text)) {
        return true;
      }
    }
    return pages(folder).contains(text);
  }

  private static String log(byte[] octets) {
    var all = ByteBuffer.wrap(octets);
    var text = new StringBuilder();
    all.position(Math.min(FRONT, all.limit()));
    while (all.remaining() > FRONT) {
      var length = all.getInt(all.position());
      var group = all.slice(all.position() + FRONT, Math.min(length, all.remaining() - FRONT));
      text.append(latin(changes(group)));
      all.position(all.position() + FRONT + group.limit());
    }
    return text.toString();
  }

  private static ByteBuffer changes(ByteBuffer group) {
    var length = 0;
    var octet = 0x80;
    for (var shift = 0; octet >= 0x80; shift += 7) {
      octet = group.get() & 0xff;
      length |= (octet & 0x7f) << shift;
    }
    if (length == 0) {
      return group;
    }
    var changes = ByteBuffer.allocate(length);
    CompressLZF.expand(group, changes);
    return changes.flip();
  }

  private static String latin(ByteBuffer octets) {
    return StandardCharsets.ISO_8859_1.decode(octets).toString();
  }

  /** The pages are another's while he has them open, so a copy is read. */
  private static String pages(Path folder) throws IOException {
    var copy = Files.createTempFile("balcony-pages", ".mv");
    Files.copy(folder.resolve("balcony.mv"), copy, StandardCopyOption.REPLACE_EXISTING);
    var out = new ByteArrayOutputStream();
    try (var store = new MVStore.Builder().fileName(copy.toString()).readOnly().open()) {
      for (var table : store.getMapNames()) {
        if (table.equals("story")) {
          rows(store, table, LongDataType.INSTANCE, out);
        } else {
          rows(store, table, StringDataType.INSTANCE, out);
        }
      }
    } finally {
      Files.delete(copy);
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static <K> void rows(
      MVStore store, String table, DataType<K> keys, ByteArrayOutputStream out) {
    var map =
        store.openMap(
            table,
            new MVMap.Builder<K, byte[]>().keyType(keys).valueType(ByteArrayDataType.INSTANCE));
    map.forEach(
        (key, row) -> {
          out.writeBytes(key.toString().getBytes(StandardCharsets.UTF_8));
          out.writeBytes(row);
        });
  }
}
