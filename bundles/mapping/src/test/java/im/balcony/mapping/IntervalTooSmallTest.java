package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.ok;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.thread;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A peer whose Min-SE is longer than the interval we ask for (RFC 4028 §7.3). */
class IntervalTooSmallTest {

  private static final String THREAD = "29377446-0CBB-4296-8958-590D79094C50";

  private final Scene scene = new Scene();
  private final ChatMessage text = scene.text("chat", "m1", thread(THREAD), body("Art thou?"));

  private SipRequest start(String effect, String leg, ChatMessage first) {
    return scene.request(new Effect.StartSession(effect, leg, first, Optional.empty()));
  }

  private SipRequest refused() {
    var invite = start("e1", "leg1", text);
    var tooSmall = SipResponse.of(422, "Session Interval Too Small").with("Min-SE", "3600");
    var refused = scene.hear(Event.SessionRefused.class, new SipEvent.Answered("e1", tooSmall));
    assertThat(refused.leg()).isEqualTo("leg1");
    assertThat(refused.failure().sipStatus()).hasValue(422);
    return invite;
  }

  @Test
  void theNextInviteIsTheSameOneWithAnotherInterval() {
    var first = refused();
    var second = start("e2", "leg2", text);
    assertThat(second.callId()).isEqualTo(first.callId());
    assertThat(second.from()).isEqualTo(first.from());
    assertThat(second.to()).isEqualTo(first.to());
    assertThat(second.cseq()).isEqualTo(2);
    assertThat(second.header("Session-Expires")).hasValue("3600");
    assertThat(second.header("Min-SE")).hasValue("3600");
  }

  @Test
  void itsDialogIsTheOneThatIsFound() {
    refused();
    start("e2", "leg2", text);
    scene.in(new SipEvent.Answered("e2", ok("t", Optional.of(sdp("text/plain")))));
    var bye = within(scene.dialog("leg2"), "BYE", 1, Optional.empty());
    assertThat(scene.hear(Event.SessionEnded.class, scene.received(bye)).leg()).isEqualTo("leg2");
  }

  @Test
  void anotherThreadHasAnInviteOfItsOwn() {
    var first = refused();
    var other = scene.text("chat", "m2", thread("7c5e1a02-9f6b-4c53-8e0d-2b1f"), body("Nurse?"));
    var second = start("e2", "leg2", other);
    assertThat(second.callId()).isNotEqualTo(first.callId());
    assertThat(second.from().tag()).isNotEqualTo(first.from().tag());
    assertThat(second.cseq()).isEqualTo(1);
  }
}
