package im.balcony.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * A process to be killed: writes batches of {@link #ROWS} rows in groups for ever, and prints the
 * last batch of each group once it is committed.
 */
final class CrashingWriter {

  static final int ROWS = 3;
  static final int OCTETS = 400;
  static final int GROUP = 16;

  /** How many batches stay before their outcome is known and they are deleted. */
  static final long KEPT = 500;

  private CrashingWriter() {}

  public static void main(String[] arguments) throws Exception {
    var next = Long.parseLong(arguments[2]);
    try (var engine = Engine.open(arguments[0], Path.of(arguments[1]))) {
      System.out.println("open");
      while (!Thread.interrupted()) {
        var put = new LinkedHashMap<Long, byte[]>();
        var delete = new ArrayList<Long>();
        for (var batch = next; batch < next + GROUP; batch++) {
          for (var row = 0; row < ROWS; row++) {
            put.put(batch * ROWS + row, content(batch));
            delete.add((batch - KEPT) * ROWS + row);
          }
        }
        engine.commit(put, delete);
        next += GROUP;
        System.out.println(next - 1);
      }
    }
  }

  /** What each row of a batch holds. */
  static byte[] content(long batch) {
    var content = new byte[OCTETS];
    Arrays.fill(content, (byte) batch);
    ByteBuffer.wrap(content).putLong(batch);
    return content;
  }
}
