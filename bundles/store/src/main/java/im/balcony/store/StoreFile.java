package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file below the tables. A commit that returned outlives the death of the process; one that was
 * forced, the loss of power too. A commit that failed closes the file: it has to be opened again,
 * as it was after the last commit.
 */
final class StoreFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

  /** The schema of the rows. A file of a later one is refused: it may hold what we cannot read. */
  static final int SCHEMA = 3;

  static final String NAME = "balcony.mv";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  // Space of chunks that nothing refers to is written again only this much later, so that chunks
  // that a loss of power may take back do not lie over what they replaced.
  private static final int RETENTION_MILLIS = 2000;
  private static final int CACHE_MEGABYTES = 16;
  // A page is written whole for each row in it that changes, and names lie anywhere; with the 48 of
  // the engine a message costs more than twice the octets.
  private static final int ROWS_IN_PAGE = 10;
  // Below this a file is not worth the writing that makes it smaller.
  private static final long SMALL = 16_000_000;
  private static final int FILL_RATE = 60;
  // Commits wait for each step, so it is a small one.
  private static final int COMPACT_OCTETS = 500_000;
  private static final int COMPACT_MILLIS = 20;
  // Moving chunks is for files that are mostly holes. Holes of less are filled by what is written
  // next.
  private static final int MOSTLY_HOLES = 40;

  // As much is read at a start, and kept in memory until the pages are written.
  private static final long LONGEST_LOG = 8_000_000;

  /** The row of the sums that names the last group of the log that the pages have. */
  private static final String LOGGED = "logged";

  private final MVStore store;
  private final Log log;
  private final Tables tables;
  private final Optional<Path> path;

  private StoreFile(MVStore store, Log log, Optional<Path> path) {
    this.store = store;
    this.log = log;
    this.path = path;
    store.setRetentionTime(RETENTION_MILLIS);
    tables = Tables.of(store, log);
  }

  /**
   * Opens or creates the file in {@code folder}; folder and file are its owner's alone.
   *
   * @throws IOException if it cannot be opened, another process has it, or a later version wrote it
   */
  static StoreFile open(Path folder) throws IOException {
    return open(folder, "");
  }

  /** The same by way of another file system of MVStore's, named by its prefix. */
  static StoreFile open(Path folder, String fileSystem) throws IOException {
    var path = folder.resolve(NAME);
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    if (Files.notExists(path)) {
      create(path, fileSystem);
    }
    Files.setPosixFilePermissions(path, OWNER_ONLY);
    try {
      return open(path, engine(fileSystem + path), log(folder, fileSystem));
    } catch (MVStoreException e) {
      throw new IOException(reason(path, e), e);
    }
  }

  private static Log log(Path folder, String fileSystem) throws IOException {
    var path = folder.resolve(Log.NAME);
    if (Files.notExists(path)) {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    Files.setPosixFilePermissions(path, OWNER_ONLY);
    return Log.of(FilePath.get(fileSystem + path).open("rw"));
  }

  private static StoreFile open(Path path, MVStore store, Log log) throws IOException {
    try {
      checkSchema(store);
      var file = new StoreFile(store, log, Optional.of(path));
      log.silently(() -> Snapshots.rewrite(store, file.tables));
      if (log.replay(file.tables.all(), file.logged())) {
        file.writePages();
      }
      return file;
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw e;
    } catch (IOException e) {
      store.closeImmediately();
      throw new IOException(
          path + " cannot be read: " + e.getMessage() + "; move it away to start without it", e);
    }
  }

  /** Under another name first: a file whose very first octets are torn could not be opened. */
  private static void create(Path path, String fileSystem) throws IOException {
    var draft = path.resolveSibling(NAME + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      var fresh = engine(fileSystem + draft);
      try {
        fresh.setStoreVersion(SCHEMA);
        fresh.commit();
        fresh.sync();
      } finally {
        fresh.closeImmediately();
      }
    } catch (MVStoreException e) {
      throw new IOException(draft + " cannot be written", e);
    }
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String reason(Path path, MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED -> path + " is in use by another process";
      case DataUtils.ERROR_FILE_CORRUPT -> path + " is damaged; move it away to start without it";
      case DataUtils.ERROR_UNSUPPORTED_FORMAT -> path + " was written by another version";
      default -> path + " cannot be opened";
    };
  }

  private static void checkSchema(MVStore store) throws IOException {
    var version = store.getStoreVersion();
    if (version > SCHEMA) {
      throw new IOException("it has schema " + version + ", this version reads up to " + SCHEMA);
    }
    if (version < SCHEMA) {
      // True with the first commit: from then on the version before refuses the file.
      store.setStoreVersion(SCHEMA);
    }
  }

  /** Tables that are gone with this object. */
  static StoreFile inMemory() {
    return new StoreFile(builder().open(), Log.none(), Optional.empty());
  }

  private static MVStore engine(String path) {
    var file = SteadyFile.open(path, Map.of("cacheSize", CACHE_MEGABYTES));
    return builder().adoptFileStore(file).open();
  }

  private static MVStore.Builder builder() {
    // Without these two a full buffer would be written in the middle of a group.
    return new MVStore.Builder()
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .keysPerPage(ROWS_IN_PAGE);
  }

  Tables tables() {
    return tables;
  }

  private long logged() {
    var number = tables.sums().get(LOGGED);
    return number == null ? 0 : ByteBuffer.wrap(number).getLong();
  }

  /**
   * Makes all changes since the last commit true.
   *
   * @param forced whether to wait until the disk itself has them
   * @throws IOException if they are not; the file is closed then
   */
  void commit(boolean forced) throws IOException {
    if (path.isEmpty()) {
      store.commit();
      return;
    }
    try {
      log.append(forced);
    } catch (IOException e) {
      store.closeImmediately();
      throw new IOException("the store's log cannot be written", e);
    }
    if (log.size() > LONGEST_LOG) {
      writePages();
    }
  }

  /** Whether something lies in the log only. */
  boolean isLogged() {
    return log.size() > 0;
  }

  /**
   * Writes the pages of what lies in the log, which begins anew then.
   *
   * @throws IOException if they cannot be written; the file is closed then, and nothing is lost
   */
  void writePages() throws IOException {
    try {
      var number = ByteBuffer.allocate(Long.BYTES).putLong(log.number()).array();
      log.silently(() -> tables.sums().put(LOGGED, number));
      store.commit();
      if (log.isForced()) {
        // What a loss of power must not take lies in the log until the disk has the pages.
        store.sync();
      }
      log.cut();
    } catch (MVStoreException | IOException e) {
      store.closeImmediately();
      throw new IOException("the store's file cannot be written", e);
    }
  }

  /**
   * A little work against the space that deleted rows leave behind: holes come to lie together, and
   * are filled by what is written next. It does not wait for the disk.
   *
   * @throws IOException if writing failed; the file is closed then
   */
  void compact() throws IOException {
    if (isLarge()) {
      compact(
          () -> {
            if (store.compact(FILL_RATE, COMPACT_OCTETS)) {
              store.commit();
            }
          });
    }
  }

  /**
   * A little work to make a file smaller that is mostly holes. It waits for the disk itself several
   * times, which takes as long as the disk has other things to write, so it is for calm moments.
   *
   * @throws IOException if writing failed; the file is closed then
   */
  void shrink() throws IOException {
    shrink(MOSTLY_HOLES);
  }

  /** The same for a file of which less than {@code percent} is in use. */
  void shrink(int percent) throws IOException {
    if (isLarge() && store.getFillRate() < percent) {
      compact(() -> store.compactFile(COMPACT_MILLIS));
    }
  }

  private boolean isLarge() {
    return path.isPresent() && size() >= SMALL;
  }

  private void compact(Runnable work) throws IOException {
    try {
      work.run();
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw new IOException("the store's file cannot be compacted", e);
    }
  }

  /** Octets of the file; 0 in memory. */
  long size() {
    try {
      // Not the size that the engine tells: that is what it wrote last.
      return path.isEmpty() ? 0 : Files.size(path.get());
    } catch (IOException e) {
      return 0;
    }
  }

  /** Octets written to file and log since they were opened; 0 in memory. */
  long written() {
    return store.getFileStore() instanceof SteadyFile file ? file.written() + log.written() : 0;
  }

  boolean isClosed() {
    return store.isClosed();
  }

  @Override
  public void close() {
    try {
      if (!store.isClosed() && isLogged()) {
        writePages();
      }
      store.close();
    } catch (MVStoreException | IOException e) {
      // What was committed lies in the log.
      store.closeImmediately();
    }
    try {
      log.close();
    } catch (IOException e) {
      LOG.warn("the store's log cannot be closed: {}", e.getMessage());
    }
  }
}
