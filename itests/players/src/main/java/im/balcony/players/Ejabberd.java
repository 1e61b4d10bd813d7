package im.balcony.players;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An ejabberd on free loopback ports, with users of {@code example.com} and components. It runs in
 * one Erlang machine without a node name, so neither epmd nor a cookie is needed, and nothing stays
 * behind.
 */
public final class Ejabberd implements XmppServer {

  private static final Path ERLANG = Path.of("/usr/bin/erl");

  /** Where Debian puts the program and the libraries that come with it. */
  private static final Path CONTROL = Path.of("/usr/sbin/ejabberdctl");

  private static final String READY = "everybody is registered";

  private final int clientPort = Ports.free();
  private final int componentPort = Ports.free();
  private final Program program;

  /** Whether ejabberd is installed. */
  public static boolean installed() {
    return Files.isExecutable(ERLANG) && Files.isExecutable(CONTROL);
  }

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param components component domains with their secrets
   * @param users names of users of example.com with their passwords
   */
  public Ejabberd(Path directory, Map<String, String> components, Map<String, String> users)
      throws IOException, InterruptedException {
    var data = Files.createDirectories(directory.resolve("data"));
    var config = Files.writeString(directory.resolve("ejabberd.yml"), configuration(components));
    var output = directory.resolve("ejabberd.out");
    program =
        new Program(
            List.of(
                ERLANG.toString(),
                "-noinput",
                "-mnesia",
                "dir",
                '"' + data.toString() + '"',
                "-s",
                "ejabberd",
                "-eval",
                registration(users)),
            Map.of(
                "ERL_LIBS",
                libraries().toString(),
                "ERL_CRASH_DUMP_BYTES",
                "0",
                "EJABBERD_CONFIG_PATH",
                config.toString(),
                "EJABBERD_LOG_PATH",
                directory.resolve("ejabberd.log").toString()),
            directory,
            output);
    program.await("ejabberd", Duration.ofSeconds(90), () -> says(output, READY));
  }

  /** Debian keeps Erlang libraries in the folder of the machine's architecture. */
  private static Path libraries() throws IOException {
    try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (var folder : folders) {
        try (var found = Files.newDirectoryStream(folder, "ejabberd-*")) {
          if (found.iterator().hasNext()) {
            return folder;
          }
        }
      }
    }
    throw new IOException("no ejabberd under /usr/lib");
  }

  private String configuration(Map<String, String> components) {
    // Without global_routes: false every stream would get a share of every domain's stanzas.
    var hosts =
        components.entrySet().stream()
            .map(e -> "      \"" + e.getKey() + "\": {password: \"" + e.getValue() + "\"}\n")
            .collect(Collectors.joining());
    return """
        loglevel: info
        hosts: ["example.com"]
        auth_method: [internal]
        acl: {local: {user_regexp: ""}}
        modules: {mod_disco: {}, mod_ping: {}, mod_roster: {}}
        listen:
          - {port: %d, ip: "127.0.0.1", module: ejabberd_c2s, starttls: false, max_stanza_size: 1000000}
          - port: %d
            ip: "127.0.0.1"
            module: ejabberd_service
            global_routes: false
            hosts:
        """
            .formatted(clientPort, componentPort)
        + hosts;
  }

  private static String registration(Map<String, String> users) {
    var commands = new StringBuilder();
    users.forEach(
        (user, password) ->
            commands
                .append("ok = ejabberd_auth:try_register(<<\"")
                .append(user)
                .append("\">>, <<\"example.com\">>, <<\"")
                .append(password)
                .append("\">>), "));
    return commands + "io:format(\"" + READY + "~n\").";
  }

  private static boolean says(Path log, String line) {
    try {
      return Files.readString(log).contains(line);
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
