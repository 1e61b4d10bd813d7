package im.balcony.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of MVStore's that counts how often somebody waited for the disk itself. */
public final class WatchedDisk extends FilePathWrapper {

  static final String SCHEME = "watched";
  private static final AtomicLong FORCED = new AtomicLong();

  static WatchedDisk register() {
    var disk = new WatchedDisk();
    FilePath.register(disk);
    FORCED.set(0);
    return disk;
  }

  /** How often the disk was waited for since the last call. */
  long forced() {
    return FORCED.getAndSet(0);
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Watched(getBase().open(mode));
  }

  private static final class Watched extends PassedOn {

    Watched(FileChannel file) {
      super(file);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      FORCED.incrementAndGet();
      super.force(metadata);
    }
  }
}
