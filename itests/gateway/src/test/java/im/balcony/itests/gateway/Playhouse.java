package im.balcony.itests.gateway;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.Store;
import im.balcony.players.Dialogue;
import im.balcony.players.Juliet;
import im.balcony.players.Ports;
import im.balcony.players.XmppServer;
import im.balcony.players.wire.Capture;
import im.balcony.players.wire.Verdict;
import im.balcony.players.wire.WireJudge;
import im.balcony.players.wire.WirePorts;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Phone;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The whole gateway between a real XMPP server, where Juliet is logged in with Smack, and Romeo's
 * phone.
 */
final class Playhouse implements AutoCloseable {

  static final String DOMAIN = "example.net";
  static final String SECRET = "a component secret";
  private static final Duration WAIT = Duration.ofSeconds(30);

  final Violations violations = new Violations();
  final XmppServer server;
  final Phone romeo;
  final Juliet juliet;
  final int sipPort = Ports.free();
  final int msrpPort = Ports.free();
  private final Ladder ladder = new Ladder();
  private final Framework framework;
  private final Capture capture;
  private final Path directory;

  /** How a server is started: with its folder, its components and its users. */
  interface Starter {
    XmppServer start(Path folder, Map<String, String> components, Map<String, String> users)
        throws Exception;
  }

  Playhouse(Starter starter) throws Exception {
    directory = Files.createTempDirectory("balcony-playhouse");
    capture = new Capture(directory.resolve("wire"));
    server =
        starter.start(
            directory.resolve("server"), Map.of(DOMAIN, SECRET), Map.of("juliet", "balcony"));
    romeo =
        new Phone("romeo", DOMAIN, new InetSocketAddress("127.0.0.1", sipPort), ladder, violations);
    framework = new Framework(directory);
    framework.configure(
        "im.balcony.sip",
        Map.of("listen.udp", "127.0.0.1:" + sipPort, "listen.tcp", "127.0.0.1:" + sipPort));
    framework.configure("im.balcony.msrp", Map.of("listen", "127.0.0.1:" + msrpPort));
    framework.startGateway();
    framework.tenant("verona", tenant(directory));
    Framework.await(
        "the link to the XMPP server",
        WAIT,
        () -> framework.service(Gateway.class).isPresent() && linked());
    juliet = juliet("garden");
    Untaken.watch(violations);
  }

  /** Whether the link of the first tenant is up. */
  boolean linked() {
    return linked("verona");
  }

  /** Whether the link of a tenant is up. */
  boolean linked(String name) {
    return gateway().tenants().stream()
        .anyMatch(tenant -> tenant.id().equals(name) && tenant.state().equals("up"));
  }

  /** Creates another tenant, which differs from the first in these values. */
  void tenant(String name, Map<String, String> changes) throws Exception {
    var values = tenant(directory);
    values.putAll(changes);
    framework.tenant(name, values);
  }

  /** Removes a tenant. */
  void removeTenant(String name) throws Exception {
    framework.removeTenant(name);
  }

  /** The gateway as operators see it. */
  Gateway gateway() {
    return framework
        .service(Gateway.class)
        .orElseThrow(() -> new AssertionError("the router is not there"));
  }

  /** Juliet at another place. */
  Juliet juliet(String resource) throws Exception {
    var there = new Juliet("juliet", "balcony", resource, server.clientPort(), ladder);
    there.watch(violations);
    return there;
  }

  /** The outcomes of the message that is known by this id, one after another. */
  List<String> outcomes(String id) {
    return gateway().message(id).stream().map(Store.Journal::outcome).toList();
  }

  private Map<String, String> tenant(Path directory) throws Exception {
    var secret = Files.writeString(directory.resolve("secret"), SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    var values = new TreeMap<String, String>();
    values.put("sip.domains", DOMAIN);
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(server.componentPort()));
    values.put("xmpp.secret-file", secret.toString());
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.put("stanza-limit", "262144");
    values.put("max-size", "200000");
    values.put("outbox.bytes", "300000");
    return values;
  }

  /** The dialogue with these players. */
  Dialogue dialogue() {
    return new Dialogue(juliet, romeo, "romeo@" + DOMAIN);
  }

  /** Ends it all, and says what the gateway sent meanwhile. */
  Verdict judged() throws Exception {
    end();
    return new WireJudge(new WirePorts(sipPort, Set.of(), msrpPort, server.componentPort()))
        .judge(capture.end());
  }

  private void end() throws Exception {
    try {
      Untaken.end(violations);
    } finally {
      juliet.close();
      framework.close();
      romeo.close();
      server.close();
    }
  }

  @Override
  public void close() throws Exception {
    end();
    capture.close();
  }
}
