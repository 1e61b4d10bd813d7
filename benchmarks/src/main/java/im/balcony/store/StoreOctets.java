package im.balcony.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a page message of four commits costs in the store: octets written to the file, with 1, 32
 * and 512 messages in flight, and with 0 and 100 texts remembered in each conversation. Rewriting
 * of mostly dead pages is included.
 *
 * <p>Arguments: seconds a measurement (5), and a folder ({@code target}).
 */
public final class StoreOctets {

  private static final List<Integer> IN_FLIGHT = List.of(1, 32, 512);
  private static final List<Integer> REMEMBERED = List.of(0, 100);

  private final Workload work = new Workload(true);
  private final AtomicLong failed = new AtomicLong();

  private StoreOctets() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    var folder = Path.of(arguments.length > 1 ? arguments[1] : "target");
    var length = Duration.ofSeconds(seconds);
    var octets = new StoreOctets();
    octets.measure(512, 0, length, folder);
    System.out.printf(
        "%-10s %10s %12s %16s%n", "in flight", "remembered", "messages/s", "octets/message");
    for (var inFlight : IN_FLIGHT) {
      for (var remembered : REMEMBERED) {
        System.out.println(octets.measure(inFlight, remembered, length, folder));
      }
    }
  }

  private String measure(int inFlight, int remembered, Duration length, Path folder)
      throws IOException, InterruptedException {
    var place = Files.createTempDirectory(Files.createDirectories(folder), "store-octets");
    var disk = new Disk(place, Disk.real(), Bounds.DEFAULT.free());
    try (var store =
        new GroupStore(
            () -> StoreFile.open(place), disk, Bounds.DEFAULT, System::currentTimeMillis)) {
      for (var batch : work.remembered(remembered)) {
        store.commit(batch).toCompletableFuture().join();
      }
      var before = store.fileWritten();
      var begin = System.nanoTime();
      var messages = run(store, inFlight, length);
      var seconds = (System.nanoTime() - begin) / 1e9;
      return "%-10d %10d %12.0f %16d"
          .formatted(
              inFlight, remembered, messages / seconds, (store.fileWritten() - before) / messages);
    } finally {
      Workload.delete(place);
    }
  }

  private int run(GroupStore store, int inFlight, Duration length) throws InterruptedException {
    var free = new Semaphore(inFlight);
    var begin = System.nanoTime();
    var number = 0;
    while (System.nanoTime() - begin < length.toNanos()) {
      free.acquire();
      message(store, number++)
          .whenComplete(
              (done, error) -> {
                failed.addAndGet(error == null ? 0 : 1);
                free.release();
              });
    }
    free.acquire(inFlight);
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " messages failed");
    }
    return number;
  }

  private CompletionStage<Void> message(GroupStore store, int message) {
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (var i = 0; i < Workload.STEPS; i++) {
      var step = i;
      done = done.thenCompose(before -> store.commit(work.step(message, step)));
    }
    return done;
  }
}
