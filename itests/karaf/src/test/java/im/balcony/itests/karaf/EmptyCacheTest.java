package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Appliance;
import im.balcony.players.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A start with an empty {@code data/cache}, as a new version has it: Karaf has forgotten all
 * configurations and reads them anew, under other PIDs.
 */
class EmptyCacheTest {

  private static final String FILE = "im.balcony.tenant-verona.cfg";

  @Test
  void theLastGoodStateOfATenantIsInForceAgain() throws Exception {
    try (var appliance =
        new Appliance(
            Path.of(System.getProperty("balcony.appliance")),
            Files.createTempDirectory("balcony-cache").resolve("appliance"))) {
      appliance.tenant(
          "verona",
          "a secret",
          Map.of(
              "sip.domains",
              "example.net",
              "xmpp.domains",
              "example.com",
              "xmpp.port",
              String.valueOf(Ports.free()),
              "page.parts",
              "5"));
      appliance.start();
      assertThat(tenants(appliance)).contains("verona").doesNotContain("page.parts");

      appliance.close();
      appliance.edit(FILE, Map.of("page.parts", "51"));
      var cache = appliance.home().resolve("data/cache");
      delete(cache);
      assertThat(cache).doesNotExist();
      appliance.start();

      assertThat(tenants(appliance))
          .contains("verona\tdown", "refused verona: page.parts 51")
          .doesNotContain("draining");
    }
  }

  private static String tenants(Appliance appliance) throws Exception {
    return appliance.shell("balcony:tenants --no-format");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
