package im.balcony.store;

import im.balcony.store.Workload.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long messages wait for the store at a steady pace, in slices of time, and how large its file
 * is: what the work in its background costs them. Beside it the longest time that a thread without
 * work was not woken, which is the machine's own.
 *
 * <p>Arguments: messages a second (200), seconds (600), and a folder ({@code target}).
 */
public final class StorePace {

  private static final Duration SLICE = Duration.ofSeconds(30);
  private static final long TICK = 2_000_000;

  private final AtomicLong longest = new AtomicLong();
  private final AtomicLong asleep = new AtomicLong();

  private StorePace() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    var seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 600;
    var folder = Path.of(arguments.length > 2 ? arguments[2] : "target");
    new StorePace().run(rate, Duration.ofSeconds(seconds), folder);
  }

  private void run(int rate, Duration length, Path folder) throws IOException {
    var place = Files.createTempDirectory(Files.createDirectories(folder), "store-pace");
    var disk = new Disk(place, Disk.real(), Bounds.DEFAULT.free());
    try (var store =
        new GroupStore(
            () -> StoreFile.open(place), disk, Bounds.DEFAULT, System::currentTimeMillis)) {
      var sleeper = new Thread(this::sleep, "sleeper");
      sleeper.setDaemon(true);
      sleeper.start();
      System.out.printf("%9s %12s %14s %9s%n", "s", "longest ms", "asleep ms", "file MB");
      run(store, rate, length);
    } finally {
      Workload.delete(place);
    }
  }

  private void run(GroupStore store, int rate, Duration length) {
    var work = new Workload();
    var begin = System.nanoTime();
    var slices = 0;
    var messages = length.toSeconds() * rate;
    for (var message = 0; message < messages; message++) {
      var due = begin + message * 1_000_000_000L / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      send(store, work, message);
      if (System.nanoTime() - begin > (slices + 1) * SLICE.toNanos()) {
        slices++;
        System.out.printf(
            "%9d %12.1f %14.1f %9.1f%n",
            slices * SLICE.toSeconds(),
            longest.getAndSet(0) / 1e6,
            asleep.getAndSet(0) / 1e6,
            store.fileSize() / 1e6);
      }
    }
  }

  private void send(GroupStore store, Workload work, int message) {
    var started = System.nanoTime();
    var done =
        store
            .commit(work.accepted(message, Durability.PROCESS))
            .thenCompose(ok -> store.commit(work.handedOver(message, Durability.PROCESS)))
            .thenRun(() -> raise(longest, System.nanoTime() - started));
    done.exceptionally(
        error -> {
          System.out.println("a commit failed: " + error.getMessage());
          return null;
        });
  }

  private void sleep() {
    while (true) {
      var before = System.nanoTime();
      LockSupport.parkNanos(TICK);
      raise(asleep, System.nanoTime() - before - TICK);
    }
  }

  private static void raise(AtomicLong most, long value) {
    most.accumulateAndGet(value, Math::max);
  }
}
