package im.balcony.players;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Prosody on free loopback ports, with users of {@code example.com} and components. */
public final class Prosody implements XmppServer {

  /** Where Debian puts the program. */
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/prosody"), Path.of("/usr/local/bin/prosody"));

  private final int clientPort = Ports.free();
  private final int componentPort;
  private final Path directory;
  private Program program;

  /** Whether Prosody is installed. */
  public static boolean installed() {
    return PLACES.stream().anyMatch(Files::isExecutable);
  }

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param componentPort where components connect
   * @param components component domains with their secrets
   * @param users names of users of example.com with their passwords
   */
  public Prosody(
      Path directory, int componentPort, Map<String, String> components, Map<String, String> users)
      throws IOException, InterruptedException {
    this.componentPort = componentPort;
    this.directory = directory;
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("prosody.cfg.lua"), configuration(directory, components));
    var accounts = Files.createDirectories(directory.resolve("data/example%2ecom/accounts"));
    for (var user : users.entrySet()) {
      Files.writeString(
          accounts.resolve(user.getKey() + ".dat"),
          "return { [\"password\"] = \"" + user.getValue() + "\"; };\n");
    }
    program = run();
  }

  private Program run() throws IOException, InterruptedException {
    var place = PLACES.stream().filter(Files::isExecutable).findFirst();
    var config = directory.resolve("prosody.cfg.lua").toString();
    var started =
        new Program(
            List.of(place.orElseThrow().toString(), "--config", config, "-F"),
            Map.of(),
            directory,
            directory.resolve("prosody.out"));
    started.await(
        "Prosody's ports", Duration.ofSeconds(30), () -> open(clientPort) && open(componentPort));
    return started;
  }

  /** Starts it again on the same ports, after it was closed or killed. */
  public void restart() throws IOException, InterruptedException {
    program.close();
    program = run();
  }

  private String configuration(Path directory, Map<String, String> components) {
    var text = new StringBuilder();
    text.append("run_as_root = true\n");
    text.append("pidfile = \"" + directory + "/prosody.pid\"\n");
    text.append("data_path = \"" + directory + "/data\"\n");
    text.append("log = { info = \"" + directory + "/prosody.log\" }\n");
    text.append("interfaces = { \"127.0.0.1\" }\n");
    text.append("network_settings = { nagle = false }\n");
    text.append(
        "c2s_ports = { " + clientPort + " }\ns2s_ports = {}\nhttp_ports = {}\nhttps_ports = {}\n");
    text.append(
        "component_ports = { " + componentPort + " }\ncomponent_interfaces = { \"127.0.0.1\" }\n");
    text.append("c2s_require_encryption = false\nallow_unencrypted_plain_auth = true\n");
    text.append("authentication = \"internal_plain\"\nstorage = \"internal\"\n");
    text.append(
        "modules_enabled = { \"roster\", \"saslauth\", \"disco\", \"ping\", \"carbons\", \"presence\", \"message\", \"offline\" }\n");
    text.append("modules_disabled = { \"s2s\", \"tls\" }\n");
    text.append("VirtualHost \"example.com\"\n");
    components.forEach(
        (domain, secret) ->
            text.append(
                "Component \""
                    + domain
                    + "\"\n  component_secret = \""
                    + secret
                    + "\"\n"
                    + "  validate_from_addresses = true\n"));
    return text.toString();
  }

  private static boolean open(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public int clientPort() {
    return clientPort;
  }

  @Override
  public int componentPort() {
    return componentPort;
  }

  @Override
  public void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.close();
  }
}
