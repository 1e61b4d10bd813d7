package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables, and the files below them: a log that each commit appends to, and pages, which are
 * written seldom, beside the commits. A commit that returned outlives the death of the process; one
 * that was forced, the loss of power too. A commit that failed closes the file: it has to be opened
 * again, as it was after the last commit.
 *
 * <p>One thread at a time changes tables and calls {@link #commit}, {@link #freeze} and {@link
 * #thaw}; {@link #writeFrozen}, {@link #compact} and {@link #shrink} are for one thread beside it.
 */
final class StoreFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

  /** The schema of the rows. A file of a later one is refused: it may hold what we cannot read. */
  static final int SCHEMA = 6;

  // Space of chunks that nothing refers to is written again only this much later, so that chunks
  // that a loss of power may take back do not lie over what they replaced.
  private static final int RETENTION_MILLIS = 2000;
  // Moving chunks is for files that are mostly holes. Holes of less are filled by what is written
  // next.
  private static final int MOSTLY_HOLES = 40;

  /** The rows of the sums that name the last group that the tables have, and whose log it is. */
  private static final String LOGGED = "logged";

  private static final String NAME = "name";

  private final MVStore store;
  private final Log log;
  private final Tables tables;
  private final Optional<Path> path;
  private final Compaction compaction;
  private final Object forcing = new Object();
  // Whether a commit was ever forced, and whether pages were written that the disk may not have:
  // changed under the monitor.
  private volatile boolean power;
  private boolean unforced;
  // Whether the log holds groups of a process before, which may have been forced.
  private volatile boolean replayed;
  // The last group that the pages have once what is frozen is written.
  private volatile long frozen;

  private StoreFile(MVStore store, Log log, Optional<Path> path) {
    this.store = store;
    this.log = log;
    this.path = path;
    store.setRetentionTime(RETENTION_MILLIS);
    tables = Tables.of(store, log);
    compaction = new Compaction(store, this::size);
  }

  /**
   * Opens or creates the files in {@code folder}; folder and files are their owner's alone.
   *
   * @throws IOException if they cannot be opened, another process has them, a later version wrote
   *     them, or the log is another's
   */
  static StoreFile open(Path folder) throws IOException {
    return open(StoreFolder.of(folder));
  }

  /** The same where {@code folder} says. */
  static StoreFile open(StoreFolder folder) throws IOException {
    try {
      return open(folder, folder.openPages(SCHEMA));
    } catch (MVStoreException e) {
      throw new IOException(reason(folder.pages(), e), e);
    }
  }

  private static StoreFile open(StoreFolder folder, MVStore store) throws IOException {
    try {
      checkSchema(folder.pages(), store);
      var log = folder.openLog();
      try {
        var file = new StoreFile(store, log, Optional.of(folder.pages()));
        file.bringUp(folder);
        return file;
      } catch (IOException | MVStoreException e) {
        log.close();
        throw e;
      }
    } catch (IOException | MVStoreException e) {
      store.closeImmediately();
      throw e;
    }
  }

  private static String reason(Path path, MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED -> path + " is in use by another process";
      case DataUtils.ERROR_FILE_CORRUPT -> path + " is damaged; move it away to start without it";
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> path + " was written by another version";
      default -> path + " cannot be opened";
    };
  }

  private static void checkSchema(Path pages, MVStore store) throws IOException {
    var version = store.getStoreVersion();
    if (version > SCHEMA) {
      throw unreadable(
          pages, "it has schema " + version + ", this version reads up to " + SCHEMA, null);
    }
    if (version < SCHEMA) {
      // True with the first commit: from then on the version before refuses the file.
      store.setStoreVersion(SCHEMA);
    }
  }

  private static IOException unreadable(Path path, String why, @Nullable Exception cause) {
    return new IOException(StoreFolder.unreadable(path, why), cause);
  }

  /** Rows of versions before become ours, and what only the log has comes into the tables. */
  private void bringUp(StoreFolder folder) throws IOException {
    try {
      log.silently(
          () -> {
            Snapshots.rewrite(store, tables);
            FormerSeen.rewrite(store, tables);
          });
      tables.thaw();
    } catch (IOException e) {
      throw unreadable(folder.pages(), String.valueOf(e.getMessage()), e);
    }
    var replay = new Replay(tables);
    log.replay(replay, name(), number(LOGGED));
    replay.end();
    replayed = !log.isEmpty();
    if (log.isFormer()) {
      // Nothing is appended to groups of another form.
      writePages();
    }
  }

  /** What the log of these pages is called, so that it is not taken for the log of others. */
  private long name() {
    if (tables.sums().get(NAME) == null) {
      note(NAME, new SecureRandom().nextLong());
      store.commit();
      // A log must not outlive the name of its pages.
      store.sync();
    }
    return number(NAME);
  }

  private long number(String row) {
    var number = tables.sums().get(row);
    return number == null ? 0 : ByteBuffer.wrap(number).getLong();
  }

  /** Puts down what is about the files themselves, and never in the log. */
  private void note(String row, long number) {
    tables.sums().note(row, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Tables that are gone with this object. */
  static StoreFile inMemory() {
    return new StoreFile(StoreFolder.builder().open(), Log.none(), Optional.empty());
  }

  Tables tables() {
    return tables;
  }

  /**
   * Makes all changes since the last commit true.
   *
   * @param forced whether to wait until the disk itself has them
   * @throws IOException if they are not; the file is closed then
   */
  void commit(boolean forced) throws IOException {
    try {
      if (forced && !power) {
        power();
      }
      log.append(forced);
    } catch (IOException | MVStoreException e) {
      discard();
      throw new IOException("the store's log cannot be written", e);
    }
  }

  /**
   * What is forced stands on pages that the disk has; from now on it has them before a log goes.
   */
  private void power() {
    power = true;
    forcePages();
  }

  /** With {@code power}, or where a process before may have had it, the disk has the pages. */
  private void forcePages() {
    synchronized (forcing) {
      if ((power || replayed) && unforced) {
        store.sync();
        unforced = false;
      }
    }
  }

  /** Octets of what lies in the log only, unpacked, without what is being written as pages. */
  long logged() {
    return log.size();
  }

  /**
   * What was committed so far is what {@link #writeFrozen} writes as pages; false if there is
   * nothing of it.
   */
  boolean freeze() {
    if (log.isEmpty()) {
      return false;
    }
    log.turn();
    frozen = log.number();
    tables.freeze();
    return true;
  }

  /**
   * Writes the pages of what was frozen, and cuts the log of it.
   *
   * @throws IOException if they cannot be written; the file has to be opened again then, and
   *     nothing is lost
   */
  void writeFrozen() throws IOException {
    try {
      tables.write();
      // Behind the rows, so that pages that name a group have it, whoever commits them.
      note(LOGGED, frozen);
      store.commit();
      wrote();
      forcePages();
      log.cut();
      replayed = false;
    } catch (MVStoreException | IOException e) {
      throw new IOException("the store's file cannot be written", e);
    }
  }

  /** What was frozen is in the pages. */
  void thaw() {
    tables.thaw();
  }

  /**
   * Writes the pages of all that lies in the log, while nobody else commits or writes.
   *
   * @throws IOException if they cannot be written; the file is closed then, and nothing is lost
   */
  void writePages() throws IOException {
    try {
      while (freeze()) {
        writeFrozen();
        thaw();
      }
      settle();
    } catch (IOException e) {
      discard();
      throw e;
    }
  }

  private void wrote() {
    synchronized (forcing) {
      unforced = true;
    }
  }

  /**
   * A little work against the space that deleted rows leave behind: holes come to lie together, and
   * are filled by what is written next. It does not wait for the disk.
   *
   * @throws IOException if writing failed; the file has to be opened again then
   */
  void compact() throws IOException {
    compact(compaction::fill);
  }

  /**
   * A little work to make a file smaller that is mostly holes. It waits for the disk itself several
   * times, which takes as long as the disk has other things to write, so it is for calm moments.
   *
   * @throws IOException if writing failed; the file has to be opened again then
   */
  void shrink() throws IOException {
    shrink(MOSTLY_HOLES);
  }

  /** The same for a file of which less than {@code percent} is in use. */
  void shrink(int percent) throws IOException {
    compact(() -> compaction.shrink(percent));
  }

  private void compact(Runnable work) throws IOException {
    try {
      var before = pagesWritten();
      work.run();
      if (pagesWritten() != before) {
        wrote();
      }
    } catch (MVStoreException e) {
      throw new IOException("the store's file cannot be compacted", e);
    }
  }

  /**
   * With {@code power}, waits until the disk has what compacting wrote: it does not stay for long
   * where the disk may not have it.
   *
   * @throws IOException if the disk cannot; the file has to be opened again then
   */
  void settle() throws IOException {
    try {
      forcePages();
    } catch (MVStoreException e) {
      throw new IOException("the store's file cannot be written", e);
    }
  }

  /** Octets of the pages; 0 in memory. */
  long size() {
    try {
      // Not the size that the engine tells: that is what it wrote last.
      return path.isEmpty() ? 0 : Files.size(path.get());
    } catch (IOException e) {
      return 0;
    }
  }

  /** Octets written to pages and log since they were opened; 0 in memory. */
  long written() {
    return pagesWritten() + log.written();
  }

  private long pagesWritten() {
    return store.getFileStore() instanceof SteadyFile file ? file.written() : 0;
  }

  boolean isClosed() {
    return store.isClosed();
  }

  /** Closes the files as the last commit left them: what was changed since is nobody's. */
  void discard() {
    store.closeImmediately();
    closeLog();
  }

  /** Writes the pages and closes the files. */
  @Override
  public void close() {
    if (isClosed()) {
      return;
    }
    try {
      writePages();
      store.close();
      closeLog();
    } catch (MVStoreException | IOException e) {
      LOG.warn("the store's pages cannot be written; its log has what they lack");
      discard();
    }
  }

  private void closeLog() {
    try {
      log.close();
    } catch (IOException e) {
      LOG.warn("the store's log cannot be closed: {}", e.getMessage());
    }
  }
}
