package im.balcony.players.wire;

import im.balcony.players.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/** Runs tshark over a capture. */
final class Tshark {

  private Tshark() {}

  /**
   * Dissects a capture.
   *
   * @param protocols whose fields are wanted
   * @param more further arguments
   */
  static List<Packet> dissect(Path capture, String protocols, List<String> more)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("-T", "pdml", "-J", protocols));
    arguments.addAll(more);
    var out = run(capture, arguments);
    try (var in = Files.newInputStream(out)) {
      return Pdml.read(in);
    } catch (XMLStreamException e) {
      throw new IOException("unreadable PDML of " + capture, e);
    }
  }

  /** These fields of each packet that {@code filter} lets through, as tshark writes them. */
  static List<List<String>> table(Path capture, String filter, String... fields)
      throws IOException, InterruptedException {
    var arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields"));
    Arrays.stream(fields).forEach(field -> arguments.addAll(List.of("-e", field)));
    return Files.readAllLines(run(capture, arguments)).stream()
        .map(line -> List.of(line.split("\t", -1)))
        .toList();
  }

  private static Path run(Path capture, List<String> arguments)
      throws IOException, InterruptedException {
    var out = capture.resolveSibling("tshark.out");
    var log = capture.resolveSibling("tshark.log");
    var command = new ArrayList<>(List.of(Program.find("tshark", "tshark").toString()));
    command.addAll(List.of("-n", "-r", capture.toString()));
    command.addAll(arguments);
    var process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("tshark: " + Files.readString(log, StandardCharsets.UTF_8));
    }
    return out;
  }
}
