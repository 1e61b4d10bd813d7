package im.balcony.itests.gateway;

import im.balcony.api.control.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A gateway in a process of its own, whose limit of descriptors is its starter's. Arguments: a
 * folder, the ports of SIP, MSRP and the XMPP server, and the file of the secret.
 */
public final class FewDescriptors {

  /** The file that is made in the folder when it is ready. */
  static final String READY = "is-ready";

  private FewDescriptors() {}

  /** Serves until the standard input ends. */
  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    try (var framework = new Framework(folder)) {
      // So many of each source that the limit of descriptors is met before.
      framework.configure(
          "im.balcony.sip",
          Map.of(
              "listen.udp", "127.0.0.1:" + arguments[1],
              "listen.tcp", "127.0.0.1:" + arguments[1],
              "connections.max", "5000",
              "connections.source", "5000",
              "connections.silent", "60 s"));
      framework.configure("im.balcony.msrp", Map.of("listen", "127.0.0.1:" + arguments[2]));
      framework.configure("im.balcony.net", Map.of("connections.per-source", "5000"));
      framework.startGateway();
      framework.tenant(
          "verona",
          Map.of(
              "sip.domains", "example.net",
              "xmpp.domains", "example.com",
              "xmpp.port", arguments[3],
              "xmpp.secret-file", arguments[4],
              "sip.trusted-peers", "127.0.0.1"));
      Framework.await(
          "the gateway",
          Duration.ofSeconds(60),
          () -> framework.service(Gateway.class).filter(Gateway::ready).isPresent());
      Files.createFile(folder.resolve(READY));
      waitForTheEnd();
    }
  }

  private static void waitForTheEnd() throws IOException {
    while (System.in.read() >= 0) {
      // Nobody has anything to say to it.
    }
  }
}
