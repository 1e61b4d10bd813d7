package im.balcony.players;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program of this run, ended by its own process handle. */
public final class Program implements AutoCloseable {

  private final Process process;
  private final Path log;

  /** Where Debian, or whoever builds for himself, puts programs. */
  private static final List<String> PLACES =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

  /**
   * Where a program is.
   *
   * @throws IOException if it is missing: the message names the Debian package that has it
   */
  public static Path find(String name, String debianPackage) throws IOException {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    name + " is not installed; Debian's package " + debianPackage + " has it"));
  }

  /** Starts a command with its output in {@code log}. */
  public Program(List<String> command, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    this.process = builder.start();
    this.log = log;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    } catch (IllegalStateException e) {
      close();
      throw new IOException("this process is ending", e);
    }
  }

  /** Waits until something holds, as long as the program lives. */
  public void await(String what, Duration wait, BooleanSupplier holds)
      throws IOException, InterruptedException {
    var end = System.nanoTime() + wait.toNanos();
    while (!holds.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IOException(
            what + ": the program ended with " + process.exitValue() + ", see " + log);
      }
      if (System.nanoTime() > end) {
        throw new IOException(what + ": not within " + wait + ", see " + log);
      }
      Thread.sleep(50);
    }
  }

  /** Waits for the end of the program and gives its exit value. */
  public int exit(Duration wait) throws IOException, InterruptedException {
    if (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("the program did not end within " + wait + ", see " + log);
    }
    return process.exitValue();
  }

  /** What the program said so far. */
  public String output() throws IOException {
    return Files.readString(log, StandardCharsets.ISO_8859_1);
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Lets a Java program write into its log what its threads do. */
  public void dumpThreads() throws IOException, InterruptedException {
    signal("QUIT");
    Thread.sleep(1_000);
  }

  /** Stops the whole process for a while, and lets it go on whatever happens. */
  public void suspend(Duration time) throws IOException, InterruptedException {
    signal("STOP");
    try {
      Thread.sleep(time.toMillis());
    } finally {
      signal("CONT");
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    var signal = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
    if (!signal.waitFor(5, TimeUnit.SECONDS) || signal.exitValue() != 0) {
      throw new IOException("the program cannot be sent SIG" + name);
    }
  }

  /** Ends it at once, as kill -9 does, with all its children. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }
}
