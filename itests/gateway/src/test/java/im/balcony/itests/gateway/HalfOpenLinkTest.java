package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A link on which the XMPP server hears everything and its answers are lost. */
class HalfOpenLinkTest {

  /** How soon a link has to be found dead that says nothing. */
  private static final Duration FOUND = Duration.ofSeconds(45);

  /** How soon it has to be there again. */
  private static final Duration BACK = Duration.ofSeconds(30);

  private static final Duration WAIT = Duration.ofSeconds(10);

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

  /** A text of Romeo's that is accepted; its Call-ID. */
  private static String accepted(String text) throws IOException {
    var response = house.romeo.message("sip:juliet@example.com", text);
    assertThat(response.status()).isEqualTo(202);
    return response.need("Call-ID");
  }

  private static void handedOver(String id) throws InterruptedException {
    Framework.await("hand-over", WAIT, () -> house.outcomes(id).contains("HANDED_OVER"));
    assertThat(house.outcomes(id)).doesNotContain("FAILED", "EXPIRED");
  }

  @Test
  @Requirement("XMPP-35")
  void whatNoPingConfirmedGoesAgainUnderTheSameIdAndNothingElse() throws Exception {
    handedOver(accepted("With love's light wings"));
    assertThat(house.juliet.hears(WAIT).body()).isEqualTo("With love's light wings");

    server.relay.muteAnswers();
    var doubtful = accepted("did I o'erperch these walls");
    var first = house.juliet.hears(WAIT);
    assertThat(first.body()).isEqualTo("did I o'erperch these walls");
    Framework.await("the dead link", FOUND, () -> !house.linked());
    assertThat(house.outcomes(doubtful)).doesNotContain("HANDED_OVER", "FAILED", "EXPIRED");

    Framework.await("the link", BACK, house::linked);
    // Whether she had it nobody told the gateway; by its id her client knows it again.
    var again = house.juliet.hears(WAIT);
    assertThat(again).isEqualTo(first);
    assertThat(again.id()).isNotEmpty();
    handedOver(doubtful);
    handedOver(accepted("for stony limits"));
    assertThat(house.juliet.hears(WAIT).body()).isEqualTo("for stony limits");
    assertThat(house.juliet.mayHear(Scene.SILENCE)).isEmpty();
  }
}
