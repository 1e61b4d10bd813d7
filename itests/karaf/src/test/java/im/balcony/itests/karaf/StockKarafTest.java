package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Juliet;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The features in a Karaf as Apache ships it, from the Maven repository of this build. */
class StockKarafTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Path SHIPPED =
      Path.of(System.getProperty("balcony.root"), "features/src/main/etc");

  private static final List<String> PARTS =
      List.of("core", "sip", "msrp", "xmpp", "mapping", "session", "commands");

  private static Stage stage;
  private static Phone romeo;
  private static Juliet juliet;
  private static String ownSipFile;

  @BeforeAll
  static void installTheFeatures() throws Exception {
    stage = Stage.stock(Map.of("example.net", Stage.SECRET));
    romeo = stage.phone("romeo", "example.net");
    stage.tenant("verona", "example.net", romeo.port(), Map.of());
    stage.appliance.edit(
        "org.ops4j.pax.url.mvn.cfg",
        Map.of(
            "org.ops4j.pax.url.mvn.localRepository", System.getProperty("balcony.repository"),
            "org.ops4j.pax.url.mvn.repositories", "",
            "org.ops4j.pax.url.mvn.useFallbackRepositories", "false"));
    ownSipFile = Files.readString(stage.appliance.home().resolve("etc/im.balcony.sip.cfg"));
    stage.appliance.launch();
    // The shell's commands are there when the management is.
    stage.appliance.manage().close();
    var version = System.getProperty("balcony.version");
    System.out.print(
        stage.appliance.shell(
            "feature:repo-add mvn:im.balcony/features/"
                + version
                + "/xml/features; feature:install balcony"));
    stage.appliance.awaitReady();
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
  }

  @AfterAll
  static void close() {
    juliet.close();
    romeo.close();
    stage.close();
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  void messagesGoBothWays() throws Exception {
    assertThat(romeo.message("sip:juliet@example.com", "from a stock Karaf").status())
        .isEqualTo(202);
    assertThat(juliet.hears(WAIT).body()).isEqualTo("from a stock Karaf");
    juliet.normal("romeo@example.net", "to a stock Karaf");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("to a stock Karaf");
  }

  @Test
  void theFeaturesBringTheirConfigurationFilesAndLeaveTheOperatorsAlone() throws IOException {
    var etc = stage.appliance.home().resolve("etc");
    for (var own : new String[] {"net", "router", "store", "tenant-NAME", "keys-NAME"}) {
      var file = "im.balcony." + own + (own.endsWith("-NAME") ? ".cfg.example" : ".cfg");
      assertThat(etc.resolve(file)).hasSameTextualContentAs(SHIPPED.resolve(file));
    }
    assertThat(etc.resolve("im.balcony.msrp.cfg")).content().contains("listen = 127.0.0.1:");
    assertThat(etc.resolve("im.balcony.sip.cfg")).content().isEqualTo(ownSipFile);
  }

  @Test
  void theCommandsAreThere() throws Exception {
    assertThat(stage.appliance.shell("balcony:tenants; balcony:why"))
        .contains("verona")
        .contains("example.net up")
        .contains("All is well");
  }

  @Test
  void aFeatureIsTakenOutAndPutInAgainBetweenTwoMessages() throws Exception {
    try (var management = stage.appliance.manage()) {
      // Each by its own name, so that one of them can go alone.
      for (var part : PARTS) {
        management.feature("installFeature", "balcony-" + part);
      }
      management.feature("uninstallFeature", "balcony");
      management.feature("uninstallFeature", "balcony-mapping");
      juliet.normal("romeo@example.net", "while there are no rules");
      management.feature("installFeature", "balcony-mapping");
    }

    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("while there are no rules");
    assertThat(romeo.messages.poll(Duration.ofMillis(300))).isEmpty();
    assertThat(juliet.mayHear(Duration.ofMillis(300))).isEmpty();
  }
}
