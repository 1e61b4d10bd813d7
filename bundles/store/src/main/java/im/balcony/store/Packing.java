package im.balcony.store;

import java.nio.ByteBuffer;
import org.h2.compress.CompressLZF;

/**
 * The changes of a group in fewer octets, where that succeeds: a message names the same people,
 * headers and rows again and again. In front of them stands how many octets they are unpacked; none
 * if they are as they were.
 *
 * <p>For one thread.
 */
final class Packing {

  /** In less than this nothing comes twice that is worth a look. */
  private static final int LEAST = 64;

  private static final int FEW = 8192;

  /** What is larger is not kept for the next group. */
  private static final int MANY = 1_000_000;

  private final CompressLZF lzf = new CompressLZF();
  private byte[] group = new byte[FEW];

  /**
   * The group of changes, which lie in an array; its head is still to be filled in. Of no use when
   * another was packed.
   */
  ByteBuffer group(ByteBuffer changes) {
    var length = changes.limit();
    var from = changes.arrayOffset();
    // The algorithm writes beyond what it read where nothing comes twice.
    room(LogFile.HEAD + RowBuffer.MOST_SMALL + 2 * length);
    var start = LogFile.HEAD;
    if (length >= LEAST) {
      start = RowBuffer.small(group, start, length);
      var end = lzf.compress(changes.array(), from, length, group, start);
      if (end - start < length) {
        return ByteBuffer.wrap(group, 0, end);
      }
    }
    start = RowBuffer.small(group, LogFile.HEAD, 0);
    System.arraycopy(changes.array(), from, group, start, length);
    return ByteBuffer.wrap(group, 0, start + length);
  }

  private void room(int most) {
    if (group.length < most || (group.length > MANY && most <= FEW)) {
      group = new byte[Math.max(FEW, most)];
    }
  }

  /** The changes of a group that {@link #group} packed. */
  static ByteBuffer changes(ByteBuffer group) {
    var packed = group.duplicate().position(LogFile.HEAD);
    var length = ChangeReader.small(packed);
    if (length == 0) {
      return packed;
    }
    var changes = ByteBuffer.allocate(length);
    CompressLZF.expand(packed, changes);
    return changes.flip();
  }
}
