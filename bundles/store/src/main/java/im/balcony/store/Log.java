package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed in the tables since their pages were written last, a group of batches behind the
 * other in a file of its own. A group is true when it lies there; pages, each of which is written
 * whole for one row in it, are written seldom, when most rows have come and gone.
 *
 * <p>A group is its length and a check sum of four octets each, its number of eight, and its
 * changes. Reading ends at the first that is not whole: nobody was told of that one, or power was
 * lost before the disk had it. Groups that the pages have are passed over.
 */
final class Log implements AutoCloseable {

  /** In front of all groups: what kind of file it is, and its name. */
  private static final int FRONT = 16;

  private static final long KIND = 0x62616c636f6e7931L;

  private static final int HEAD = 16;
  private static final int PUT = 1;
  private static final int REMOVE = 2;
  private static final int TEXT = 1;
  private static final int NUMBER = 2;

  /** What waits to be committed has a limit, and pages are written long before this. */
  private static final int MOST_READ = 1_000_000_000;

  /** Octets that are written at once: as many are held outside the heap. */
  private static final int SLICE = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Log.class);

  /** It is not what these tables go on with. */
  static final class Unusable extends IOException {

    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why);
    }
  }

  private final Optional<FileChannel> file;
  private final RowBuffer changes = new RowBuffer();
  private long number;
  private long end;
  private long written;
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
    return Math.max(0, end - FRONT);
  }

  /** Octets written since it was opened. */
  long written() {
    return written;
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
    }
  }

  private static long write(FileChannel file, ByteBuffer octets, long place) throws IOException {
    var written = 0;
    while (written < octets.limit()) {
      var slice = octets.slice(written, Math.min(SLICE, octets.limit() - written));
      written += file.write(slice, place + written);
    }
    return written;
  }

  /** Of all behind it: the number and the changes. */
  private static int sum(ByteBuffer group) {
    var sum = new CRC32C();
    sum.update(group.duplicate().position(8));
    return (int) sum.getValue();
  }

  /** The pages have all that is in it, and it begins anew. */
  void cut() throws IOException {
    if (file.isPresent()) {
      file.get().truncate(FRONT);
      end = FRONT;
    }
  }

  /**
   * Makes in the tables what was changed in the groups that they do not have.
   *
   * @param tables by their numbers
   * @param name what this log is called
   * @param last the number of the last group that the tables have
   * @throws Unusable if it is of another name, or its groups are not what this version writes
   * @throws IOException if it cannot be read, or what is of no use cannot be cut off
   */
  void replay(List<MVMap<?, byte[]>> tables, long name, long last) throws IOException {
    number = last;
    if (file.isPresent()) {
      var all = read(file.get());
      if (all.limit() < FRONT || all.getLong(0) == 0) {
        // Nothing was forced, or the front would be there.
        front(file.get(), name);
      } else {
        checkFront(all, name);
        silently(() -> make(tables, all));
        end = all.position();
        // What is not whole must not lie behind what comes now.
        file.get().truncate(end);
      }
    }
  }

  private void front(FileChannel log, long name) throws IOException {
    log.truncate(0);
    end = write(log, ByteBuffer.allocate(FRONT).putLong(KIND).putLong(name).flip(), 0);
  }

  private static void checkFront(ByteBuffer all, long name) throws IOException {
    if (all.getLong() != KIND) {
      throw new Unusable("it is no log");
    }
    if (all.getLong() != name) {
      throw new Unusable("it is the log of other pages");
    }
  }

  private void make(List<MVMap<?, byte[]>> tables, ByteBuffer all) throws IOException {
    var group = next(all);
    while (group.isPresent()) {
      if (group.get().getLong(8) == number + 1) {
        changes(tables, group.get().duplicate().position(HEAD));
        number++;
      }
      all.position(all.position() + group.get().limit());
      group = next(all);
    }
    if (all.hasRemaining()) {
      LOG.info("the last {} octets of the log are no whole group: left out", all.remaining());
    }
  }

  private static ByteBuffer read(FileChannel file) throws IOException {
    if (file.size() > MOST_READ) {
      throw new Unusable("it is longer than a log can be");
    }
    var octets = ByteBuffer.allocate((int) file.size());
    var place = 0;
    var count = 0;
    while (octets.hasRemaining() && count >= 0) {
      place += count;
      count = file.read(octets, place);
    }
    return octets.flip();
  }

  /** The group at this place, if it is whole and follows what the tables have. */
  private Optional<ByteBuffer> next(ByteBuffer all) {
    if (all.remaining() < HEAD) {
      return Optional.empty();
    }
    var length = all.getInt(all.position());
    if (length <= 0 || length > all.remaining() - HEAD) {
      return Optional.empty();
    }
    var group = all.slice(all.position(), HEAD + length);
    // Behind a gap, nothing stands on what it was made for.
    var follows = group.getLong(8) <= number + 1;
    return follows && group.getInt(4) == sum(group) ? Optional.of(group) : Optional.empty();
  }

  private static void changes(List<MVMap<?, byte[]>> tables, ByteBuffer changes)
      throws IOException {
    while (changes.hasRemaining()) {
      var what = changes.get();
      var table = changes.get();
      if (table < 0 || table >= tables.size()) {
        throw new Unusable("a change is of no table");
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
      throw new Unusable("a change is of no kind");
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
