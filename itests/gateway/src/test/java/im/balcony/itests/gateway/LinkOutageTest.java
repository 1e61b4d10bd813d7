package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real XMPP server that ends, dies, comes late, or stands behind a link that is only half open.
 */
class LinkOutageTest {

  /** How soon a link has to be there again once its server is. */
  private static final Duration BACK = Duration.ofSeconds(30);

  /** How soon a link has to be found dead that says nothing. */
  private static final Duration FOUND = Duration.ofSeconds(45);

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String JULIET = "sip:juliet@example.com";

  private static RelayedProsody server;
  private static Playhouse house;

  @BeforeAll
  static void open() throws Exception {
    house =
        new Playhouse(
            (folder, components, users) -> server = new RelayedProsody(folder, components, users));
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
    server.relay.close();
    assertThat(house.violations.all()).isEmpty();
  }

  /** A text of Romeo's that is accepted now; its Call-ID. */
  private static String accepted(String text) throws IOException {
    var response = house.romeo.message(JULIET, text);
    assertThat(response.status()).isEqualTo(202);
    return response.need("Call-ID");
  }

  /** What is said while the server is away arrives once, and its one outcome is known. */
  private static void arrives(String text, String id) throws Exception {
    Framework.await("the link", BACK, house::linked);
    try (var juliet = house.juliet("orchard")) {
      assertThat(juliet.hears(WAIT).body()).isEqualTo(text);
      Framework.await("the outcome", WAIT, () -> house.outcomes(id).contains("HANDED_OVER"));
      assertThat(house.outcomes(id)).containsOnlyOnce("HANDED_OVER").doesNotContain("FAILED");
      assertThat(juliet.mayHear(Scene.SILENCE)).isEmpty();
    }
  }

  private static void down() throws InterruptedException {
    Framework.await("the loss of the link", WAIT, () -> !house.linked());
  }

  @Test
  void aServerThatDiesGetsItsLinkBackAndWhatWasAcceptedMeanwhile() throws Exception {
    server.kill();
    down();
    var id = accepted("The orchard walls are high");

    server.again();

    arrives("The orchard walls are high", id);
  }

  @Test
  void aServerThatIsStoppedGetsItsLinkBackAndWhatWasAcceptedMeanwhile() throws Exception {
    server.close();
    down();
    var id = accepted("and hard to climb");
    // By then Romeo is told at once, for later there would be no way to.
    Thread.sleep(6000);
    var refused = house.romeo.message(JULIET, "And the place death");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isPresent();

    server.again();

    arrives("and hard to climb", id);
  }

  @Test
  void aServerThatIsAbsentAtTheStartIsNamedAndGetsItsLinkWhenItComes() throws Exception {
    var port = Ports.free();
    house.tenant("mantua", Map.of("sip.domains", "montague.example", "xmpp.port", "" + port));
    Framework.await(
        "the reason",
        WAIT,
        () ->
            house.gateway().why().stream()
                .anyMatch(p -> (p.part() + p.reason()).contains("mantua")));
    assertThat(house.linked()).as("the other tenant's link").isTrue();

    try (var late =
        new Prosody(
            server.folder.resolveSibling("late"),
            port,
            Map.of("montague.example", Playhouse.SECRET),
            Map.of())) {
      Framework.await("the link", BACK, () -> house.linked("mantua"));
      assertThat(late.componentPort()).isEqualTo(port);
      house.removeTenant("mantua");
    }
  }

  @Test
  void aLinkThatIsHalfOpenIsFoundAndReplacedAndNothingIsLost() throws Exception {
    server.relay.freeze();
    var begun = System.nanoTime();
    var id = accepted("If they do see thee");
    Framework.await("the dead link", FOUND, () -> !house.linked());
    // Prosody still holds the old stream, and refuses a second one as long as it does.
    Framework.await(
        "the conflict",
        FOUND,
        () -> house.gateway().why().stream().anyMatch(p -> p.reason().contains("conflict")));
    System.out.println(
        "Half-open link found in "
            + Duration.ofNanos(System.nanoTime() - begun).toMillis()
            + " ms");
    assertThat(house.outcomes(id)).doesNotContain("HANDED_OVER", "FAILED", "EXPIRED");

    server.relay.cut();

    arrives("If they do see thee", id);
  }
}
