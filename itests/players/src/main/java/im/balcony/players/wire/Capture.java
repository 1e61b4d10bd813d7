package im.balcony.players.wire;

import im.balcony.players.Program;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What goes over the loopback interface from the construction to {@link #end}. All of it, for the
 * ports of MSRP are only known once they are in use. Capturing takes root's rights; whoever has not
 * got them needs sudo without a password.
 */
public final class Capture implements AutoCloseable {

  /** Where a capture ends by itself, in kB: then something runs wild. */
  private static final int LIMIT = 500_000;

  private static final int BUFFER_MIB = 32;
  private static final long WAIT = TimeUnit.SECONDS.toNanos(20);
  private static final Pattern DROPPED = Pattern.compile("received/dropped on .*: \\d+/(\\d+)");

  private final Path file;
  private final Path log;
  private final List<String> rights;
  private final Process process;

  /**
   * Starts it; from here on everything is captured.
   *
   * @param directory for its files
   */
  public Capture(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    file = directory.resolve("loopback.pcapng");
    log = directory.resolve("dumpcap.out");
    rights = "root".equals(System.getProperty("user.name")) ? List.of() : List.of("sudo", "-n");
    var command = new ArrayList<>(rights);
    command.add(Program.find("dumpcap", "wireshark-common").toString());
    command.addAll(List.of("-q", "-i", "lo", "-f", "tcp or udp", "-B", "" + BUFFER_MIB));
    command.addAll(List.of("-a", "filesize:" + LIMIT, "-w", "-"));
    process =
        new ProcessBuilder(command)
            .redirectOutput(file.toFile())
            .redirectError(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    mark();
  }

  /** Sends a datagram again and again until it is in the file: so is all that was sent before. */
  private void mark() throws IOException, InterruptedException {
    var text = UUID.randomUUID().toString();
    var octets = text.getBytes(StandardCharsets.US_ASCII);
    var from = Files.size(file);
    var end = System.nanoTime() + WAIT;
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      do {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("nothing is captured: " + Files.readString(log));
        }
        socket.send(new DatagramPacket(octets, octets.length, socket.getLocalSocketAddress()));
        Thread.sleep(50);
      } while (!tail(from).contains(text));
    }
  }

  private String tail(long from) throws IOException {
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Ends it when all that was sent so far is in the file, and gives that.
   *
   * @throws IOException if anything was missed
   */
  public Path end() throws IOException, InterruptedException {
    mark();
    close();
    var said = Files.readString(log);
    var dropped = DROPPED.matcher(said);
    if (!dropped.find() || !dropped.group(1).equals("0")) {
      throw new IOException("the capture has gaps: " + said);
    }
    return file;
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        terminate();
      }
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who has no right to capture has none to end the capture either. */
  private void terminate() throws IOException, InterruptedException {
    if (rights.isEmpty()) {
      process.destroy();
      return;
    }
    var command = new ArrayList<>(rights);
    command.addAll(List.of("kill", String.valueOf(process.pid())));
    var nowhere = new File("/dev/null");
    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(nowhere).start().waitFor();
  }
}
