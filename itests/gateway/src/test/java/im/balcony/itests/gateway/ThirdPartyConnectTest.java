package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody makes the gateway connect into its own network (RFC 4975 §14.5). */
class ThirdPartyConnectTest {

  @Test
  @Requirement({"SEC-20"})
  void loopbackIsNotConnectedToByDefault() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("msrp.connect-allow", ""))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "t1", "<body>x</body>");
      var hers = romeo.invites.next(WAIT);
      hers.answer(hers.sdp("passive"), "");
      assertThat(hers.expectBye(WAIT).method()).isEqualTo("BYE");
      assertThat(hers.isCalled(SILENCE)).isFalse();

      var his = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("passive"));
      if (his.response().status() < 300) {
        his.expectBye(WAIT);
      } else {
        assertThat(his.response().status()).isEqualTo(488);
      }
      assertThat(his.isCalled(SILENCE)).isFalse();
      assertThat(scene.violations.all()).isEmpty();
    }
  }
}
