package im.balcony.players;

import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Karaf, unpacked into a folder of its own and run as an operator would: the built appliance, or
 * a stock Karaf that is to become one.
 */
public final class Appliance implements AutoCloseable {

  private static final int LAST_WORDS = 400;

  private final Path home;
  private final int sipPort = Ports.free();
  private final int sipTlsPort = Ports.free();
  private final int msrpPort = Ports.free();
  private final int msrpTlsPort = Ports.free();
  private final int sshPort = Ports.free();
  private final int jmxPort = Ports.free();
  private Program program;

  /** Unpacks {@code archive} into {@code home}. */
  @SuppressWarnings("NullAway.Init") // program is set by start(), before anything else is called.
  public Appliance(Path archive, Path home) throws IOException, InterruptedException {
    this.home = home;
    Files.createDirectories(home);
    var tar =
        new ProcessBuilder(
                "tar", "-xzf", archive.toString(), "-C", home.toString(), "--strip-components=1")
            .inheritIO()
            .start();
    if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
      throw new IOException("cannot unpack " + archive);
    }
    edit(
        "im.balcony.sip.cfg",
        Map.of("listen.udp", "127.0.0.1:" + sipPort, "listen.tcp", "127.0.0.1:" + sipPort));
    edit("im.balcony.msrp.cfg", Map.of("listen", "127.0.0.1:" + msrpPort));
    edit("org.apache.karaf.shell.cfg", Map.of("sshPort", String.valueOf(sshPort)));
    edit(
        "org.apache.karaf.management.cfg",
        Map.of(
            "rmiRegistryPort",
            String.valueOf(jmxPort),
            "rmiServerPort",
            String.valueOf(Ports.free())));
    users(Map.of("demo", "_g_:admingroup"));
  }

  /** Sets keys of a file in {@code etc/}; the file is made if there is none. */
  public void edit(String file, Map<String, String> values) throws IOException {
    var path = home.resolve("etc").resolve(file);
    var text = new StringBuilder();
    for (var line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
      var key = line.replaceFirst("[ =].*", "");
      text.append(values.containsKey(key) ? "#" + line : line).append('\n');
    }
    values.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Files.writeString(path, text.toString());
  }

  /**
   * Lets it speak TLS on SIP and MSRP, too; before it is started.
   *
   * @param own its certificate, in files
   * @param trusted the PEM file of whom it trusts
   */
  public void secure(Issued own, Path trusted) throws IOException {
    var keys =
        Map.of(
            "certificate-file", own.certificate().toString(),
            "key-file", own.key().toString(),
            "trust-file", trusted.toString(),
            "peer-certificate", "needed");
    for (var leg : List.of("sip", "msrp")) {
      edit("im.balcony.keys-" + leg + ".cfg", keys);
    }
    edit("im.balcony.sip.cfg", Map.of("listen.tls", "127.0.0.1:" + sipTlsPort));
    edit("im.balcony.msrp.cfg", Map.of("listen.tls", "127.0.0.1:" + msrpTlsPort));
  }

  /** Adds users with these roles, each with its name as the password. */
  public void users(Map<String, String> roles) throws IOException {
    var file = home.resolve("etc/users.properties");
    var text = new StringBuilder(Files.readString(file)).append('\n');
    if (!text.toString().contains("\n_g_\\:admingroup")) {
      text.append("_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n");
    }
    roles.forEach(
        (name, of) -> text.append(name + " = " + name + "," + of).append(System.lineSeparator()));
    Files.writeString(file, text.toString());
  }

  /** The console as one of the users sees it whose password is the name. */
  public Console console(String user) {
    return new Console(sshPort, user, user);
  }

  /** The port of the management (JMX). */
  public int jmxPort() {
    return jmxPort;
  }

  /** Writes a tenant's file and its secret. */
  public void tenant(String name, String secret, Map<String, String> values) throws IOException {
    var secretFile = home.resolve("etc/" + name + ".secret");
    Files.writeString(secretFile, secret);
    Files.setPosixFilePermissions(secretFile, PosixFilePermissions.fromString("rw-------"));
    var text = new StringBuilder("xmpp.secret-file = " + secretFile + "\n");
    values.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Files.writeString(home.resolve("etc/im.balcony.tenant-" + name + ".cfg"), text.toString());
  }

  /** Starts it and waits until it is ready; also after it was killed. */
  public Duration start() throws IOException, InterruptedException {
    Files.deleteIfExists(home.resolve("data/ready"));
    var begin = System.nanoTime();
    launch();
    awaitReady();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** Starts it and does not wait. */
  public void launch() throws IOException {
    program =
        new Program(
            // As a daemon the script becomes the Karaf, so that signals and kills reach it.
            List.of(home.resolve("bin/karaf").toString(), "daemon"),
            Map.of("JAVA_HOME", System.getProperty("java.home"), "KARAF_NOROOT", ""),
            home,
            home.resolve("karaf.out"));
  }

  /** Waits until the gateway says that it is ready; if it does not, its log says why. */
  public void awaitReady() throws IOException, InterruptedException {
    try {
      program.await(
          "the appliance", Duration.ofMinutes(4), () -> Files.exists(home.resolve("data/ready")));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "\n" + String.join("\n", lastWords()), e);
    }
  }

  /** The end of its log and what its threads do, for whoever looks into it. */
  private List<String> lastWords() throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    if (program.isAlive()) {
      program.dumpThreads();
    }
    for (var log : List.of(home.resolve("data/log/karaf.log"), home.resolve("karaf.out"))) {
      if (Files.exists(log)) {
        var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        words.add("--- " + log);
        words.addAll(lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
      }
    }
    return words;
  }

  /** Where its log, which begins anew when it is long, told of something last. */
  public Optional<MatchResult> lastLogged(Pattern what) throws IOException {
    for (var name : List.of("karaf.log", "karaf.log.1")) {
      var log = home.resolve("data/log").resolve(name);
      var found =
          Files.exists(log)
              ? what.matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
                  .results()
                  .reduce((earlier, later) -> later)
              : Optional.<MatchResult>empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The lines of its log in which {@code what} is found. */
  public List<String> logged(Pattern what) throws IOException {
    try (var logs = Files.list(home.resolve("data/log"))) {
      var found = new ArrayList<String>();
      for (var log : logs.filter(f -> f.toString().contains("karaf.log")).sorted().toList()) {
        var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        lines.stream().filter(line -> what.matcher(line).find()).forEach(found::add);
      }
      return found;
    }
  }

  /** Opens its management, which is there a little after the start. */
  public Management manage() throws IOException, InterruptedException {
    var found = new ArrayList<Management>();
    program.await(
        "its management",
        Duration.ofSeconds(60),
        () -> {
          Management.open(jmxPort, "demo", "demo").ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  /** The process id of the Karaf. */
  public long pid() {
    return program.pid();
  }

  /** Runs a shell command in the appliance and gives what it prints. */
  public String shell(String command) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            home.resolve("bin/client").toString(),
            "-a",
            String.valueOf(sshPort),
            "-u",
            "demo",
            "-p",
            "demo",
            // SSH may be a little later than all else.
            "-r",
            "15",
            command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.redirectErrorStream(true).start();
    // The client gives up at the end of its input, so that is kept open until it is done.
    var output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    process.waitFor(30, TimeUnit.SECONDS);
    process.getOutputStream().close();
    return output;
  }

  /** The SIP port. */
  public int sipPort() {
    return sipPort;
  }

  /** The SIP port for TLS, where {@link #secure} was called. */
  public int sipTlsPort() {
    return sipTlsPort;
  }

  /** The MSRP port. */
  public int msrpPort() {
    return msrpPort;
  }

  /** The port of the console. */
  public int sshPort() {
    return sshPort;
  }

  /** Where it was unpacked. */
  public Path home() {
    return home;
  }

  /** The file of one of our bundles, as a URI. */
  public URI bundle(String part) throws IOException {
    var folder = home.resolve("system/im/balcony").resolve(part);
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no bundle in " + folder))
          .toUri();
    }
  }

  /** Stops its process for a while (SIGSTOP, SIGCONT). */
  public void suspend(Duration time) throws IOException, InterruptedException {
    program.suspend(time);
  }

  /** Ends it at once, as kill -9 does. */
  public void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.close();
  }
}
