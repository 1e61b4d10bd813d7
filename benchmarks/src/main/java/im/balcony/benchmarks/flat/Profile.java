package im.balcony.benchmarks.flat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** A recording of the JDK's flight recorder, and which of the product's code is in it. */
public final class Profile {

  private static final String PRODUCT = "im.balcony.";
  private static final int LINES = 30;
  private static final long PATIENCE = 60;

  private final long pid;

  private Profile(long pid) {
    this.pid = pid;
  }

  /** Begins to record a process. */
  public static Profile begin(long pid) throws IOException, InterruptedException {
    var profile = new Profile(pid);
    profile.tell("JFR.start", "name=bench", "settings=profile");
    return profile;
  }

  /** Writes the recording to a file and ends it. */
  public void end(Path file) throws IOException, InterruptedException {
    tell("JFR.dump", "name=bench", "filename=" + file.toAbsolutePath());
    tell("JFR.stop", "name=bench");
  }

  private void tell(String... command) throws IOException, InterruptedException {
    var words =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()));
    words.add(String.valueOf(pid));
    words.addAll(List.of(command));
    var process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PATIENCE, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("jcmd did not do " + String.join(" ", command));
    }
  }

  /** What is in a recording, by the method of the product that ran or asked for memory. */
  public static String summary(Path file) throws IOException {
    var cpu = new TreeMap<String, Double>();
    var memory = new TreeMap<String, Double>();
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        var event = recording.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> cpu.merge(place(event), 1.0, Double::sum);
          case "jdk.ObjectAllocationSample" ->
              memory.merge(place(event), (double) event.getLong("weight"), Double::sum);
          default -> {
            // Of no interest here.
          }
        }
      }
    }
    return section("CPU, by bundle", bundles(cpu))
        + section("CPU, by the innermost method of ours", cpu)
        + section("allocation, by bundle", bundles(memory))
        + section("allocation, by the innermost method of ours", memory);
  }

  private static String place(RecordedEvent event) {
    var trace = event.getStackTrace();
    return trace == null
        ? "(unknown)"
        : trace.getFrames().stream()
            .map(Profile::name)
            .filter(name -> name.startsWith(PRODUCT))
            .findFirst()
            .map(name -> name.substring(PRODUCT.length()))
            .orElseGet(() -> "(none of ours: " + outermost(trace.getFrames()) + ")");
  }

  private static String outermost(List<RecordedFrame> frames) {
    return frames.isEmpty() ? "" : name(frames.get(Math.max(0, frames.size() - 2)));
  }

  private static String name(RecordedFrame frame) {
    return frame.getMethod().getType().getName().replaceFirst("\\$\\$Lambda.*", "")
        + '.'
        + frame.getMethod().getName();
  }

  private static Map<String, Double> bundles(Map<String, Double> places) {
    var sums = new TreeMap<String, Double>();
    places.forEach(
        (place, value) ->
            sums.merge(
                place.startsWith("(") ? "(others)" : place.replaceFirst("\\..*", ""),
                value,
                Double::sum));
    return sums;
  }

  private static String section(String title, Map<String, Double> sums) {
    var all = sums.values().stream().mapToDouble(Double::doubleValue).sum();
    var out = new StringBuilder("\n" + title + "\n");
    sums.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(LINES)
        .forEach(
            entry ->
                out.append(
                    String.format(
                        Locale.ROOT,
                        "%6.1f %%  %s%n",
                        100 * entry.getValue() / all,
                        entry.getKey())));
    return out.toString();
  }
}
