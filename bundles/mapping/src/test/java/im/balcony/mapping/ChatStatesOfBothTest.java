package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.state;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.xmpp.Element;
import im.balcony.mapping.content.ChatStates;
import im.balcony.mapping.content.IsComposing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7573 §6: who is shown what the other does. */
class ChatStatesOfBothTest {

  private final Scene scene = new Scene();

  private final SendsOfRomeo romeo = new SendsOfRomeo(scene);

  @Test
  void statesGoOnlyToAClientThatShowedThem() {
    var leg = scene.offered(sdp("text/plain"));
    romeo.stanza(romeo.received(leg, "m1", "x", false));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
    scene.text("chat", "1", body("y"));
    var silent = romeo.stanza(romeo.received(leg, "m2", "x", false));
    assertThat(silent.child(ChatStates.NAMESPACE, "active")).isEmpty();
    scene.text("chat", "2", body("z"), state("active"));
    var composing = scene.stanza(new Effect.StateToXmpp(ChatState.COMPOSING));
    assertThat(composing.children())
        .extracting(Element::name)
        .containsExactlyInAnyOrder("thread", "composing");
    assertThat(composing.to()).isEqualTo(Vectors.jid(Scene.JULIET));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
    scene.stanza(new Effect.StateToXmpp(ChatState.ACTIVE));
    scene.stanza(new Effect.StateToXmpp(ChatState.GONE));
    assertThat(scene.out(new Effect.StateToXmpp(ChatState.COMPOSING)).records()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"composing, COMPOSING", "paused, PAUSED", "inactive, INACTIVE", "gone, GONE"})
  void herStandaloneStateIsHeard(String name, ChatState heard) {
    var event = scene.hear(Event.XmppState.class, scene.message("chat", "1", state(name)));
    assertThat(event.state()).isEqualTo(heard);
  }

  @Test
  void aStateOutsideOfChatIsNone() {
    assertThat(scene.in(scene.message("normal", "1", state("composing"))).events()).isEmpty();
    var text = scene.text("normal", "2", body("x"), state("active"));
    assertThat(text.state()).isEmpty();
  }

  @Test
  void composingIsAnsweredAtOnce() {
    var leg = scene.offered(sdp("text/plain"));
    var document = IsComposing.write(true, 90);
    var event =
        scene.in(
            romeo.typed(leg, "m1", IsComposing.CONTENT_TYPE, document, false, FailureReport.YES));
    assertThat(event.events())
        .containsExactly(new Event.MsrpComposing(leg, true, java.util.OptionalLong.of(90_000)));
    assertThat(((MsrpCommand.Respond) event.replies().get(0)).status()).isEqualTo(200);
    var broken =
        scene.in(
            romeo.typed(
                leg,
                "m2",
                IsComposing.CONTENT_TYPE,
                Octets.utf8("<isComposing"),
                false,
                FailureReport.YES));
    assertThat(((MsrpCommand.Respond) broken.replies().get(0)).status()).isEqualTo(400);
  }
}
