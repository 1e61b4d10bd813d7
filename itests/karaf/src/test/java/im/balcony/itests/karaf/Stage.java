package im.balcony.itests.karaf;

import im.balcony.players.Appliance;
import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import im.balcony.players.wire.Capture;
import im.balcony.players.wire.Verdict;
import im.balcony.players.wire.WireJudge;
import im.balcony.players.wire.WirePorts;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The appliance with Prosody, for a whole test class: Karaf is started once. */
final class Stage implements AutoCloseable {

  static final String SECRET = "a component secret";

  final Path directory = Files.createTempDirectory("balcony-stage");
  final Ladder ladder = new Ladder();
  final Violations violations = new Violations();
  final Capture capture = new Capture(directory.resolve("wire"));
  final Prosody prosody;
  final Appliance appliance;

  /** With the built appliance. */
  Stage(Map<String, String> components) throws IOException, InterruptedException {
    this(components, "balcony.appliance");
  }

  /** With a Karaf as Apache ships it, into which the features are still to be installed. */
  static Stage stock(Map<String, String> components) throws IOException, InterruptedException {
    return new Stage(components, "balcony.stock");
  }

  private Stage(Map<String, String> components, String archive)
      throws IOException, InterruptedException {
    prosody =
        new Prosody(
            directory.resolve("prosody"),
            Ports.free(),
            components,
            Map.of("juliet", "juliet", "nurse", "nurse", "tybalt", "tybalt"));
    appliance = new Appliance(Path.of(System.getProperty(archive)), directory.resolve("appliance"));
  }

  /** A phone of {@code user@domain}, which sends to the appliance. */
  Phone phone(String user, String domain) throws IOException {
    return new Phone(
        user,
        domain,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), appliance.sipPort()),
        ladder,
        violations);
  }

  /** Writes a tenant's file: SIP users of {@code domain} are reached at {@code nextHop}. */
  void tenant(String name, String domain, int nextHop, Map<String, String> changes)
      throws IOException {
    var values = new TreeMap<String, String>();
    values.put("sip.domains", domain);
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(prosody.componentPort()));
    values.put("sip.next-hop", "sip:127.0.0.1:" + nextHop + ";lr");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.putAll(changes);
    appliance.tenant(name, SECRET, values);
  }

  /** Ends it all, and says what the appliance sent meanwhile. */
  Verdict judged() throws IOException, InterruptedException {
    end();
    return new WireJudge(
            new WirePorts(
                appliance.sipPort(), Set.of(), appliance.msrpPort(), prosody.componentPort()))
        .judge(capture.end());
  }

  private void end() {
    appliance.close();
    prosody.close();
  }

  @Override
  public void close() {
    end();
    capture.close();
  }
}
