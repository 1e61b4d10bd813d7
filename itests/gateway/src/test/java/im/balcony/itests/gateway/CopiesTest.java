package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Copies that a real server makes of what Romeo says, for Juliet's other places (XEP-0280). */
class CopiesTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String COPIES = "urn:xmpp:carbons:2";

  @Test
  @Requirement("XEXT-10")
  void herOtherPlaceHearsWhatHeSaysToThis() throws Exception {
    try (var house =
            new Playhouse(
                (folder, components, users) ->
                    new Prosody(folder, Ports.free(), components, users));
        var other = new RawJuliet(house.server.clientPort())) {
      other.say("<iq type='set' id='copies'><enable xmlns='" + COPIES + "'/></iq>");
      other.await("id='copies'");
      var call = house.romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
      var line = call.connect();
      line.reporting = false;
      assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);
      house.juliet.chat("romeo@" + Playhouse.DOMAIN, "t1", "Art thou not Romeo?");
      assertThat(line.texts.next(WAIT).text()).isEqualTo("Art thou not Romeo?");

      line.send("Neither, fair saint");

      assertThat(house.juliet.hears(WAIT).body()).isEqualTo("Neither, fair saint");
      other.await("<received xmlns='" + COPIES + "'");
      other.await("Neither, fair saint");
      assertThat(call.bye().status()).isEqualTo(200);
      assertThat(house.juliet.hears(WAIT).state()).isEqualTo("gone");
      assertThat(house.violations.all()).isEmpty();
    }
  }
}
