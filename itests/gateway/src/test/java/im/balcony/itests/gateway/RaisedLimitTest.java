package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A limit that the operator raises holds for the next message, on the link that is up. */
class RaisedLimitTest {

  private static final String TEXT = "x".repeat(100_000);

  @Test
  void aLongerTextPassesAtOnce() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("stanza-limit", "200kB"))) {
      var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
      assertThat(call.peerSdp().attribute("max-size")).contains("198000");
      var line = call.connect();
      assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);

      line.send(TEXT.getBytes(StandardCharsets.UTF_8), "text/plain", 2048, List.of());

      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(TEXT);
      assertThat(line.reports.poll(SILENCE)).isEmpty();
      call.bye();
      assertThat(scene.server.connected.size()).as("the link is the same").isZero();
      assertThat(scene.violations.all()).isEmpty();
    }
  }
}
