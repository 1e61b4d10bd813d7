package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Baresip;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Single messages with baresip as Romeo: a phone that people use. */
class BaresipTest {

  private static final String JULIET = "juliet@example.com/balcony";

  private static Scene scene;
  private static Baresip romeo;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo =
        new Baresip(
            Files.createTempDirectory("balcony-baresip"),
            "sip:romeo@example.net",
            scene.sipPort,
            "sip:juliet@example.com");
    var uri = "sip:127.0.0.1:" + romeo.port() + ";lr";
    scene.tenant("verona", "example.net", Map.of("sip.next-hop", uri));
    Thread.sleep(200);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  void romeosMessageArrives() throws Exception {
    romeo.message("Neither, fair saint, if either thee dislike. é 🌹");

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body"))
        .isEqualTo("Neither, fair saint, if either thee dislike. é 🌹");
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(stanza.getAttribute("to")).startsWith("juliet@example.com");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void julietsMessageIsShown() throws Exception {
    scene.say(
        JULIET,
        "romeo@example.net",
        "normal",
        "b1",
        "<body>Art thou not Romeo, and a Montague? é 🌹</body>");

    romeo.shows("\"Art thou not Romeo, and a Montague? é 🌹\"", WAIT);

    assertThat(romeo.shown()).containsOnlyOnce("Art thou not Romeo");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  /** It has no MSRP and refuses the INVITE, so a chat goes on by MESSAGE. */
  @Test
  void aChatReachesAPhoneWithoutMsrp() throws Exception {
    scene.say(
        JULIET,
        "romeo@example.net",
        "chat",
        "b3",
        "<thread>t</thread><body>Wherefore art thou?</body>");

    romeo.shows("\"Wherefore art thou?\"", WAIT);

    assertThat(romeo.shown()).containsOnlyOnce("Wherefore art thou");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
