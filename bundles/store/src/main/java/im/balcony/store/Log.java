package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was changed in the tables since their pages were written last, a group of batches behind the
 * other. A group is true when it lies there; pages, each of which is written whole for one row in
 * it, are written seldom, when most rows have come and gone.
 *
 * <p>There are two files, so that groups are appended to one while the pages are written of what
 * lies in the other: they {@link #turn}, and when the pages are there, the former is {@link #cut}.
 * Reading begins with the file of lower numbers and ends at the first group that is not whole, or
 * does not follow: nobody was told of that one, or power was lost before the disk had it. Groups
 * that the pages have are passed over.
 *
 * <p>One thread changes and appends; another one may cut meanwhile.
 */
final class Log implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Log.class);

  /** Where groups are appended, and where those lie that are being written as pages. */
  private record Files(LogFile current, LogFile former) {

    Files turned() {
      return new Files(/* current= */ former, /* former= */ current);
    }
  }

  // Replaced under the monitor.
  private Optional<Files> files;
  private final ChangeWriter changes = new ChangeWriter();
  private final Packing packing = new Packing();
  private long number;
  private volatile long written;
  private boolean quiet;

  private Log(Optional<Files> files) {
    this.files = files;
  }

  /** A log in these two files, which are read with {@link #replay} before anything is appended. */
  static Log of(LogFile one, LogFile other) {
    return new Log(Optional.of(new Files(one, other)));
  }

  /** The log of tables that are gone with the process: it keeps nothing. */
  static Log none() {
    return new Log(Optional.empty());
  }

  /** A row is put into a table. */
  void put(int table, String key, byte[] row) {
    if (tells()) {
      changes.put(table, key, row);
    }
  }

  /** A row is removed from a table. */
  void remove(int table, String key) {
    if (tells()) {
      changes.remove(table, key);
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
    return files.isPresent() && !quiet;
  }

  /** The number of the group that was appended last. */
  long number() {
    return number;
  }

  /** Octets of the changes that lie where groups are appended, unpacked. */
  synchronized long size() {
    return files.map(f -> f.current.unpacked()).orElse(0L);
  }

  /** Octets written since it was opened. */
  long written() {
    return written;
  }

  /**
   * Appends what was changed since the last group; nothing if nothing was.
   *
   * @param force whether to wait until the disk itself has it, and all before
   */
  synchronized void append(boolean force) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    if (!changes.isEmpty()) {
      var octets = changes.changes();
      var group = packing.group(octets);
      group.putLong(8, number + 1);
      written += files.get().current.append(group, octets.limit());
      number++;
      changes.begin();
    }
    if (force) {
      force(files.get());
    }
  }

  private static void force(Files files) throws IOException {
    files.former.force();
    files.current.force();
  }

  /** Whether there are groups in it as a version before wrote them. */
  synchronized boolean isFormer() {
    return files.map(f -> f.current.isFormer() || f.former.isFormer()).orElse(false);
  }

  /** Whether nothing lies in it. */
  synchronized boolean isEmpty() {
    return files.map(f -> f.current.size() + f.former.size() == 0).orElse(true);
  }

  /** What comes is appended to the other file, unless that one holds what the pages lack. */
  synchronized void turn() {
    files = files.map(f -> f.former.size() > 0 ? f : f.turned());
  }

  /** The pages have all that was appended before the files turned last, or could not. */
  synchronized void cut() throws IOException {
    if (files.isPresent()) {
      files.get().former.cut();
    }
  }

  /**
   * Makes in the tables what was changed in the groups that they do not have.
   *
   * @param changed makes a change in them
   * @param name what this log is called
   * @param last the number of the last group that the tables have
   * @throws LogFile.Unusable if it is of another name, or its groups are not what this version
   *     writes
   * @throws IOException if it cannot be read, or what is of no use cannot be cut off
   */
  synchronized void replay(ChangeReader.Changed changed, long name, long last) throws IOException {
    number = last;
    if (files.isPresent()) {
      var current = files.get().current.read(name);
      var former = files.get().former.read(name);
      if (first(current) < first(former)) {
        files = files.map(Files::turned);
        make(changed, former, current);
      } else {
        make(changed, current, former);
      }
      // Groups are appended behind the last one.
      files = files.map(f -> f.current.size() == 0 && f.former.size() > 0 ? f.turned() : f);
    }
  }

  private void make(ChangeReader.Changed changed, ByteBuffer current, ByteBuffer former)
      throws IOException {
    make(changed, files.orElseThrow().former, former);
    make(changed, files.orElseThrow().current, current);
  }

  private static long first(ByteBuffer all) {
    return LogFile.next(all).map(LogFile::number).orElse(Long.MAX_VALUE);
  }

  private void make(ChangeReader.Changed changed, LogFile file, ByteBuffer all) throws IOException {
    silently(
        () -> {
          var group = next(all);
          while (group.isPresent()) {
            if (LogFile.number(group.get()) == number + 1) {
              file.changes(group.get(), changed);
              number++;
            }
            all.position(all.position() + group.get().limit());
            group = next(all);
          }
        });
    if (all.hasRemaining()) {
      LOG.info("the last {} octets of the log are no whole group: left out", all.remaining());
    }
    file.goOn(all.position());
  }

  /** The group at this place, if it is whole and follows what the tables have. */
  private Optional<ByteBuffer> next(ByteBuffer all) {
    // Behind a gap, nothing stands on what it was made for.
    return LogFile.next(all).filter(group -> LogFile.number(group) <= number + 1);
  }

  @Override
  public synchronized void close() throws IOException {
    if (files.isPresent()) {
      files.get().former.close();
      files.get().current.close();
    }
  }
}
