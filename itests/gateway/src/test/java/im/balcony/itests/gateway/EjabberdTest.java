package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ejabberd;
import im.balcony.testkit.romeo.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dialogue through ejabberd: the other widespread XMPP server. */
class EjabberdTest {

  private static final Duration WAIT = Duration.ofSeconds(10);

  /** What the plays below make the gateway send, at the least. */
  private static final Map<String, Integer> SEEN =
      Map.ofEntries(
          Map.entry("SIP MESSAGE", 1),
          Map.entry("SIP 202 MESSAGE", 1),
          Map.entry("SIP INVITE", 1),
          Map.entry("SIP ACK", 1),
          Map.entry("SIP BYE", 1),
          Map.entry("SIP 200 INVITE", 2),
          Map.entry("SIP 200 BYE", 2),
          Map.entry("SDP", 3),
          Map.entry("MSRP SEND +", 45),
          Map.entry("MSRP 200", 50),
          Map.entry("MSRP 413", 1),
          Map.entry("MSRP REPORT", 2),
          Map.entry("XMPP handshake", 1),
          Map.entry("XMPP message", 10),
          Map.entry("XMPP iq", 5));

  private static Playhouse house;

  @BeforeAll
  static void open() throws Exception {
    assertThat(Ejabberd.installed()).as("ejabberd is installed (package ejabberd)").isTrue();
    house = new Playhouse(Ejabberd::new);
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(house.judged().complaints(SEEN)).as("tshark's view").isEmpty();
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
