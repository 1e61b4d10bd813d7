package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts of Romeo's that wait for the XMPP link longer than they may. */
class WaitsForTheLinkTest {

  private static final Duration BACK = Duration.ofSeconds(40);

  private static Scene scene;
  private static Phone romeo;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.phone("romeo");
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private interface Story {
    void happens() throws Exception;
  }

  /** What happens while there is no link; when it is back nothing of it arrives. */
  private static void withoutLink(Story story) throws Exception {
    scene.server.connected.drain();
    scene.server.refusing = true;
    scene.server.cut("example.net");
    try {
      Framework.await("the loss of the link", WAIT, () -> !linked());
      story.happens();
    } finally {
      scene.server.refusing = false;
      scene.server.connected.next(BACK);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  private static boolean linked() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.tenants().stream())
        .allMatch(tenant -> tenant.state().equals("up"));
  }

  @Test
  void aTextInASessionIsReported() throws Exception {
    scene.tenant("verona", "example.net", Map.of("link-outage", "1s"));
    var call = romeo.invite("sip:juliet1@example.com", Call.Offer.PLAIN);
    var line = call.connect();
    line.send("in time");
    scene.awaitOutcome(scene.server.stanzas.next(WAIT).getAttribute("id"), "HANDED_OVER");

    withoutLink(
        () -> {
          line.send("too late");
          var report = line.reports.next(WAIT);
          assertThat(report.header("Status").orElse("")).startsWith("000 408");
          scene.awaitOutcome(report.header("Message-ID").orElseThrow(), "EXPIRED");
        });
    assertThat(call.bye().status()).isEqualTo(200);
  }

  @Test
  void aMessageWhoseAnswerWaitsIsAnsweredAndNotDelivered() throws Exception {
    scene.tenant("verona", "example.net", Map.of("page.status", "200"));

    withoutLink(
        () -> {
          var draft = romeo.draft("sip:juliet2@example.com").text("too late");
          assertThat(draft.send().status()).isEqualTo(504);
          scene.awaitOutcome(draft.callId(), "EXPIRED");
        });
  }
}
