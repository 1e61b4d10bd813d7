package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Dialogue;
import im.balcony.players.Juliet;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The appliance with Prosody between Smack and the strict endpoint. */
class ApplianceTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Map<String, String> LARGE =
      Map.of("stanza-limit", "262144", "max-size", "200000", "outbox.bytes", "300000");

  /** What the plays below make the appliance send, at the least. */
  private static final Map<String, Integer> SEEN =
      Map.ofEntries(
          Map.entry("SIP MESSAGE", 3),
          Map.entry("SIP 202 MESSAGE", 2),
          Map.entry("SIP INVITE", 2),
          Map.entry("SIP ACK", 2),
          Map.entry("SIP BYE", 1),
          Map.entry("SIP 200 INVITE", 1),
          Map.entry("SIP 200 BYE", 2),
          Map.entry("SDP", 3),
          Map.entry("MSRP SEND", 75),
          Map.entry("MSRP SEND +", 45),
          Map.entry("MSRP 200", 70),
          Map.entry("MSRP 413", 1),
          Map.entry("MSRP REPORT", 1),
          Map.entry("XMPP stream", 2),
          Map.entry("XMPP handshake", 2),
          Map.entry("XMPP message", 30),
          Map.entry("XMPP iq", 5));

  private static Stage stage;
  private static Phone romeo;
  private static Phone other;
  private static Juliet juliet;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage(Map.of("example.net", Stage.SECRET, "montague.example", Stage.SECRET));
    romeo = stage.phone("romeo", "example.net");
    other = stage.phone("romeo", "montague.example");
    stage.tenant("verona", "example.net", romeo.port(), LARGE);
    stage.tenant("mantua", "montague.example", other.port(), Map.of());
    var took = stage.appliance.start();
    System.out.println("Cold boot to ready: " + took.toMillis() + " ms");
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
  }

  @AfterAll
  static void close() throws Exception {
    juliet.close();
    romeo.close();
    other.close();
    assertThat(stage.judged().complaints(SEEN)).as("tshark's view").isEmpty();
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  void playsTheDialogue() {
    var dialogue = new Dialogue(juliet, romeo, "romeo@example.net");

    dialogue.all();

    assertThat(dialogue.scenes()).allSatisfy(scene -> assertThat(scene.problem()).isEmpty());
  }

  @Test
  void twoTenantsWithEqualUserNamesNeverCross() throws Exception {
    juliet.normal("romeo@montague.example", "for Mantua");
    juliet.normal("romeo@example.net", "for Verona");

    assertThat(other.messages.next(WAIT).text()).isEqualTo("for Mantua");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("for Verona");
    assertThat(other.message("sip:juliet@example.com", "from Mantua").status()).isEqualTo(202);
    assertThat(juliet.hears(WAIT).from()).isEqualTo("romeo@montague.example");
  }

  @Test
  void theMappingIsUpdatedWhileAChatIsOpen() throws Exception {
    var routerBefore = stage.appliance.shell("scr:info im.balcony.router.RouterComponent");
    juliet.chat("romeo@example.net", "hot", "before");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("before");

    var update = new Thread(() -> quietly("bundle:update im.balcony.mapping"));
    update.start();
    for (var i = 0; i < 20; i++) {
      juliet.chat("romeo@example.net", "hot", "to Romeo " + i);
      line.send("to Juliet " + i);
      Thread.sleep(150);
    }
    update.join();

    for (var i = 0; i < 20; i++) {
      assertThat(line.texts.next(WAIT).text()).isEqualTo("to Romeo " + i);
      assertThat(juliet.hears(WAIT).body()).isEqualTo("to Juliet " + i);
    }
    assertThat(line.texts.poll(Duration.ofMillis(300))).isEmpty();
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(juliet.hears(WAIT).state()).isEqualTo("gone");
    assertThat(stage.appliance.shell("scr:info im.balcony.router.RouterComponent"))
        .isEqualTo(routerBefore);
  }

  private static void quietly(String command) {
    try {
      stage.appliance.shell(command);
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void limitsChangeLive() throws Exception {
    stage.tenant("mantua", "montague.example", other.port(), Map.of("page.oversize", "reject"));
    Thread.sleep(2500);

    juliet.normal("romeo@montague.example", "x".repeat(3000));

    assertThat(juliet.hears(WAIT).error()).contains("policy-violation");
    assertThat(other.messages.poll(Duration.ofMillis(300))).isEmpty();
  }

  @Test
  void commandsShowWhatThereIs() throws Exception {
    assertThat(stage.appliance.shell("balcony:tenants")).contains("verona").contains("mantua");
    assertThat(stage.appliance.shell("balcony:why")).contains("All is well");
    assertThat(stage.appliance.shell("balcony:parts --no-format").lines())
        .anyMatch(line -> line.matches("mapping\\s.*im.balcony.mapping \\[\\d+].*active.*verona.*"))
        .anyMatch(line -> line.matches("xmpp\\s.*im.balcony.xmpp \\[\\d+].*active.*"));
  }

  @Test
  void pinningIsWrittenToTheTenantsFile() throws Exception {
    var file = stage.appliance.home().resolve("etc/im.balcony.tenant-mantua.cfg");
    assertThat(stage.appliance.shell("balcony:pin mantua '[9,10)'")).contains("Not pinned");
    assertThat(stage.appliance.shell("balcony:pin mantua '[0,1)'")).contains("is pinned to [0,1)");
    await(() -> Files.readString(file).contains("[0,1)"));
    assertThat(other.message("sip:juliet@example.com", "pinned").status()).isEqualTo(202);
    assertThat(juliet.hears(WAIT).body()).isEqualTo("pinned");

    assertThat(stage.appliance.shell("balcony:pin mantua -")).contains("highest");
    await(() -> !Files.readString(file).contains("mapping.version"));
  }

  @Test
  void aDrainedTenantTakesNothingUntilThatIsEnded() throws Exception {
    assertThat(stage.appliance.shell("balcony:drain mantua 10")).contains("is drained");
    assertThat(stage.appliance.shell("balcony:tenants").lines())
        .anyMatch(line -> line.contains("mantua") && line.contains("draining"));
    assertThat(other.message("sip:juliet@example.com", "too late").status()).isEqualTo(503);

    assertThat(stage.appliance.shell("balcony:drain --end mantua")).contains("is in service");
    assertThat(other.message("sip:juliet@example.com", "again").status()).isEqualTo(202);
    assertThat(juliet.hears(WAIT).body()).isEqualTo("again");
  }

  private static void await(Callable<Boolean> holds) throws Exception {
    var end = System.nanoTime() + WAIT.toNanos();
    while (!holds.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
