package im.balcony.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room. A file of a fixed size is kept beside the store: when the disk is full
 * it makes place, so that what was accepted before can still get its outcome.
 */
final class Disk {

  static final String BALLAST = "reserve";

  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
  private static final long CHECK_MILLIS = 500;

  /** Tells how many octets may still be written below a folder. */
  interface Space {
    long usable(Path folder) throws IOException;
  }

  private final Path folder;
  private final Space space;
  private volatile long least;
  private long nextCheck = Long.MIN_VALUE;
  private boolean full;

  /**
   * Looks after {@code folder}.
   *
   * @param least octets that must be free for new work
   */
  Disk(Path folder, Space space, long least) {
    this.folder = folder;
    this.space = space;
    this.least = least;
  }

  /** Another number of octets that must be free for new work. */
  void least(long other) {
    least = other;
  }

  static Space real() {
    return folder -> Files.getFileStore(folder).getUsableSpace();
  }

  /** Whether new work finds room at {@code now}; looks at the disk twice a second at most. */
  boolean hasRoom(long now) {
    if (now >= nextCheck) {
      nextCheck = now + CHECK_MILLIS;
      look();
    }
    return !full;
  }

  private void look() {
    try {
      var usable = space.usable(folder);
      var ballast = Files.exists(folder.resolve(BALLAST));
      var wasFull = full;
      full = usable < least + (ballast ? 0 : Bounds.RESERVE);
      if (!full && !ballast) {
        keepBallast();
      }
      if (full != wasFull) {
        LOG.warn(
            full
                ? "the disk is full ({} octets left): new messages are refused"
                : "the disk has room again ({} octets left): new messages are taken",
            usable);
      }
    } catch (IOException e) {
      full = true;
    }
  }

  /** Puts the ballast down. */
  void keepBallast() throws IOException {
    var path = folder.resolve(BALLAST);
    if (Files.exists(path)) {
      return;
    }
    try {
      // Real octets, not a hole.
      var octets = new byte[(int) Bounds.RESERVE];
      Files.write(path, octets, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** A write failed: gives the ballast away and takes no new work until there is room again. */
  void failed(long now) {
    full = true;
    nextCheck = now + CHECK_MILLIS;
    try {
      if (Files.deleteIfExists(folder.resolve(BALLAST))) {
        LOG.warn("writing failed: the reserve is given to outcomes, new messages are refused");
      }
    } catch (IOException e) {
      LOG.warn("the reserve cannot be removed: {}", e.getMessage());
    }
  }
}
