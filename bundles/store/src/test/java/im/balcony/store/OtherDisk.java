package im.balcony.store;

import java.nio.file.Path;
import org.h2.store.fs.FilePath;

/** Stores whose two files lie on one of the disks that tests make. */
final class OtherDisk {

  private OtherDisk() {}

  /** A folder on the file system of MVStore's with this scheme; none for the machine's. */
  static StoreFolder folder(Path folder, String scheme) {
    return scheme.isEmpty()
        ? StoreFolder.of(folder)
        : new StoreFolder(folder, scheme + ":", log -> FilePath.get(scheme + ":" + log).open("rw"));
  }
}
