package im.balcony.players;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A Kamailio on a loopback port: a record-routing SIP proxy or an MSRP relay. It writes down what
 * it receives, so that somebody else than the gateway says how a request looked.
 */
public final class Kamailio implements AutoCloseable {

  private static final String MARK = "<script>: ";
  private static final Duration START = Duration.ofSeconds(20);

  private final int port;
  private final Program program;

  private Kamailio(Path directory, String configuration, int port, Map<String, String> values)
      throws IOException, InterruptedException {
    this.port = port;
    var place = Program.find("kamailio", "kamailio");
    Files.createDirectories(directory);
    var file = directory.resolve("kamailio.cfg");
    Files.writeString(file, filled(configuration, values));
    program =
        new Program(
            List.of(
                place.toString(),
                "-f",
                file.toString(),
                "-DD",
                "-E",
                "-m",
                "32",
                "-Y",
                directory.toString()),
            Map.of(),
            directory,
            directory.resolve("kamailio.out"));
    program.await("Kamailio's port", START, this::isListening);
  }

  /**
   * A proxy on UDP and TCP that stays in the route of each dialog.
   *
   * @param directory for its files
   * @param port where it listens
   * @param domain the domain of the users to whom {@code inner} leads
   * @param inner the next hop for requests to that domain, a SIP URI
   * @param outer the next hop for all others, a SIP URI
   */
  public static Kamailio proxy(Path directory, int port, String domain, String inner, String outer)
      throws IOException, InterruptedException {
    return proxy(directory, port, domain, inner, outer, new Demand("", "", ""));
  }

  /**
   * Whom a proxy lets pass; the realm is the domain.
   *
   * @param user the user name
   * @param password the password; empty lets everybody pass
   * @param algorithm {@code SHA-256}, or empty for MD5
   */
  public record Demand(String user, String password, String algorithm) {}

  /** The same, but with digest authentication of whoever is not of that domain. */
  public static Kamailio proxy(
      Path directory, int port, String domain, String inner, String outer, Demand demand)
      throws IOException, InterruptedException {
    var values =
        Map.of(
            "demands",
            demand.password.isEmpty() ? "" : "#!define DEMANDS",
            "domain",
            domain,
            "romeo",
            inner,
            "others",
            outer,
            "user",
            demand.user,
            "password",
            demand.password,
            "algorithm",
            demand.algorithm);
    return new Kamailio(directory, "kamailio-proxy.cfg", port, values);
  }

  /** An MSRP relay where users with this password get a path. */
  public static Kamailio relay(Path directory, String password)
      throws IOException, InterruptedException {
    return new Kamailio(
        directory, "kamailio-relay.cfg", Ports.free(), Map.of("password", password));
  }

  private String filled(String configuration, Map<String, String> values) throws IOException {
    try (var in = Kamailio.class.getResourceAsStream(configuration)) {
      if (in == null) {
        throw new IOException("no " + configuration);
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var all = new TreeMap<>(values);
      all.put("port", String.valueOf(port));
      all.put("modules", modules());
      for (var value : all.entrySet()) {
        text = text.replace("@" + value.getKey() + "@", value.getValue());
      }
      return text;
    }
  }

  /** The folder of the modules, whose name holds the machine's architecture. */
  private static String modules() throws IOException {
    try (var folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("kamailio/modules"))
          .filter(folder -> Files.isReadable(folder.resolve("msrp.so")))
          .map(Path::toString)
          .findFirst()
          .orElseThrow(() -> new IOException("Kamailio's modules are not in /usr/lib"));
    }
  }

  private boolean isListening() {
    try {
      return Ports.isTaken("tcp", port);
    } catch (IOException e) {
      return false;
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /**
   * What it received so far, a list of fields each. A proxy notes method, Call-ID, Request-URI,
   * Route, transport, CSeq, octets and credentials; a relay method or status, To-Path, From-Path
   * and the sender's address.
   */
  public List<List<String>> received() throws IOException {
    return program
        .output()
        .lines()
        .filter(line -> line.contains(MARK))
        .map(line -> List.of(line.substring(line.indexOf(MARK) + MARK.length()).split("\\|", -1)))
        .toList();
  }

  /** The first that is {@code wanted} of all it received, waiting for it if need be. */
  public List<String> received(Duration wait, Predicate<List<String>> wanted)
      throws IOException, InterruptedException {
    var end = System.nanoTime() + wait.toNanos();
    while (true) {
      var all = received();
      var found = all.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("Kamailio received nothing of the kind, but " + all);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
