package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.state;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.ChatState;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From which endpoint of Romeo's each stanza of a chat comes (RFC 7572 §5 note 1, ADDR-30). */
class SpeakerTest {

  private static final String GRUU = "sip:romeo@192.0.2.9;gr=dr4hcr0st3lup4c";
  private static final String FULL = Scene.ROMEO + "/dr4hcr0st3lup4c";

  private final Scene scene = new Scene();
  private int messages;

  /** A session of Juliet's that a phone with this Contact answered. */
  private String answered(String leg, String contact) {
    var first = scene.text("chat", "first-" + leg, body("x"), state("active"));
    scene.out(new Effect.StartSession("invite-" + leg, leg, first, Optional.empty()));
    var ok = Scene.ok("tag-" + leg, Optional.of(sdp("text/plain")));
    scene.in(
        new SipEvent.Answered(
            "invite-" + leg,
            new SipResponse(
                ok.status(),
                ok.reason(),
                ok.to(),
                ok.toTag(),
                ok.routes(),
                List.of(SipParty.of(contact)),
                ok.headers(),
                ok.contentType(),
                ok.body(),
                ok.sdp())));
    scene.out(new Effect.AckSession(leg, Optional.empty()));
    scene.out(new Effect.OpenMedia(leg));
    return leg;
  }

  private MsrpEvent.Received said(String leg, String type, Octets octets) {
    return new MsrpEvent.Received(
        scene.session(leg),
        "tid",
        List.of(SdpWriting.uri(Scene.PEER_PATH).orElseThrow()),
        new MsrpMessage("mid-" + ++messages, type, octets, false, FailureReport.NO),
        new MsrpContent(type, Optional.empty(), octets, Optional.empty()));
  }

  private Stanza text(String leg) {
    var heard = scene.hear(Event.MsrpText.class, said(leg, "text/plain", Octets.utf8("y")));
    return scene.stanza(
        new Effect.TextToXmpp("x" + messages, heard.message(), Optional.of(heard.leg())));
  }

  private void composes(String leg) {
    scene.in(said(leg, IsComposing.CONTENT_TYPE, IsComposing.write(true, 60)));
  }

  private Stanza told(ChatState state) {
    return scene.stanza(new Effect.StateToXmpp(state));
  }

  private void bye(String leg) {
    var bye = within(scene.dialog(leg), "BYE", 7, Optional.empty());
    var heard = scene.hear(Event.SessionEnded.class, scene.received(bye));
    scene.out(new Effect.Answer(heard.ref(), Optional.empty()));
    scene.out(new Effect.CloseMedia(leg));
  }

  @Test
  void goneComesFromWhoeverWasThere() {
    var leg = answered("leg", GRUU);
    assertThat(text(leg).from()).hasToString(FULL);
    composes(leg);
    assertThat(told(ChatState.COMPOSING).from()).hasToString(FULL);

    bye(leg);

    assertThat(told(ChatState.GONE).from()).hasToString(FULL);
  }

  @Test
  void goneOfASessionInWhichNothingWasSaidDoes() {
    bye(answered("leg", GRUU));
    assertThat(told(ChatState.GONE).from()).hasToString(FULL);
  }

  @Test
  void goneAfterOurOwnByeDoes() {
    var leg = answered("leg", GRUU);
    scene.out(new Effect.EndSession("bye", leg, Optional.empty()));
    scene.out(new Effect.CloseMedia(leg));
    assertThat(told(ChatState.GONE).from()).hasToString(FULL);
  }

  @Test
  void aPhoneWithoutAGruuHasNone() {
    answered("one", GRUU);
    bye("one");
    answered("two", "sip:romeo@192.0.2.9");
    bye("two");
    assertThat(told(ChatState.GONE).from()).hasToString(Scene.ROMEO);
  }

  @Test
  void ofTwoPhonesTheOneThatWritesIsSeenWriting() {
    answered("one", GRUU);
    answered("two", "sip:romeo@192.0.2.10;gr=other");
    composes("one");
    assertThat(told(ChatState.COMPOSING).from()).hasToString(FULL);
    assertThat(told(ChatState.ACTIVE).from()).hasToString(FULL);

    bye("two");
    composes("one");
    assertThat(told(ChatState.COMPOSING).from()).hasToString(FULL);
  }

  @Test
  void aReceiptBehindTheEndOfTheSessionDoes() {
    var leg = answered("leg", GRUU);
    var text = scene.text("chat", "asks", body("x"), Scene.receiptRequest());
    scene.out(new Effect.TextToMsrp("t", leg, text));
    bye(leg);
    assertThat(scene.stanza(new Effect.ReceiptToXmpp("r", text.ref())).from()).hasToString(FULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {";gr=dr4hcr0st3lup4c", ""})
  void inPageModeTheMessageSaysIt(String parameter) {
    scene.text("chat", "first", body("x"), state("active"));
    var from = new SipParty("sip:" + Scene.ROMEO + parameter, Optional.empty(), Map.of("tag", "t"));
    SipRequest composing =
        Scene.withBody(
            Scene.from(Scene.page(""), from),
            IsComposing.CONTENT_TYPE,
            IsComposing.write(true, 60));
    scene.hear(Event.SipComposing.class, scene.received(composing));
    assertThat(told(ChatState.COMPOSING).from())
        .hasToString(parameter.isEmpty() ? Scene.ROMEO : FULL);
  }
}
