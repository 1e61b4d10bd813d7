package im.balcony.xmpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real XMPP server on free loopback ports, from a folder of its own that is deleted afterwards.
 * Its host is {@code localhost} with the user {@code juliet}; the component is {@code
 * sip.localhost} with the secret {@link Link#SECRET}.
 */
final class Server implements AutoCloseable {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  final int port;
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  private Server(Path folder) throws IOException {
    this.folder = folder;
    this.port = freePort();
  }

  static Server prosody() throws IOException, InterruptedException {
    var server = new Server(Files.createTempDirectory("prosody-"));
    server.write(
        "data/localhost/accounts/juliet.dat", "return { [\"password\"] = \"wherefore\"; };");
    server.write(
        "prosody.cfg.lua",
        """
        run_as_root = true
        daemonize = false
        data_path = "%1$s/data"
        pidfile = "%1$s/prosody.pid"
        log = { info = "%1$s/prosody.log" }
        interfaces = { "127.0.0.1" }
        component_interfaces = { "127.0.0.1" }
        component_ports = { %2$d }
        authentication = "internal_plain"
        modules_enabled = { "disco", "roster", "ping", "offline" }
        modules_disabled = { "c2s", "s2s", "http", "https" }
        VirtualHost "localhost"
        Component "sip.localhost"
          component_secret = "%3$s"
        """
            .formatted(server.folder, server.port, Link.SECRET));
    server.start(Map.of(), "prosody", "--config", server.folder + "/prosody.cfg.lua", "-F");
    return server.awaitListening();
  }

  static Server ejabberd(Path control) throws IOException, InterruptedException {
    var server = new Server(Files.createTempDirectory("ejabberd-"));
    // The script insists on a user that owns the installation; this copy runs as whoever we are.
    var script = Files.readString(control).replaceFirst("(?m)^INSTALLUSER=.*$", "INSTALLUSER=");
    server.write("ejabberdctl", script);
    server.write("ejabberdctl.cfg", "INET_DIST_INTERFACE=127.0.0.1\n");
    server.write("inetrc", "{lookup,[file,native]}.\n");
    server.write(
        "ejabberd.yml",
        """
        loglevel: info
        log_rotate_count: 0
        hosts: [localhost]
        auth_password_format: plain
        acl: {}
        listen:
          -
            port: %d
            ip: "127.0.0.1"
            module: ejabberd_service
            global_routes: false
            check_from: true
            access: all
            hosts:
              "sip.localhost":
                password: "%s"
        modules:
          mod_offline: {}
          mod_ping: {}
        """
            .formatted(server.port, Link.SECRET));
    // With a port of its own the node needs no port mapper, which would outlive it.
    var environment =
        Map.of("ERL_DIST_PORT", String.valueOf(freePort()), "HOME", server.folder.toString());
    var command =
        List.of(
            "/bin/bash",
            server.folder + "/ejabberdctl",
            "--config-dir",
            server.folder.toString(),
            "--spool",
            server.folder + "/spool",
            "--logs",
            server.folder + "/logs",
            "--node",
            "balcony" + server.port + "@localhost");
    Files.createDirectories(server.folder.resolve("logs"));
    server.start(environment, with(command, "foreground"));
    server.awaitListening();
    var register =
        server.start(environment, with(command, "register", "juliet", "localhost", "wherefore"));
    if (!register.waitFor(60, TimeUnit.SECONDS) || register.exitValue() != 0) {
      throw server.failed("juliet cannot be registered");
    }
    return server;
  }

  private static String[] with(List<String> command, String... more) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Process start(Map<String, String> environment, String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve("console.log").toFile()));
    var process = builder.start();
    started.add(process);
    return process;
  }

  private Server awaitListening() throws IOException, InterruptedException {
    var end = System.nanoTime() + PATIENCE;
    while (System.nanoTime() < end && started.get(0).isAlive()) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return this;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw failed("the server does not listen");
  }

  private IllegalStateException failed(String what) throws IOException {
    var console = Files.readString(folder.resolve("console.log"));
    close();
    return new IllegalStateException(what + ": " + console);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    for (var process : started) {
      var all = new ArrayList<>(process.descendants().toList());
      all.add(process.toHandle());
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(handle -> handle.onExit().completeOnTimeout(handle, 10, TimeUnit.SECONDS).join());
    }
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
