package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The numbers of a dialog in which the edge has answered challenges (RFC 3261 §12.2.1.1, §22.2).
 */
class ChallengedRequestsTest {

  private final Scene scene = new Scene();

  private SipRequest start(String effect, String leg) {
    var first = scene.text("chat", "1", body("x"));
    return scene.request(new Effect.StartSession(effect, leg, first, Optional.empty()));
  }

  private void accepted(String effect, int raised) {
    scene.in(new SipEvent.Answered(effect, ok("t", Optional.of(sdp("text/plain"))), raised));
  }

  private long ack() {
    return scene
        .say(SipCommand.Ack.class, new Effect.AckSession("leg", Optional.empty()))
        .request()
        .cseq();
  }

  @Test
  @Requirement("SIP-52")
  void theAckHasTheNumberOfTheInviteThatWasAnsweredAndTheNextRequestTheNextOne() {
    assertThat(start("e1", "leg").cseq()).isEqualTo(1);
    accepted("e1", 2);
    assertThat(ack()).isEqualTo(3);
    var refresh = scene.request(new Effect.RefreshSession("e2", "leg", true));
    assertThat(refresh.cseq()).isEqualTo(4);
    accepted("e2", 1);
    assertThat(ack()).isEqualTo(5);
    assertThat(scene.request(new Effect.EndSession("e3", "leg", Optional.empty())).cseq())
        .isEqualTo(6);
  }

  /** A refusal has taken its numbers, too. */
  @Test
  void aRefusedChangeRaisesTheNextNumber() {
    start("e1", "leg");
    accepted("e1", 0);
    scene.request(new Effect.RefreshSession("e2", "leg", true));
    scene.in(new SipEvent.Answered("e2", SipResponse.of(407, "Proxy Authentication Required"), 1));
    assertThat(scene.request(new Effect.RefreshSession("e3", "leg", true)).cseq()).isEqualTo(4);
  }

  @Test
  void theInviteWithALongerIntervalHasANumberThatWasNotUsed() {
    start("e1", "leg1");
    var tooSmall = SipResponse.of(422, "Session Interval Too Small").with("Min-SE", "3600");
    scene.hear(Event.SessionRefused.class, new SipEvent.Answered("e1", tooSmall, 1));
    assertThat(start("e2", "leg2").cseq()).isEqualTo(3);
  }

  @Test
  @Requirement("SIP-52")
  void partsLeaveRoomForTheNumbersOfChallenges() {
    var credentials = new Tenant.Credentials("verona", "file", Optional.empty());
    scene.tenant = scene.tenant.with(Tenant.Digest.NONE.with(credentials));
    var numbers = parts("m1");
    assertThat(numbers).hasSizeGreaterThan(1);
    for (var i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i) - numbers.get(i - 1)).isEqualTo(SipEvent.Answered.MOST_RAISED + 1);
    }
    var last = numbers.get(numbers.size() - 1);
    assertThat(parts("m2").get(0)).isGreaterThan(last + SipEvent.Answered.MOST_RAISED);
  }

  private List<Long> parts(String id) {
    var text = scene.text("normal", id, body("word ".repeat(500)));
    return scene
        .out(new Effect.PageToSip("p" + id, text, Optional.empty(), Optional.empty()))
        .records()
        .stream()
        .map(command -> ((SipCommand.Request) command).request().cseq())
        .toList();
  }
}
