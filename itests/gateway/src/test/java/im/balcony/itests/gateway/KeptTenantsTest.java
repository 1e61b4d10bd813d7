package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What tenants were good for last, and how long a removed one drains, outlive a start with an empty
 * cache of bundles, as a new version has it.
 */
class KeptTenantsTest {

  private static final String JULIET = "juliet@example.com/balcony";

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private Gateway.TenantStatus tenant(String id) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.tenants().stream())
        .filter(tenant -> tenant.id().equals(id))
        .findFirst()
        .orElse(new Gateway.TenantStatus(id, "absent", List.of(), 0, 0, List.of()));
  }

  private long drainUntil(String id) throws IOException {
    try (var files = Files.newDirectoryStream(Path.of(saved()))) {
      for (var file : files) {
        var content = new Properties();
        try (var in = Files.newInputStream(file)) {
          content.load(in);
        }
        if (id.equals(content.getProperty(".id"))) {
          return Long.parseLong(content.getProperty(".drain-until"));
        }
      }
    }
    throw new AssertionError("nothing is saved of " + id);
  }

  private static String saved() {
    return System.getProperty("karaf.data") + "/last-good/tenants";
  }

  @Test
  void theLastGoodStateOfATenantIsInForceAgain() throws Exception {
    scene.tenant("verona", "example.net", Map.of("page.parts", "51"));
    Framework.await(
        "refused", WAIT, () -> tenant("verona").refusals().toString().contains("page.parts"));

    scene.restart();

    assertThat(tenant("verona").refusals()).singleElement().asString().contains("page.parts");
    scene.say(JULIET, "romeo@example.net", "normal", "k1", "<body>still here</body>");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("still here");
  }

  @Test
  void aRemovedTenantDrainsAsLongAsItWasToldTo() throws Exception {
    romeo.answer = message -> List.of();
    scene.tenant(
        "mantua",
        "capulet.example",
        Map.of("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr", "drain-limit", "1h"));
    Framework.await("mantua", WAIT, () -> tenant("mantua").state().equals("up"));
    scene.say(JULIET, "tybalt@capulet.example", "normal", "k2", "<body>in hand</body>");
    var sent = romeo.received.next(WAIT, f -> "MESSAGE".equals(f.method()));
    scene.framework.removeTenant("mantua");
    Framework.await("draining", WAIT, () -> tenant("mantua").state().equals("draining"));
    var until = drainUntil("mantua");

    romeo.received.drain();
    scene.restart();

    assertThat(tenant("mantua").state()).isEqualTo("draining");
    assertThat(drainUntil("mantua")).isEqualTo(until);
    // What was in hand goes on.
    var again = romeo.received.next(WAIT, f -> "MESSAGE".equals(f.method()));
    assertThat(again.need("Via")).isEqualTo(sent.need("Via"));
  }
}
