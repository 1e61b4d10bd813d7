package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Juliet;
import im.balcony.players.Management;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What an operator exchanged stays exchanged: when features are installed or uninstalled, Karaf
 * makes everything again as its features list it.
 */
class LastingExchangeTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String NEW = "0.2.0";
  private static final String OLD = "0.1.0";

  private static Stage stage;
  private static Phone romeo;
  private static Juliet juliet;
  private static Management management;
  private static MsrpLine line;
  private static int other;

  @BeforeAll
  static void openTheChat() throws Exception {
    stage = new Stage(Map.of("example.net", Stage.SECRET));
    romeo = stage.phone("romeo", "example.net");
    stage.tenant("verona", "example.net", romeo.port(), Map.of("mapping.version", "[0.1,0.2)"));
    stage.appliance.start();
    management = stage.appliance.manage();
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
    juliet.chat("romeo@example.net", "hot", "the first");
    line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("the first");
  }

  @AfterAll
  static void close() throws IOException {
    juliet.close();
    romeo.close();
    management.close();
    stage.close();
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  void anOldPartThatWasUninstalledDoesNotComeBack() throws Exception {
    management.install(another("mapping").toString());
    installAnotherFeature();
    assertThat(bundles("mapping")).as("side by side").hasSize(2);
    chat("while both are there");

    for (var part : List.of("mapping", "session")) {
      if (bundles(part).size() == 1) {
        management.install(another(part).toString());
      }
      management.uninstall(number(part, OLD));
      // At once, as a script does it.
      installAnotherFeature();
      assertThat(bundles(part))
          .as("after feature:install")
          .singleElement()
          .asString()
          .contains(NEW);
      chat("without the old " + part);
    }
    management.feature("uninstallFeature", "other-1");
    assertThat(bundles("mapping")).singleElement().asString().contains(NEW);
    assertThat(bundles("session")).singleElement().asString().contains(NEW);
    for (var part : List.of("api", "router", "sip", "msrp", "xmpp", "commands")) {
      assertThat(bundles(part)).as(part).singleElement().asString().contains(OLD, "Active");
    }
    assertThat(line.isClosed()).as("the MSRP connection is closed").isFalse();
    assertThat(romeo.invites.size()).as("new sessions").isZero();
  }

  @Test
  void whatKarafWillUndoIsSaidAtOnce() throws Exception {
    management.update("im.balcony.xmpp", another("xmpp").toString());
    assertThat(
            stage.appliance.lastLogged(
                Pattern.compile("im.balcony.xmpp was updated by hand to " + NEW + ".*undoes it")))
        .isPresent();
    installAnotherFeature();
    assertThat(bundles("xmpp")).singleElement().asString().contains(OLD, "Active");
    chat("over the xmpp that is back");
  }

  private static void chat(String text) throws Exception {
    juliet.chat("romeo@example.net", "hot", text);
    assertThat(line.texts.next(WAIT).text()).isEqualTo(text);
  }

  /** A feature that has nothing to do with the gateway. */
  private static void installAnotherFeature() throws Exception {
    var name = "other-" + ++other;
    var file = stage.directory.resolve(name + ".xml");
    Files.writeString(
        file,
        "<features xmlns='http://karaf.apache.org/xmlns/features/v1.6.0' name='"
            + name
            + "'><feature name='"
            + name
            + "' version='1.0.0'/></features>");
    management.feature("addRepository", file.toUri().toString());
    management.feature("installFeature", name);
  }

  /** What is installed of a part, a line each. */
  private static List<String> bundles(String part) throws Exception {
    return stage
        .appliance
        .shell("bundle:list -t 0 -s --no-format")
        .lines()
        .filter(line -> line.strip().endsWith("im.balcony." + part))
        .toList();
  }

  private static String number(String part, String version) throws Exception {
    return bundles(part).stream()
        .filter(line -> line.contains(version))
        .map(line -> line.strip().replaceFirst("\\D.*", ""))
        .findFirst()
        .orElseThrow();
  }

  /** The same part under a higher version. */
  private static URI another(String part) throws IOException {
    var made = stage.directory.resolve(part + "-" + NEW + ".jar");
    try (var from = new JarFile(Path.of(stage.appliance.bundle(part)).toFile())) {
      var manifest = from.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", NEW);
      try (var to = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (var entry :
            from.stream().filter(e -> !e.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
          to.putNextEntry(new java.util.jar.JarEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
      }
    }
    return made.toUri();
  }
}
