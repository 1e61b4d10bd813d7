package im.balcony.store;

import im.balcony.store.Workload.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages a second by {@code durability}, and how long one is in the store: a message is accepted
 * in one commit and has its outcome in another. Ratios are against {@code process} with as many
 * messages in flight, and the waits for the disk alone are measured in the same run.
 *
 * <p>Arguments: seconds a measurement (3), rounds (3), and a folder on the disk to be measured
 * ({@code target}).
 */
public final class StoreBenchmark {

  private static final List<Integer> IN_FLIGHT = List.of(1, 32, 512);

  /** One measurement: messages a second, and milliseconds in the store. */
  private record Measured(double rate, double median, double p99) {}

  private final Duration length;
  private final int rounds;
  private final Path folder;
  private final Workload work = new Workload();

  private StoreBenchmark(Duration length, int rounds, Path folder) {
    this.length = length;
    this.rounds = rounds;
    this.folder = folder;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    var folder = Path.of(arguments.length > 2 ? arguments[2] : "target");
    new StoreBenchmark(Duration.ofSeconds(seconds), rounds, folder).run();
  }

  private void run() throws IOException, InterruptedException {
    measure(Durability.PROCESS, 512);
    System.out.printf("waits for the disk alone: %.0f a second%n", waits());
    System.out.printf(
        "%-9s %9s %22s %8s %10s %10s%n",
        "in flight", "", "messages/s (min-max)", "ratio", "median ms", "p99 ms");
    for (var inFlight : IN_FLIGHT) {
      Map<Durability, List<Measured>> all = new EnumMap<>(Durability.class);
      for (var round = 0; round < rounds; round++) {
        for (var durability : Durability.values()) {
          all.computeIfAbsent(durability, d -> new ArrayList<>())
              .add(measure(durability, inFlight));
        }
      }
      var reference = middle(all.getOrDefault(Durability.PROCESS, List.of())).rate;
      all.forEach((durability, measured) -> print(inFlight, durability, measured, reference));
    }
  }

  private static Measured middle(List<Measured> measured) {
    return measured.stream()
        .sorted(Comparator.comparingDouble(Measured::rate))
        .toList()
        .get(measured.size() / 2);
  }

  private static void print(
      int inFlight, Durability durability, List<Measured> measured, double reference) {
    var middle = middle(measured);
    System.out.printf(
        "%-9d %9s %8.0f (%5.0f-%5.0f) %8.2f %10.2f %10.2f%n",
        inFlight,
        durability.name().toLowerCase(Locale.ROOT),
        middle.rate,
        measured.stream().mapToDouble(Measured::rate).min().orElse(0),
        measured.stream().mapToDouble(Measured::rate).max().orElse(0),
        middle.rate / reference,
        middle.median,
        middle.p99);
  }

  private Measured measure(Durability durability, int inFlight)
      throws IOException, InterruptedException {
    var place = Files.createTempDirectory(Files.createDirectories(folder), "store-benchmark");
    var disk = new Disk(place, Disk.real(), Bounds.DEFAULT.free());
    var store =
        new GroupStore(
            () -> StoreFile.open(place), disk, Bounds.DEFAULT, System::currentTimeMillis);
    try {
      return measure(store, durability, inFlight);
    } finally {
      store.close();
      Workload.delete(place);
    }
  }

  private Measured measure(GroupStore store, Durability durability, int inFlight)
      throws InterruptedException {
    var free = new Semaphore(inFlight);
    var failed = new AtomicLong();
    var times = new Times();
    var begin = System.nanoTime();
    var number = 0;
    while (System.nanoTime() - begin < length.toNanos()) {
      free.acquire();
      var message = number++;
      var started = System.nanoTime();
      store
          .commit(work.accepted(message, durability))
          .thenCompose(done -> store.commit(work.handedOver(message, durability)))
          .whenComplete(
              (done, error) -> {
                times.add(System.nanoTime() - started);
                failed.addAndGet(error == null ? 0 : 1);
                free.release();
              });
    }
    free.acquire(inFlight);
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " commits failed");
    }
    var seconds = (System.nanoTime() - begin) / 1e9;
    return new Measured(number / seconds, times.percentile(0.5), times.percentile(0.99));
  }

  /** How often a second 4 kB can be on the disk for certain, one write behind the other. */
  private double waits() throws IOException {
    var file = Files.createTempFile(Files.createDirectories(folder), "waits", "");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var begin = System.nanoTime();
      var count = 0;
      while (System.nanoTime() - begin < length.toNanos()) {
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        count++;
      }
      return count / ((System.nanoTime() - begin) / 1e9);
    } finally {
      Files.delete(file);
    }
  }

  /** Durations in nanoseconds, read as milliseconds. */
  private static final class Times {

    private long[] all = new long[1 << 16];
    private int count;

    synchronized void add(long nanos) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = nanos;
    }

    synchronized double percentile(double share) {
      var sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(count - 1, Math.round(share * count))] / 1e6;
    }
  }
}
