package im.balcony.players;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Romeo's baresip without sound and screen: page messages of a real phone. */
public final class Baresip implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);
  private static final int ANSWER_MILLIS = 5000;

  // TLS takes the port behind the one for UDP and TCP.
  private final int port = Ports.freePair();
  private final int control = Ports.free();
  private final Program program;

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param address Romeo's SIP URI
   * @param proxy the port of the gateway, on loopback
   * @param contact the SIP URI that he writes to
   */
  public Baresip(Path directory, String address, int proxy, String contact)
      throws IOException, InterruptedException {
    var place = Program.find("baresip", "baresip-core");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config"), configuration());
    Files.writeString(
        directory.resolve("accounts"),
        "<" + address + ">;regint=0;outbound=\"sip:127.0.0.1:" + proxy + ";transport=udp\"\n");
    Files.writeString(directory.resolve("contacts"), "\"Juliet\" <" + contact + ">\n");
    program =
        new Program(
            List.of(place.toString(), "-f", directory.toString()),
            Map.of("HOME", directory.toString()),
            directory,
            directory.resolve("baresip.out"));
    program.await("baresip", START, () -> says("baresip is ready."));
  }

  private String configuration() throws IOException {
    return String.join(
        "\n",
        "sip_listen 127.0.0.1:" + port,
        "net_af ipv4",
        "module_path " + modules(),
        // Without it what is received is not shown.
        "module stdio.so",
        "module_app account.so",
        "module_app contact.so",
        "module_app menu.so",
        "module_app ctrl_tcp.so",
        "ctrl_tcp_listen 127.0.0.1:" + control,
        "");
  }

  private static Path modules() throws IOException {
    return List.of("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules").stream()
        .map(Path::of)
        .filter(folder -> Files.isReadable(folder.resolve("ctrl_tcp.so")))
        .findFirst()
        .orElseThrow(() -> new IOException("baresip's modules are in none of the usual places"));
  }

  /** The port for SIP, by UDP and TCP. */
  public int port() {
    return port;
  }

  /** Sends a MESSAGE to the contact. */
  public void message(String text) throws IOException {
    var command = "{\"command\":\"message\",\"params\":\"" + text + "\"}";
    var octets = command.getBytes(StandardCharsets.UTF_8);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), control)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      var out = socket.getOutputStream();
      out.write((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
      out.write(octets);
      out.write(',');
      out.flush();
      var buffer = new byte[4096];
      var length = socket.getInputStream().read(buffer);
      var answer = new String(buffer, 0, Math.max(0, length), StandardCharsets.UTF_8);
      if (!answer.contains("\"ok\":true")) {
        throw new IOException("baresip did not send: " + answer);
      }
    }
  }

  /** Waits until its output has this text, which it shows for what it receives. */
  public void shows(String text, Duration wait) throws IOException, InterruptedException {
    program.await("baresip showing '" + text + "'", wait, () -> says(text));
  }

  /** What it has shown so far. */
  public String shown() throws IOException {
    return new String(
        program.output().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private boolean says(String text) {
    try {
      return shown().contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
