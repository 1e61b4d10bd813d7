package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A SIP user whose sessions have to be refreshed less often than we offer. */
class SessionIntervalTest {

  @Test
  @Requirement("SIP-57")
  void a422IsHeededAndNoTextIsLost() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of())) {
      scene.say(
          "juliet@example.com/x",
          "romeo@example.net",
          "chat",
          "m1",
          "<body>Wilt thou not hear?</body><thread>29377446-0CBB-4296-8958-590D79094C50</thread>");
      var refused = romeo.invites.next(WAIT);
      assertThat(refused.invite().header("Session-Expires")).hasValue("1800");
      assertThat(refused.invite().header("Supported").orElse("")).contains("timer");
      refused.refuse("422 Session Interval Too Small", "Min-SE: 3600");

      var call = romeo.invites.next(WAIT);
      assertThat(call.invite().header("Session-Expires")).hasValue("3600");
      assertThat(call.invite().header("Min-SE")).hasValue("3600");
      assertThat(call.callId()).isEqualTo(refused.callId());
      assertThat(call.invite().need("From")).isEqualTo(refused.invite().need("From"));
      assertThat(call.invite().cseq()).isEqualTo(refused.invite().cseq() + 1);
      assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).text())
          .isEqualTo("Wilt thou not hear?");
      scene.awaitOutcome("m1", "HANDED_OVER");
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      assertThat(call.bye().status()).isEqualTo(200);
      assertThat(scene.violations.all()).isEmpty();
    }
  }
}
