package im.balcony.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of MVStore's that lets writing wait in the pages, or fail, and in no other file.
 */
public final class HeldDisk extends FilePathWrapper {

  static final String SCHEME = "held";
  private static final long PATIENCE = 20;
  private static final AtomicReference<CountDownLatch> GATE =
      new AtomicReference<>(new CountDownLatch(0));
  private static final AtomicReference<String> FAULT = new AtomicReference<>("");
  private static volatile boolean waiting;

  static HeldDisk register() {
    var disk = new HeldDisk();
    FilePath.register(disk);
    GATE.set(new CountDownLatch(0));
    FAULT.set("");
    waiting = false;
    return disk;
  }

  /** Whoever writes pages from now on waits. */
  void hold() {
    waiting = false;
    GATE.set(new CountDownLatch(1));
  }

  /** Whether somebody waits. */
  boolean isWaitedFor() {
    return waiting;
  }

  /** Nobody waits any more. */
  void release() {
    GATE.get().countDown();
  }

  /** The next one to write pages fails. */
  void fail() {
    FAULT.set("the pages cannot be written");
  }

  /** Whether somebody failed since. */
  boolean hasFailed() {
    return FAULT.get().isEmpty();
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    var file = getBase().open(mode);
    return getName().endsWith(StoreFolder.PAGES) ? new Held(file) : file;
  }

  private static final class Held extends PassedOn {

    Held(FileChannel file) {
      super(file);
    }

    @Override
    public int write(ByteBuffer octets, long position) throws IOException {
      var fault = FAULT.getAndSet("");
      if (!fault.isEmpty()) {
        throw new IOException(fault);
      }
      try {
        waiting = GATE.get().getCount() > 0;
        if (!GATE.get().await(PATIENCE, TimeUnit.SECONDS)) {
          throw new IOException("held too long");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return super.write(octets, position);
    }
  }
}
