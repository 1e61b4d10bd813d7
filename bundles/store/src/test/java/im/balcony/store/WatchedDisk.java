package im.balcony.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of MVStore's that tells when somebody waited for the disk itself, and when a file
 * was cut to its beginning.
 */
public final class WatchedDisk extends FilePathWrapper {

  static final String SCHEME = "watched";
  private static final String FORCE = "force ";

  /** Less than the pages are ever cut to. */
  private static final long BEGINNING = 100;

  private static final List<String> DONE = Collections.synchronizedList(new ArrayList<>());

  static WatchedDisk register() {
    var disk = new WatchedDisk();
    FilePath.register(disk);
    DONE.clear();
    return disk;
  }

  /** How often the disk was waited for since the last call. */
  long forced() {
    return did().stream().filter(what -> what.startsWith(FORCE)).count();
  }

  /** What was done since the last call, each with the name of the file. */
  List<String> did() {
    synchronized (DONE) {
      var did = List.copyOf(DONE);
      DONE.clear();
      return did;
    }
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Watched(getBase().open(mode), getName());
  }

  private static final class Watched extends PassedOn {

    private final String name;

    Watched(FileChannel file, String name) {
      super(file);
      this.name = name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      DONE.add(FORCE + name);
      super.force(metadata);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      if (size < BEGINNING) {
        DONE.add("cut " + name);
      }
      return super.truncate(size);
    }
  }
}
