package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.control.Gateway.PartStatus;
import im.balcony.players.MappingCopy;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Two bundles of mapping side by side: one tenant tries the new one, and goes back. */
class TwoMappingsTest {

  private static final String JULIET = "juliet@example.com/balcony";

  @TempDir Path folder;

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("mapping.version", "[0,1)"));
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private Bundle next(Set<String> broken) throws Exception {
    return scene.framework.start(copy("9.1.0", broken));
  }

  private Path copy(String version, Set<String> broken) throws Exception {
    return MappingCopy.write(
        folder.resolve("next-" + version + ".jar"),
        scene.framework.file("mapping"),
        "im.balcony.next",
        version,
        broken);
  }

  private void pin(String range) throws Exception {
    scene.tenant(
        "verona",
        "example.net",
        Map.of("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr", "mapping.version", range));
    Thread.sleep(200);
  }

  private List<PartStatus> mappings() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.parts().stream())
        .filter(part -> part.part().equals("mapping"))
        .toList();
  }

  private static String row(PartStatus part) {
    return part.version().replaceFirst("0\\.1\\.0.*", "0.1.0")
        + " "
        + part.state()
        + " "
        + part.tenants();
  }

  private String page(String id, String text) throws Exception {
    scene.say(JULIET, "romeo@example.net", "normal", id, "<body>" + text + "</body>");
    return romeo.received.next(WAIT, f -> "MESSAGE".equals(f.method())).text();
  }

  @Test
  void aTenantTriesTheNewOneInTheMiddleOfAChatAndGoesBack() throws Exception {
    scene.say(JULIET, "romeo@example.net", "chat", "c1", "<body>Good night</body>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    next(Set.of());
    assertThat(mappings().stream().map(TwoMappingsTest::row))
        .containsExactly("9.1.0 active []", "0.1.0 active [verona]");

    pin("[9,10)");
    assertThat(mappings().stream().map(TwoMappingsTest::row))
        .containsExactly("9.1.0 active [verona]", "0.1.0 standby []");
    scene.framework.bundle("mapping").stop();
    scene.say(JULIET, "romeo@example.net", "chat", "c2", "<body>good night!</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("good night!");
    var sent = line.send("Parting is such sweet sorrow");
    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    scene.server.stanzas.next(WAIT);

    // What is pinned to the one that is away waits, and flows on when it is back.
    pin("[0,1)");
    scene.say(JULIET, "romeo@example.net", "chat", "c3", "<body>till it be morrow</body>");
    assertThat(line.texts.poll(SILENCE)).isEmpty();
    assertThat(mappings().get(0).parked()).isPositive();
    scene.framework.bundle("mapping").start();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("till it be morrow");
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
  }

  @Test
  void aNewOneThatThrowsIsQuarantinedAndNothingIsLostOrDoubled() throws Exception {
    next(Set.of("im/balcony/mapping/page/PageOutMapping.class"));
    pin("");
    assertThat(page("m1", "Thus with a kiss")).isEqualTo("Thus with a kiss");
    assertThat(mappings().stream().map(TwoMappingsTest::row))
        .containsExactly("9.1.0 quarantined []", "0.1.0 active [verona]");
    assertThat(mappings().get(0).reason()).contains("Error");
    assertThat(mappings().get(0).bundle()).startsWith("im.balcony.next [");
    assertThat(page("m2", "I die")).isEqualTo("I die");
    scene.awaitOutcome("m1", "HANDED_OVER");
    assertThat(romeo.received.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void anUpdateEndsTheQuarantine() throws Exception {
    var broken = next(Set.of("im/balcony/mapping/page/PageOutMapping.class"));
    pin("");
    page("m1", "one");
    try (var jar = Files.newInputStream(copy("9.1.1", Set.of()))) {
      broken.update(jar);
    }
    assertThat(page("m2", "two")).isEqualTo("two");
    assertThat(mappings().stream().map(TwoMappingsTest::row))
        .containsExactly("9.1.1 active [verona]", "0.1.0 standby []");
  }

  @Test
  void theProtocolsOfTheSocketsAreShown() {
    assertThat(
            scene.framework.service(Gateway.class).orElseThrow().parts().stream()
                .map(p -> p.part() + " " + p.state() + " " + p.bundle().replaceFirst(" .*", "")))
        .containsExactly(
            "mapping active im.balcony.mapping",
            "session active im.balcony.session",
            "formats active im.balcony.msrp",
            "sip active im.balcony.sip",
            "msrp active im.balcony.msrp",
            "xmpp active im.balcony.xmpp");
  }
}
