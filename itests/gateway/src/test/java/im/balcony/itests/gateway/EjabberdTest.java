package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ejabberd;
import im.balcony.testkit.romeo.Call;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dialogue through ejabberd: the other widespread XMPP server. */
class EjabberdTest {

  private static final Duration WAIT = Duration.ofSeconds(10);

  private static Playhouse house;

  @BeforeAll
  static void open() throws Exception {
    assertThat(Ejabberd.installed()).as("ejabberd is installed (package ejabberd)").isTrue();
    house = new Playhouse(Ejabberd::new);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
    assertThat(house.violations.all()).isEmpty();
  }

  @Test
  void pageAndChatArePlayedBothWays() {
    var dialogue = house.dialogue();

    dialogue.all();

    assertThat(dialogue.scenes())
        .hasSize(4)
        .allSatisfy(scene -> assertThat(scene.problem()).isEmpty());
  }

  @Test
  void aTextForNobodyIsRefusedByTheServerAndReported() throws Exception {
    var call = house.romeo.invite("sip:nobody@example.com", Call.Offer.PLAIN);
    var line = call.connect();

    line.send("Who's there?".getBytes(UTF_8), "text/plain", 2048, List.of("Success-Report: yes"));

    assertThat(line.reports.next(WAIT).header("Status")).contains("000 403 Forbidden");
    call.bye();
  }
}
