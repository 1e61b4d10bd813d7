package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenants;
import im.balcony.players.Ports;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The default scene: the whole gateway with one tenant, Romeo's phone on SIP and a stand-in XMPP
 * server where Juliet is a user. One a test class; each test makes its own people.
 */
final class Scene implements AutoCloseable {

  static final Duration WAIT = Duration.ofSeconds(10);
  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final Duration START = Duration.ofSeconds(40);
  static final Duration SILENCE = Duration.ofMillis(700);

  final Ladder ladder = new Ladder();
  final Violations violations = new Violations();
  Framework framework;
  final ComponentServer server;
  final int sipPort;
  final int msrpPort;
  private final Path secret;
  private final Path directory;
  private final Map<String, String> msrp;
  private Map<String, String> sip = Map.of();

  Scene(Map<String, ?> tenantChanges) throws Exception {
    this(tenantChanges, Map.of());
  }

  /** The same with further keys of the MSRP listener. */
  Scene(Map<String, ?> tenantChanges, Map<String, String> msrpChanges) throws Exception {
    this(tenantChanges, msrpChanges, Map.of());
  }

  /** The same with further keys of the SIP edge, too. */
  Scene(
      Map<String, ?> tenantChanges, Map<String, String> msrpChanges, Map<String, String> sipChanges)
      throws Exception {
    msrp = Map.copyOf(msrpChanges);
    sip = Map.copyOf(sipChanges);
    directory = Files.createTempDirectory("balcony-scene");
    secret = directory.resolve("secret");
    Files.writeString(secret, "s3cr3t");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    sipPort = Ports.free();
    msrpPort = Ports.free();
    server =
        new ComponentServer(
            Map.of(
                "example.net", "s3cr3t", "capulet.example", "s3cr3t", "montague.example", "s3cr3t"),
            ladder,
            violations);
    framework = start("");
    tenant("verona", "example.net", tenantChanges);
    awaitReady();
    Untaken.watch(violations);
  }

  private Framework start(String late) throws Exception {
    var fresh = new Framework(directory);
    sip(fresh);
    var listener = new HashMap<String, String>(msrp);
    listener.put("listen", "127.0.0.1:" + msrpPort);
    fresh.configure("im.balcony.msrp", listener);
    fresh.startGateway(late);
    return fresh;
  }

  private void sip(Framework fresh) throws IOException {
    var keys = new HashMap<String, String>(sip);
    keys.put("listen.udp", "127.0.0.1:" + sipPort);
    keys.put("listen.tcp", "127.0.0.1:" + sipPort);
    fresh.configure("im.balcony.sip", keys);
  }

  /** Further keys of the SIP edge, also behind a restart. */
  void sip(Map<String, String> changes) throws IOException {
    sip = Map.copyOf(changes);
    sip(framework);
  }

  private void awaitReady() throws Exception {
    awaitLink();
    Framework.await(
        "gateway ready",
        START,
        () -> framework.service(Gateway.class).filter(Gateway::ready).isPresent());
  }

  private void awaitLink() {
    if (server.connected.poll(START).isEmpty()) {
      throw new AssertionError(
          "no component link: "
              + framework.service(Gateway.class).map(Gateway::tenants)
              + framework.service(Gateway.class).map(Gateway::why));
    }
  }

  /** Ends the whole gateway and starts it again on the same files; its tenants come from there. */
  void restart() throws Exception {
    framework.close();
    framework = start("");
    awaitReady();
  }

  /** The same, but the bundle {@code im.balcony.LATE} is still to be started. */
  void restartWithout(String late) throws Exception {
    framework.close();
    framework = start(late);
    awaitLink();
  }

  /** Creates or changes a tenant whose SIP domain is {@code domain}, next hop and all. */
  void tenant(String name, String domain, Map<String, ?> changes) throws IOException {
    var values = new HashMap<String, Object>();
    values.put("sip.domains", domain);
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(server.port()));
    values.put("xmpp.secret-file", secret.toString());
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.putAll(changes);
    framework.tenant(name, values);
  }

  /**
   * A phone of {@code user} at the tenant's domain. To be reached, it has to be the tenant's next
   * hop.
   */
  Phone phone(String user) throws IOException {
    return new Phone(user, "example.net", gateway(), ladder, violations);
  }

  /** Where the gateway takes SIP. */
  InetSocketAddress gateway() {
    return new InetSocketAddress("127.0.0.1", sipPort);
  }

  /** Makes a phone the next hop of the default tenant. */
  Phone nextHop(String user, Map<String, ?> changes) throws Exception {
    var phone = phone(user);
    nextHopOf(phone, changes);
    return phone;
  }

  /** Changes the default tenant, of which that phone is the next hop. */
  void nextHopOf(Phone phone, Map<String, ?> changes) throws Exception {
    var values = new HashMap<String, Object>(changes);
    values.put("sip.next-hop", "sip:127.0.0.1:" + phone.port() + ";lr");
    tenant("verona", "example.net", values);
    Thread.sleep(200);
  }

  /** Makes these the next hops of the default tenant, and waits until they are. */
  void route(String... uris) throws Exception {
    tenant("verona", "example.net", Map.of("sip.next-hop", String.join(", ", uris)));
    Framework.await(
        "next hops in force",
        WAIT,
        () ->
            framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.nextHop().equals(List.of(uris))));
  }

  /** A message stanza of an XMPP user, sent through the server. */
  void say(String from, String to, String type, String id, String children) throws IOException {
    server.send(
        to.replaceFirst("/.*", "").replaceFirst(".*@", ""),
        "<message xmlns='jabber:component:accept' from='"
            + from
            + "' to='"
            + to
            + "' id='"
            + id
            + "'"
            + (type.isEmpty() ? "" : " type='" + type + "'")
            + ">"
            + children
            + "</message>");
  }

  /** Romeo ends the call, and Juliet, who showed him what she does, hears that he is gone. */
  void hangUp(Call call) throws IOException {
    assertThat(call.bye().status()).isEqualTo(200);
    var gone = server.stanzas.next(WAIT);
    assertThat(ComponentServer.has(gone, STATES, "gone")).as("gone after BYE").isTrue();
  }

  /** The sender of the stanza with this id is told that it failed. */
  void failed(String id) {
    var error = server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo(id);
  }

  /** Waits until the journal says {@code outcome} of the message that is known by this id. */
  void awaitOutcome(String id, String outcome) throws InterruptedException {
    Framework.await(
        outcome + " of " + id,
        WAIT,
        () ->
            framework.service(Gateway.class).stream()
                .flatMap(gateway -> gateway.message(id).stream())
                .anyMatch(row -> row.outcome().equals(outcome)));
  }

  /** Whether some file of the store has this text, which has to be ASCII. */
  boolean isOnDisk(String text) throws IOException {
    return StoreFiles.hold(directory.resolve("balcony"), text);
  }

  @Override
  public void close() throws Exception {
    try {
      Untaken.end(violations);
    } finally {
      framework.close();
      server.close();
    }
  }
}
