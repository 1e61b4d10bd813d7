package im.balcony.benchmarks.stand;

import com.sun.management.ThreadMXBean;
import im.balcony.players.Management;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a process uses, by its threads: Linux counts their CPU time ({@code schedstat}), waits
 * ({@code status}) and octets written ({@code io}), the JVM what they allocate. Threads through
 * which it is looked at are left out.
 */
public final class Meter {

  /** The thread that writes the store's file, and nothing else. */
  private static final String STORE = "balcony-store";

  private static final List<String> COLLECTING = List.of("GC Thread", "G1 ", "VM Thread");
  private static final List<String> COMPILING = List.of("C1 Comp", "C2 Comp", "Sweeper");

  /** Of the JVM for itself, and of the management through which it is asked. */
  private static final List<String> OTHERS =
      List.of(
          "VM Periodic",
          "RMI ",
          "JMX ",
          "Attach Listener",
          "JFR ",
          "Service Thread",
          "Monitor Defl");

  /** What Linux counts of a thread. */
  private record Task(String name, long cpu, long written, long switches) {}

  private record Allocation(String name, long octets) {}

  /** What was counted of each thread up to a moment. */
  public static final class Reading {
    private final long at = System.nanoTime();
    private final Map<String, Task> tasks;
    private final Map<Long, Allocation> allocations;

    private Reading(Map<String, Task> tasks, Map<Long, Allocation> allocations) {
      this.tasks = tasks;
      this.allocations = allocations;
    }

    /** Seconds from {@code before} to this. */
    public double seconds(Reading before) {
      return (at - before.at) / 1e9;
    }

    /** What was used since {@code before}. */
    public Cost since(Reading before) {
      var sum = new Cost(0, 0, 0, allocated(before), 0, 0);
      for (var entry : tasks.entrySet()) {
        var now = entry.getValue();
        var then = before.tasks.getOrDefault(entry.getKey(), new Task(now.name, 0, 0, 0));
        sum = sum.plus(cost(now, then), 1);
      }
      return sum;
    }

    private static Cost cost(Task now, Task then) {
      var cpu = (double) (now.cpu - then.cpu);
      if (is(COLLECTING, now.name)) {
        return new Cost(0, cpu, 0, 0, 0, 0);
      } else if (is(COMPILING, now.name)) {
        return new Cost(0, 0, cpu, 0, 0, 0);
      } else if (is(OTHERS, now.name)) {
        return new Cost(0, 0, 0, 0, 0, 0);
      }
      var written = now.name.startsWith(STORE) ? now.written - then.written : 0;
      return new Cost(cpu, 0, 0, 0, written, now.switches - then.switches);
    }

    private double allocated(Reading before) {
      var sum = 0.0;
      for (var entry : allocations.entrySet()) {
        var then = before.allocations.getOrDefault(entry.getKey(), new Allocation("", 0));
        sum += is(OTHERS, entry.getValue().name) ? 0 : entry.getValue().octets - then.octets;
      }
      return sum;
    }

    /** CPU nanoseconds since {@code before} by the names of threads, without their numbers. */
    public Map<String, Double> byThread(Reading before) {
      var sums = new TreeMap<String, Double>();
      for (var entry : tasks.entrySet()) {
        var now = entry.getValue();
        var then = before.tasks.get(entry.getKey());
        sums.merge(
            now.name.replaceFirst("[-# ]*[0-9]*$", ""),
            (double) (now.cpu - (then == null ? 0 : then.cpu)),
            Double::sum);
      }
      return sums;
    }
  }

  private final Path tasks;
  private final ThreadMXBean threads;

  Meter(long pid, Management management) throws IOException {
    tasks = Path.of("/proc", String.valueOf(pid), "task");
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            management.connection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
  }

  private static boolean is(List<String> names, String name) {
    return names.stream().anyMatch(name::startsWith);
  }

  /** Reads all counters. */
  public Reading read() throws IOException {
    return new Reading(tasks(), allocations());
  }

  private Map<Long, Allocation> allocations() {
    var ids = threads.getAllThreadIds();
    var names = threads.getThreadInfo(ids);
    var octets = threads.getThreadAllocatedBytes(ids);
    var all = new HashMap<Long, Allocation>();
    for (var i = 0; i < ids.length; i++) {
      if (names[i] != null) {
        all.put(ids[i], new Allocation(names[i].getThreadName(), octets[i]));
      }
    }
    return all;
  }

  private Map<String, Task> tasks() throws IOException {
    var all = new HashMap<String, Task>();
    try (var folders = Files.list(tasks)) {
      for (var folder : folders.toList()) {
        task(folder).ifPresent(task -> all.put(String.valueOf(folder.getFileName()), task));
      }
    }
    return all;
  }

  private static Optional<Task> task(Path folder) {
    try {
      var name = Files.readString(folder.resolve("comm")).strip();
      return Optional.of(
          new Task(
              name,
              Long.parseLong(Files.readString(folder.resolve("schedstat")).split(" ")[0]),
              name.startsWith(STORE) ? value(folder.resolve("io"), "wchar") : 0,
              value(folder.resolve("status"), "voluntary_ctxt_switches")));
    } catch (IOException e) {
      // It ended meanwhile.
      return Optional.empty();
    }
  }

  private static long value(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElse(0);
  }
}
