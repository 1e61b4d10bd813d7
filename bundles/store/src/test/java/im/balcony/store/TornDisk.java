package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of MVStore's that dies at a step of its choice: that write is torn in the middle,
 * and nothing is written after it until it is alive again. Truncations are steps as well.
 */
public final class TornDisk extends FilePathWrapper {

  static final String SCHEME = "torn";
  private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

  static TornDisk register() {
    var disk = new TornDisk();
    FilePath.register(disk);
    LEFT.set(Long.MAX_VALUE);
    return disk;
  }

  /** Dies at the {@code step}-th step from now on. */
  void dieAt(long step) {
    LEFT.set(step);
  }

  /** Steps that are left until it dies. */
  long left() {
    return LEFT.get();
  }

  /** Lives again; tells whether it had died. */
  boolean revive() {
    return LEFT.getAndSet(Long.MAX_VALUE) <= 0;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Torn(getBase().open(mode));
  }

  private static final class Torn extends PassedOn {

    Torn(FileChannel file) {
      super(file);
    }

    private interface Write {
      int octets(ByteBuffer octets) throws IOException;
    }

    private static int step(ByteBuffer octets, Write write) throws IOException {
      var left = LEFT.decrementAndGet();
      if (left > 0) {
        return write.octets(octets);
      }
      if (left == 0) {
        octets.limit(octets.position() + octets.remaining() / 2);
        write.octets(octets);
      }
      throw new IOException("the process is dead");
    }

    @Override
    public int write(ByteBuffer octets, long position) throws IOException {
      return step(octets, o -> super.write(o, position));
    }

    @Override
    public int write(ByteBuffer octets) throws IOException {
      return step(octets, super::write);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      if (LEFT.decrementAndGet() <= 0) {
        throw new IOException("the process is dead");
      }
      return super.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      if (LEFT.get() <= 0) {
        throw new IOException("the process is dead");
      }
      super.force(metadata);
    }
  }
}
