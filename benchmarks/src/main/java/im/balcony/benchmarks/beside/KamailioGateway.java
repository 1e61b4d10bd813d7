package im.balcony.benchmarks.beside;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.balcony.players.Ports;
import im.balcony.players.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Kamailio with its module {@code xmpp} as a component, as Debian has them. It keeps no message: it
 * answers when it has handed one on to the process that writes to the server.
 */
final class KamailioGateway implements Gateway {

  private static final String DOMAIN = "gw.example.net";

  /** Its default holds some 5 000 transactions, and each is kept for 5 s. */
  private static final String SHARED_MEGABYTES = "4096";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Peers peers;
  private final Program program;

  /**
   * Starts it.
   *
   * @throws IOException if it, its module, or the compiler is missing
   */
  KamailioGateway(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var kamailio = Program.find("kamailio", "kamailio");
    var port = Ports.free();
    peers = new Peers(port);
    var configuration = directory.resolve("kamailio.cfg");
    Files.writeString(
        configuration,
        resource("kamailio.cfg")
            .replace("@SIP@", String.valueOf(port))
            .replace("@XMPP@", String.valueOf(peers.xmpp.port()))
            .replace("@PHONES@", String.valueOf(peers.sip.port()))
            .replace("@DOMAIN@", DOMAIN));
    program =
        new Program(
            List.of(
                kamailio.toString(),
                "-f",
                configuration.toString(),
                "-P",
                directory.resolve("pid").toString(),
                "-Y",
                directory.toString(),
                "-m",
                SHARED_MEGABYTES,
                "-DD",
                "-E"),
            Map.of("LD_PRELOAD", endedAttributes(directory).toString()),
            directory,
            directory.resolve("kamailio.log"));
    program.await(
        "Kamailio is a component", PATIENCE, () -> peers.xmpp.connected().contains(DOMAIN));
  }

  private static Path endedAttributes(Path directory) throws IOException, InterruptedException {
    var source = directory.resolve("ended-attributes.c");
    var library = directory.resolve("ended-attributes.so");
    Files.writeString(source, resource(source.getFileName().toString()));
    try (var compiler =
        new Program(
            List.of(
                Program.find("gcc", "gcc").toString(),
                "-O2",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl"),
            Map.of(),
            directory,
            directory.resolve("gcc.log"))) {
      if (compiler.exit(PATIENCE) != 0) {
        throw new IOException("gcc failed: " + compiler.output());
      }
    }
    return library;
  }

  private static String resource(String name) throws IOException {
    try (var in = KamailioGateway.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public String name() {
    return "Kamailio";
  }

  @Override
  public void pageToXmpp(int user, String text) {
    peers.sip.message(
        "r" + user + "@example.net",
        "j" + user + "*example.com@" + DOMAIN,
        text,
        peers.traffic.answered(text));
  }

  @Override
  public void pageToSip(int user, String text) {
    peers.xmpp.message(
        DOMAIN, "j" + user + "@example.com", "r" + user + "*example.net@" + DOMAIN, text);
  }

  @Override
  public Duration cpu() {
    return Gateway.cpu(program.pid());
  }

  @Override
  public void close() throws IOException {
    program.close();
    peers.close();
  }
}
