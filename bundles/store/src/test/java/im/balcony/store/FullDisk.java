package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of MVStore's on which files can grow by so many octets only. */
public final class FullDisk extends FilePathWrapper {

  static final String SCHEME = "full";
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  static FullDisk register() {
    var disk = new FullDisk();
    FilePath.register(disk);
    LEFT.set(Long.MAX_VALUE);
    return disk;
  }

  /** How many octets may still be written over the end of files. */
  void leave(Path folder, long octets) {
    LEFT.set(octets);
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Growing(getBase().open(mode));
  }

  private static final class Growing extends PassedOn {

    Growing(FileChannel file) {
      super(file);
    }

    private void grow(long end) throws IOException {
      var growth = Math.max(0, end - size());
      if (growth > LEFT.get()) {
        throw new IOException("No space left on device");
      }
      LEFT.addAndGet(-growth);
    }

    @Override
    public int write(ByteBuffer octets, long position) throws IOException {
      grow(position + octets.remaining());
      return super.write(octets, position);
    }

    @Override
    public int write(ByteBuffer octets) throws IOException {
      grow(position() + octets.remaining());
      return super.write(octets);
    }
  }
}
