package im.balcony.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Dialogue;
import im.balcony.players.Juliet;
import im.balcony.players.Secrecy;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The appliance with Prosody and a phone that speaks nothing but TLS, with a certificate. */
class SecureApplianceTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Map<String, String> LARGE =
      Map.of("stanza-limit", "262144", "max-size", "200000", "outbox.bytes", "300000");

  private static final Set<String> ids = new HashSet<>();
  private static Stage stage;
  private static Phone romeo;
  private static Juliet juliet;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage(Map.of("example.net", Stage.SECRET));
    var secrecy = Secrecy.of(stage.appliance, stage.directory.resolve("authority"));
    var gateway =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.appliance.sipTlsPort());
    romeo = secrecy.phone("romeo", "example.net", gateway, stage.ladder, stage.violations);
    var values = new HashMap<>(LARGE);
    values.putAll(secrecy.tenant(romeo.port()));
    stage.tenant("verona", "example.net", romeo.port(), values);
    stage.appliance.start();
    juliet = new Juliet("juliet", "juliet", "balcony", stage.prosody.clientPort(), stage.ladder);
  }

  @AfterAll
  static void close() throws Exception {
    juliet.close();
    romeo.close();
    stage.close();
    assertThat(stage.violations.all()).isEmpty();
  }

  @Test
  @Requirement({"SIP-06", "SDP-39"})
  void playsTheDialogue() {
    var dialogue = new Dialogue(juliet, romeo, "romeo@example.net");

    dialogue.all();

    assertThat(dialogue.scenes()).allSatisfy(scene -> assertThat(scene.problem()).isEmpty());
    assertThat(romeo.received.drain())
        .filteredOn(frame -> !frame.isResponse())
        .isNotEmpty()
        .allMatch(frame -> frame.need("Via").startsWith("SIP/2.0/TLS "));
  }

  private static void speak(MsrpLine line, String name) throws Exception {
    juliet.chat("romeo@example.net", "hot", "to Romeo " + name);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("to Romeo " + name);
    line.send("to Juliet " + name);
    var heard = juliet.hears(WAIT);
    // What was written when the process was killed may come again, under its id.
    if (ids.contains(heard.id())) {
      heard = juliet.hears(WAIT);
    }
    assertThat(heard.body()).isEqualTo("to Juliet " + name);
    ids.add(heard.id());
  }

  /** The connections stay, with their keys, whatever version of a protocol is behind them. */
  @Test
  void aChatOutlivesTheExchangeOfEachBundleAndARestart() throws Exception {
    juliet.chat("romeo@example.net", "hot", "before");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("before");
    for (var bundle : new String[] {"mapping", "session", "msrp", "sip", "xmpp"}) {
      stage.appliance.shell("bundle:update im.balcony." + bundle);
      speak(line, "behind " + bundle);
    }
    stage.appliance.kill();
    stage.appliance.start();
    var again = call.acceptNewConnection();
    again.reporting = false;
    speak(again, "behind a restart");
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(juliet.hears(WAIT).state()).isEqualTo("gone");
  }
}
