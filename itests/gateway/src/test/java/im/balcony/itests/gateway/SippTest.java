package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ports;
import im.balcony.players.Sipp;
import im.balcony.testkit.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single messages with sipp as Romeo; what it demands of ours stands in its scenarios. */
class SippTest {

  private static final Duration LONG = Duration.ofSeconds(25);

  private static Scene scene;
  private static int plays;

  private final String juliet = "juliet@example.com/balcony";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static Path folder() throws Exception {
    return Files.createTempDirectory("balcony-sipp");
  }

  private static Path scenario(String name) {
    return Path.of("src/test/resources/sipp", name + ".xml");
  }

  private static Sipp sends(String scenario, String transport, String... more) throws Exception {
    return Sipp.sending(folder(), scenario(scenario), transport, scene.sipPort, List.of(more));
  }

  /** A sipp that is Romeo's next hop, on a port of its own: no play hears of another. */
  private static Sipp waits(String scenario, String transport, String answer) throws Exception {
    var port = Ports.free();
    var folder = folder();
    var filled = folder.resolve("scenario.xml");
    Files.writeString(filled, Files.readString(scenario(scenario)).replace("@answer@", answer));
    var sipp = Sipp.waiting(folder, filled, transport, port);
    var hop = "sip:127.0.0.1:" + port + ";transport=" + transport + ";lr";
    scene.tenant("verona", "example.net", Map.of("sip.next-hop", hop));
    Thread.sleep(200);
    return sipp;
  }

  private String say(String body) throws Exception {
    var id = "sipp" + ++plays;
    scene.say(juliet, "romeo@example.net", "normal", id, "<body>" + body + "</body>");
    return id;
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void aMessageOfRomeosArrivesAndIsAnsweredWell(String transport) throws Exception {
    var text = "Neither, fair saint, by " + transport;
    try (var sipp = sends("message", transport, "-s", "juliet", "-key", "body", text)) {
      sipp.succeeds(LONG);
    }

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo(text);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-31", "PAGE-32"})
  void copiesAreAnsweredAlikeAndMakeOneStanza() throws Exception {
    try (var sipp = sends("copies", "udp", "-s", "juliet")) {
      sipp.succeeds(LONG);
      var answers = sipp.received();
      assertThat(answers).hasSize(6);
      assertThat(answers.get(0)).startsWith("SIP/2.0 202 ");
      assertThat(answers.subList(1, 5)).allMatch(answers.get(0)::equals);
      assertThat(answers.get(5)).startsWith("SIP/2.0 482 ");
    }

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("only once");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void aMessageOfJulietsIsOneGoodRequest(String transport) throws Exception {
    try (var sipp = waits("answer", transport, "200 OK")) {
      say("Art thou not Romeo, by " + transport + "?");
      sipp.succeeds(LONG);

      assertThat(sipp.received()).hasSize(1);
      assertThat(sipp.received().get(0))
          .contains("Via: SIP/2.0/" + transport.toUpperCase(java.util.Locale.ROOT) + " ")
          .endsWith("Art thou not Romeo, by " + transport + "?");
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void aSilentRomeoGetsTheSameRequestAgain() throws Exception {
    try (var sipp = waits("late", "udp", "200 OK")) {
      say("Hist! Romeo, hist!");
      sipp.succeeds(LONG);

      var copies = sipp.received();
      assertThat(copies).hasSize(3).allMatch(copies.get(0)::equals);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "404 Not Found, item-not-found, cancel",
    "480 Temporarily Unavailable, recipient-unavailable, wait",
    "603 Decline, recipient-unavailable, wait"
  })
  void aRefusalComesBackAsAnError(String answer, String condition, String type) throws Exception {
    try (var sipp = waits("answer", "udp", answer)) {
      var id = say("x");
      sipp.succeeds(LONG);

      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("type")).isEqualTo("error");
      assertThat(error.getAttribute("id")).isEqualTo(id);
      assertThat(error.getElementsByTagNameNS("*", condition).getLength()).isEqualTo(1);
      var details = (org.w3c.dom.Element) error.getElementsByTagNameNS("*", "error").item(0);
      assertThat(details.getAttribute("type")).isEqualTo(type);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    }
  }
}
