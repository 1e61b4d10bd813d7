package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * What was changed in the tables since their pages were written last, a group of batches behind the
 * other in a file of its own. A group is true when it lies there; pages, each of which is written
 * whole for one row in it, are written seldom, when most rows have come and gone.
 *
 * <p>A group is its length and a check sum of four octets each, its number of eight, and its
 * changes. Reading ends at the first that is not whole: nobody was told of that one. To make the
 * changes of a group again, and of all behind it, comes to the same, so it does not matter if pages
 * hold some of them already; those up to the number that the pages name are passed over.
 */
final class Log implements AutoCloseable {

  static final String NAME = "balcony.log";

  private static final int HEAD = 16;
  private static final int PUT = 1;
  private static final int REMOVE = 2;
  private static final int TEXT = 1;
  private static final int NUMBER = 2;

  /** A change of one group takes no more: what says otherwise is no length. */
  private static final int MOST = 256_000_000;

  private final Optional<FileChannel> file;
  private final RowBuffer changes = new RowBuffer();
  private long number;
  private long end;
  private long written;
  private boolean forced;
  private boolean quiet;

  private Log(Optional<FileChannel> file) {
    this.file = file;
    begin();
  }

  /** A log in this file, which is read with {@link #replay} before anything is appended. */
  static Log of(FileChannel file) {
    return new Log(Optional.of(file));
  }

  /** The log of tables that are gone with the process: it keeps nothing. */
  static Log none() {
    return new Log(Optional.empty());
  }

  private void begin() {
    changes.clear();
    // Length and check sum are known at the end.
    changes.number(0L);
    changes.number(0L);
  }

  /** A row is put into a table. */
  void put(int table, Object key, byte[] row) {
    if (tells()) {
      change(PUT, table, key);
      changes.octets(row);
    }
  }

  /** A row is removed from a table. */
  void remove(int table, Object key) {
    if (tells()) {
      change(REMOVE, table, key);
    }
  }

  /** Something that is done with the tables. */
  interface Work {
    void run() throws IOException;
  }

  /** Does what is nobody's batch, and true with the pages. */
  void silently(Work work) throws IOException {
    quiet = true;
    try {
      work.run();
    } finally {
      quiet = false;
    }
  }

  private boolean tells() {
    return file.isPresent() && !quiet;
  }

  private void change(int what, int table, Object key) {
    changes.octet(what);
    changes.octet(table);
    if (key instanceof String text) {
      changes.octet(TEXT);
      changes.text(text);
    } else {
      changes.octet(NUMBER);
      changes.number((long) (Long) key);
    }
  }

  /** The number of the group that was appended last. */
  long number() {
    return number;
  }

  /** Octets of the groups that it holds. */
  long size() {
    return end;
  }

  /** Octets written since it was opened. */
  long written() {
    return written;
  }

  /** Whether a group in it was forced onto the disk. */
  boolean isForced() {
    return forced;
  }

  /**
   * Appends what was changed since the last group; nothing if nothing was.
   *
   * @param force whether to wait until the disk itself has it
   */
  void append(boolean force) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    if (changes.size() > HEAD) {
      var group = changes.view();
      group.putLong(8, number + 1);
      group.putInt(0, group.limit() - HEAD);
      group.putInt(4, sum(group));
      var octets = write(file.get(), group, end);
      end += octets;
      written += octets;
      number++;
      begin();
    }
    if (force) {
      file.get().force(false);
      forced = true;
    }
  }

  private static long write(FileChannel file, ByteBuffer octets, long place) throws IOException {
    var written = 0L;
    while (octets.hasRemaining()) {
      written += file.write(octets, place + written);
    }
    return written;
  }

  /** Of the number and the changes. */
  private static int sum(ByteBuffer group) {
    var sum = new CRC32C();
    sum.update(group.duplicate().position(8));
    return (int) sum.getValue();
  }

  /** The pages have all that is in it, and it begins anew. */
  void cut() throws IOException {
    if (file.isPresent()) {
      file.get().truncate(0);
    }
    end = 0;
    forced = false;
  }

  /**
   * Makes in the tables what was changed in the groups that their pages do not have.
   *
   * @param tables by their numbers
   * @param last the number of the last group that the pages have
   * @return whether there was anything
   * @throws IOException if the file cannot be read, or a whole group says what cannot be done
   */
  boolean replay(List<MVMap<?, byte[]>> tables, long last) throws IOException {
    number = last;
    if (file.isEmpty()) {
      return false;
    }
    silently(() -> make(tables, read(file.get())));
    // What is not whole must not lie behind what comes now.
    file.get().truncate(end);
    return end > 0;
  }

  private void make(List<MVMap<?, byte[]>> tables, ByteBuffer all) throws IOException {
    while (all.remaining() >= HEAD) {
      var group = group(all);
      if (group == null) {
        break;
      }
      var its = group.getLong(8);
      if (its > number) {
        changes(tables, group.duplicate().position(HEAD));
        number = its;
      }
      all.position(all.position() + group.limit());
    }
    end = all.position();
  }

  private static ByteBuffer read(FileChannel file) throws IOException {
    var octets = ByteBuffer.allocate(Math.toIntExact(Math.min(file.size(), 2L * MOST)));
    var place = 0;
    while (octets.hasRemaining()) {
      var count = file.read(octets, place);
      if (count <= 0) {
        break;
      }
      place += count;
    }
    return octets.flip();
  }

  /** The group at this place, if it is whole. */
  private static @Nullable ByteBuffer group(ByteBuffer all) {
    var length = all.getInt(all.position());
    if (length <= 0 || length > all.remaining() - HEAD) {
      return null;
    }
    var group = all.slice(all.position(), HEAD + length);
    return group.getInt(4) == sum(group) ? group : null;
  }

  private static void changes(List<MVMap<?, byte[]>> tables, ByteBuffer changes)
      throws IOException {
    while (changes.hasRemaining()) {
      var what = changes.get();
      var table = changes.get();
      if (table < 0 || table >= tables.size()) {
        throw new IOException("a change of the log is of no table");
      }
      change(what, tables.get(table), changes);
    }
  }

  @SuppressWarnings("unchecked") // What the keys of a table are, was said where it was opened.
  private static void change(int what, MVMap<?, byte[]> table, ByteBuffer changes)
      throws IOException {
    Object key = changes.get() == TEXT ? text(changes) : (Object) changes.getLong();
    if (what == PUT) {
      ((MVMap<Object, byte[]>) table).put(key, octets(changes));
    } else if (what == REMOVE) {
      table.remove(key);
    } else {
      throw new IOException("a change of the log is of no kind");
    }
  }

  private static String text(ByteBuffer changes) {
    return new String(octets(changes), StandardCharsets.UTF_8);
  }

  private static byte[] octets(ByteBuffer changes) {
    var octets = new byte[changes.getInt()];
    changes.get(octets);
    return octets;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
