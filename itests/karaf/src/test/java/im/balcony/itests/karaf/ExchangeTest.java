package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Juliet;
import im.balcony.players.Management;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The crude ways to exchange a part while messages go both ways and a chat is open: the peers
 * notice nothing, and nothing of the old part is kept.
 */
class ExchangeTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> PARTS = List.of("sip", "msrp", "xmpp", "mapping", "session");

  private static Stage stage;
  private static Phone romeo;
  private static Juliet juliet;
  private static Juliet nurse;
  private static Management management;
  private static MsrpLine line;
  private static Traffic traffic;

  @BeforeAll
  static void openTheChat() throws Exception {
    stage = new Stage(Map.of("example.net", Stage.SECRET));
    romeo = stage.phone("romeo", "example.net");
    stage.tenant("verona", "example.net", romeo.port(), Map.of());
    stage.appliance.start();
    management = stage.appliance.manage();
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
    nurse = new Juliet("nurse", "nurse", "house", stage.prosody.clientPort(), stage.ladder);
    juliet.chat("romeo@example.net", "hot", "the first");
    line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("the first");
    traffic = new Traffic(romeo, line, juliet, nurse);
  }

  @AfterAll
  static void close() throws IOException {
    juliet.close();
    nurse.close();
    romeo.close();
    management.close();
    stage.close();
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  void nobodyNoticesHowAPartIsExchanged() throws Exception {
    var router = router();
    var logins = logins();
    traffic.start(100);
    for (var part : PARTS) {
      bundle("update", part);
      bundle("stop", part);
      bundle("start", part);
      bundle("refresh", part);
    }
    traffic.stopAndCheck();

    assertThat(line.isClosed()).as("the MSRP connection is closed").isFalse();
    assertThat(romeo.invites.size()).as("new sessions").isZero();
    assertThat(logins()).as("component streams that Prosody saw").isEqualTo(logins);
    assertThat(router()).as("the router's component").isEqualTo(router);
  }

  @Test
  void nothingOfTheOldPartsIsKept() throws Exception {
    traffic.start(250);
    for (var i = 0; i < 100; i++) {
      management.bundle("update", "im.balcony.mapping");
      for (var part : PARTS) {
        if (i % 5 == 0 && !part.equals("mapping")) {
          management.bundle("update", "im.balcony." + part);
        }
      }
    }
    traffic.stopAndCheck();

    var left = new TreeMap<String, Integer>();
    for (var part : PARTS) {
      left.put(part, loaders(part));
    }
    assertThat(left.values()).as("class loaders: " + left).allMatch(loaders -> loaders == 1);
    assertThat(line.isClosed()).as("the MSRP connection is closed").isFalse();
  }

  private static void bundle(String operation, String part) throws Exception {
    management.bundle(operation, "im.balcony." + part);
    Thread.sleep(300);
  }

  /**
   * Class loaders of a part that full collections leave. What is being compiled just now holds its
   * classes for some seconds where the machine is busy; what is kept stays however long one waits.
   */
  private static int loaders(String part) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    management.collectGarbage();
    var left = management.classLoaders("im.balcony." + part).size();
    while (left > 1 && System.nanoTime() < end) {
      Thread.sleep(500);
      management.collectGarbage();
      left = management.classLoaders("im.balcony." + part).size();
    }
    return left;
  }

  private static String router() throws Exception {
    return stage.appliance.shell("scr:info im.balcony.router.RouterComponent");
  }

  private static long logins() throws IOException {
    try (var lines = Files.lines(stage.directory.resolve("prosody/prosody.log"))) {
      return lines.filter(text -> text.contains("successfully authenticated")).count();
    }
  }
}
