package im.balcony.players;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A sipp that plays one scenario once. It does not retransmit: each message of the scenario is one
 * on the wire, and so is each copy.
 */
public final class Sipp implements AutoCloseable {

  private static final String BORDER = "-----------------------------------------------";

  private final Path messages;
  private final Path errors;
  private final Program program;

  private Sipp(Path directory, Path scenario, String transport, int port, List<String> more)
      throws IOException, InterruptedException {
    var place = Program.find("sipp", "sip-tester");
    Files.createDirectories(directory);
    messages = directory.resolve("messages.log");
    errors = directory.resolve("errors.log");
    var command =
        new ArrayList<>(
            List.of(place.toString(), "-sf", scenario.toAbsolutePath().toString(), "-m", "1"));
    command.addAll(List.of("-i", "127.0.0.1", "-p", String.valueOf(port), "-nr", "-nostdin"));
    command.addAll(List.of("-t", transport.equals("tcp") ? "t1" : "u1", "-timeout", "20s"));
    command.addAll(List.of("-trace_msg", "-message_file", messages.toString()));
    command.addAll(List.of("-trace_err", "-error_file", errors.toString()));
    command.addAll(more);
    program = new Program(command, Map.of(), directory, directory.resolve("sipp.out"));
  }

  /**
   * Sends what the scenario says to a loopback port.
   *
   * @param directory for its files
   * @param transport {@code udp} or {@code tcp}
   * @param more further arguments, such as {@code -s juliet}
   */
  public static Sipp sending(
      Path directory, Path scenario, String transport, int to, List<String> more)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(more);
    all.add("127.0.0.1:" + to);
    return new Sipp(directory, scenario, transport, Ports.free(), all);
  }

  /** Waits on {@code port} for what the scenario says. */
  public static Sipp waiting(Path directory, Path scenario, String transport, int port)
      throws IOException, InterruptedException {
    var sipp = new Sipp(directory, scenario, transport, port, List.of());
    sipp.program.await("sipp's port", Duration.ofSeconds(10), () -> isTaken(transport, port));
    return sipp;
  }

  private static boolean isTaken(String transport, int port) {
    try {
      return Ports.isTaken(transport, port);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits for the end of the scenario.
   *
   * @throws AssertionError if it did not go as written
   */
  public void succeeds(Duration wait) throws IOException, InterruptedException {
    var exit = program.exit(wait);
    if (exit != 0) {
      var why = Files.exists(errors) ? Files.readString(errors) : program.output();
      throw new AssertionError("sipp ended with " + exit + ": " + why);
    }
  }

  /** The messages that sipp received, as they stood on the wire. */
  public List<String> received() throws IOException {
    return Arrays.stream(Files.readString(messages, StandardCharsets.UTF_8).split(BORDER))
        .filter(part -> part.contains("message received"))
        .map(part -> part.substring(part.indexOf(":\n\n") + 3).stripTrailing())
        .toList();
  }

  @Override
  public void close() {
    program.close();
  }
}
