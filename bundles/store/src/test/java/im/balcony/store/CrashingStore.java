package im.balcony.store;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** The store in a process to be killed: prints the number of each batch that was committed. */
final class CrashingStore {

  private static final int IN_FLIGHT = 64;

  private CrashingStore() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    var next = Long.parseLong(arguments[1]);
    var disk = new Disk(folder, Disk.real(), 0);
    // Time stands still: no row is too old.
    try (var store = new GroupStore(() -> StoreFile.open(folder), disk, Bounds.DEFAULT, () -> 1)) {
      var free = new Semaphore(IN_FLIGHT);
      System.out.println("open");
      while (!Thread.interrupted()) {
        free.acquire();
        var number = next++;
        store
            .commit(Batches.batch(number, false))
            .thenRun(
                () -> {
                  System.out.println(number);
                  free.release();
                });
      }
    }
  }
}
