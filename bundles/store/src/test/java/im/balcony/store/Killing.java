package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a class in a process of its own and kills it in the middle of its work. */
final class Killing {

  private Killing() {}

  /**
   * How far it came.
   *
   * @param acknowledged the last number it printed
   * @param millis how long it worked
   */
  record Run(long acknowledged, long millis) {}

  /** Returns the last number, from {@code next} on, that the process printed before its end. */
  static Run run(long next, long millis, Class<?> main, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      assertThat(output.readLine()).isEqualTo("open");
      var start = System.nanoTime();
      var last = next - 1;
      var killed = false;
      // The pipe keeps what was printed before the kill; a line cut short was not acknowledged.
      for (var line = line(output); line.endsWith("\n"); line = line(output)) {
        last = Long.parseLong(line.strip());
        if (!killed
            && last > next
            && System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(millis)) {
          // The handle, for the process itself would close the pipe as well.
          process.toHandle().destroyForcibly();
          killed = true;
        }
      }
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      assertThat(last).as("something was written").isGreaterThan(next);
      return new Run(last, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }
  }

  private static String line(BufferedReader output) throws Exception {
    var line = new StringBuilder();
    for (var c = output.read(); c >= 0; c = output.read()) {
      line.append((char) c);
      if (c == '\n') {
        break;
      }
    }
    return line.toString();
  }
}
