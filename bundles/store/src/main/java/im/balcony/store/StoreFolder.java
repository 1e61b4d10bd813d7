package im.balcony.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Where the files of a store lie, which are their owner's alone: pages, and a log in two files.
 *
 * @param path the folder
 * @param fileSystem the prefix of the file system of MVStore's in which the pages lie; empty for
 *     the machine's
 * @param logs how a file of the log is opened
 */
record StoreFolder(Path path, String fileSystem, LogOpener logs) {

  static final String PAGES = "balcony.mv";
  static final String LOG = "balcony.log";
  static final String OTHER_LOG = "balcony.2.log";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private static final int CACHE_MEGABYTES = 16;
  // A page is written whole for each row in it that changes, and names lie anywhere: with 24 rows a
  // message costs a sixth more octets and a quarter more garbage, with the 48 of the engine a third
  // and a half.
  private static final int ROWS_IN_PAGE = 10;

  /** Opens a file that exists to read and to write. */
  interface LogOpener {
    FileChannel open(Path path) throws IOException;
  }

  static StoreFolder of(Path path) {
    return new StoreFolder(
        path, "", log -> FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Where the pages lie. */
  Path pages() {
    return path.resolve(PAGES);
  }

  /** Where the log lies, in the one or the other. */
  Path log() {
    return path.resolve(LOG);
  }

  /** The other one. */
  Path otherLog() {
    return path.resolve(OTHER_LOG);
  }

  /**
   * Opens or creates the pages.
   *
   * @param schema that of new ones
   * @throws MVStoreException if they cannot be opened, or another process has them
   */
  MVStore openPages(int schema) throws IOException {
    Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    if (Files.notExists(pages())) {
      createPages(schema);
    }
    Files.setPosixFilePermissions(pages(), OWNER_ONLY);
    return engine(pages());
  }

  /** What is said of a file that cannot be gone on with, and the way out. */
  static String unreadable(Path file, String why) {
    return file + " cannot be read: " + why + "; move it away to start without it";
  }

  /** Opens or creates the log; only who has the pages does. */
  Log openLog() throws IOException {
    var one = openLog(log());
    try {
      return Log.of(one, openLog(otherLog()));
    } catch (IOException e) {
      one.close();
      throw e;
    }
  }

  private LogFile openLog(Path log) throws IOException {
    if (Files.notExists(log)) {
      Files.createFile(log, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      sync();
    }
    Files.setPosixFilePermissions(log, OWNER_ONLY);
    return new LogFile(log, logs.open(log));
  }

  /** Under another name first: a file whose very first octets are torn could not be opened. */
  private void createPages(int schema) throws IOException {
    var draft = path.resolve(PAGES + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      var fresh = engine(draft);
      try {
        fresh.setStoreVersion(schema);
        fresh.commit();
        fresh.sync();
      } finally {
        fresh.closeImmediately();
      }
    } catch (MVStoreException e) {
      throw new IOException(draft + " cannot be written", e);
    }
    Files.move(draft, pages(), StandardCopyOption.ATOMIC_MOVE);
    sync();
  }

  /** Waits until the disk knows what lies in the folder. */
  private void sync() throws IOException {
    try (var folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private MVStore engine(Path file) {
    return builder()
        .adoptFileStore(SteadyFile.open(fileSystem + file, Map.of("cacheSize", CACHE_MEGABYTES)))
        .open();
  }

  /** Of tables that are written when we say so. */
  static MVStore.Builder builder() {
    // Without these two a full buffer would be written in the middle of a group.
    return new MVStore.Builder()
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .compress()
        .keysPerPage(ROWS_IN_PAGE);
  }
}
