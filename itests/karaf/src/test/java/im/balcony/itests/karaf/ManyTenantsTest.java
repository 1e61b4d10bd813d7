package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Appliance;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.server.ComponentServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * As many files as a provisioning tool writes in one go are put into {@code etc/} of an appliance
 * that runs. What watches a folder in the JDK forgets what is more than 512 events.
 */
class ManyTenantsTest {

  private static final int MANY = 200;
  private static final Duration WAIT = Duration.ofMinutes(2);
  private static final String SECRET = "a component secret";

  @Test
  void allTenantsPutThereAtOnceAreRead() throws Exception {
    var domains = new TreeMap<String, String>();
    IntStream.range(0, MANY).forEach(i -> domains.put(domain(i), SECRET));
    try (var server = new ComponentServer(domains, new Ladder(), new Violations());
        var appliance =
            new Appliance(
                Path.of(System.getProperty("balcony.appliance")),
                Files.createTempDirectory("balcony-many").resolve("appliance"))) {
      appliance.start();

      for (var i = 0; i < MANY; i++) {
        appliance.tenant("t" + i, SECRET, tenant(domain(i), server.port()));
      }

      var linked = new TreeSet<String>();
      var end = System.nanoTime() + WAIT.toNanos();
      while (linked.size() < MANY && System.nanoTime() < end) {
        server.connected.poll(Duration.ofSeconds(1)).ifPresent(linked::add);
      }
      assertThat(linked).as("component links").isEqualTo(domains.keySet());
    }
  }

  private static String domain(int number) {
    return "t" + number + ".example.net";
  }

  private static Map<String, String> tenant(String domain, int port) {
    return Map.of(
        "sip.domains", domain, "xmpp.domains", "example.com", "xmpp.port", String.valueOf(port));
  }
}
