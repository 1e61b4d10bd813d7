package im.balcony.mapping;

import static im.balcony.mapping.Scene.invite;
import static im.balcony.mapping.Scene.sdp;
import static im.balcony.mapping.Scene.withBody;
import static im.balcony.mapping.Scene.within;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.xmpp.XmppCommand;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts beside the session description of an INVITE (RFC 3261 §8.2.3, §20.11). */
class FirstTextsTest {

  private static final String CALL_ID = "F6989A8C-DE8A-4E21";
  private static final String SDP = "application/sdp\r\n\r\nv=0\r\n";
  private static final String TEXT = "text/plain\r\n\r\nGood morrow";
  private static final String PICTURE = "image/png\r\n\r\nx";
  private static final String CPIM =
      "message/cpim\r\n\r\nSubject: Hark\r\nimdn.Message-ID: m1\r\n\r\nContent-Type: text/plain"
          + "\r\n\r\nGood morrow";
  private static final String COMPOSING =
      "application/im-iscomposing+xml\r\n\r\n<isComposing"
          + " xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state></isComposing>";

  private final Scene scene = new Scene();

  private static SipRequest mixed(SipRequest request, String... parts) {
    var body = String.join("--b\r\n", parts);
    return withBody(request, "multipart/mixed;boundary=b", Octets.utf8(body));
  }

  private static SipRequest offer(String... parts) {
    return mixed(invite(CALL_ID, Optional.of(sdp("text/plain"))), parts);
  }

  private Event.SessionOffered offered(String... parts) {
    return scene.hear(Event.SessionOffered.class, scene.received(offer(parts)));
  }

  private static String optional(String part) {
    return part.replaceFirst("\r\n\r\n", "\r\nicon;handling=optional\r\n\r\n");
  }

  @Test
  void eachTextIsAFirstMessageOfTheSession() {
    var first = offered(TEXT, SDP, CPIM, optional(PICTURE)).first();

    assertThat(first).extracting(ChatMessage::text).containsOnly("Good morrow").hasSize(2);
    assertThat(first).extracting(ChatMessage::thread).containsOnly(Optional.of(CALL_ID));
    assertThat(first.get(1).subject()).hasValue("Hark");
    var stanza =
        scene.say(
            XmppCommand.Send.class, new Effect.TextToXmpp("e1", first.get(0), Optional.empty()));
    assertThat(stanza.stanza().type()).hasValue("chat");
  }

  @Test
  void composingIsHeardInTheSession() {
    var heard = scene.in(scene.received(offer(SDP, COMPOSING)));
    assertThat(heard.events()).hasSize(2);
    assertThat(heard.events().get(1)).isInstanceOf(Event.MsrpComposing.class);
  }

  @Test
  void aMessageThatNamesItselfIsHeardOnceUnlessItWasRefused() {
    var one = offered(SDP, CPIM);
    assertThat(one.first()).hasSize(1);
    assertThat(offered(SDP, CPIM).first()).isEmpty();

    scene.out(new Effect.RefuseSession(one.leg(), Failure.sip(486, "Busy Here")));
    assertThat(offered(SDP, CPIM).first()).hasSize(1);
  }

  @Test
  void whatFailedIsHeardAgain() {
    var one = offered(SDP, CPIM);
    scene.out(new Effect.Forget(one.first().get(0).ref()));
    assertThat(offered(SDP, CPIM).first()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, 415",
    "message/imdn+xml, 415",
    "text/plain;charset=x-foo, 415",
    "application/im-iscomposing+xml, 400",
  })
  void whatIsRequiredAndNotUnderstoodRefusesAll(String type, int status) {
    var part = type + "\r\n\r\nx";
    assertThat(scene.refused(scene.received(offer(TEXT, SDP, part))).status()).isEqualTo(status);
    assertThat(offered(TEXT, SDP, optional(part)).first()).hasSize(1);
  }

  @Test
  void aDescriptionOfEarlyMediaIsNotUnderstood() {
    var early = "application/sdp\r\nearly-session\r\n\r\nv=0\r\n";
    assertThat(scene.refused(scene.received(offer(SDP, early))).status()).isEqualTo(415);
  }

  @Test
  void whatIsTooLargeOrMalformedRefusesAll() {
    var large = TEXT + "x".repeat(100_000);
    assertThat(scene.refused(scene.received(offer(SDP, CPIM, large))).status()).isEqualTo(413);
    assertThat(scene.refused(scene.received(offer(SDP, "x"))).status()).isEqualTo(400);
    assertThat(offered(SDP, CPIM).first()).hasSize(1);
  }

  @Test
  void textsWithoutADescriptionAreRefused() {
    var invite = mixed(invite(CALL_ID, Optional.empty()), TEXT);
    assertThat(scene.refused(scene.received(invite)).status()).isEqualTo(415);
  }

  @Test
  void aChangeHoldsNothingButADescription() {
    var leg = scene.offered(sdp("text/plain"));
    var change = within(scene.dialog(leg), "INVITE", 2, Optional.of(sdp("text/plain")));
    assertThat(scene.refused(scene.received(mixed(change, SDP, TEXT))).status()).isEqualTo(415);
    var next = within(scene.dialog(leg), "INVITE", 3, Optional.of(sdp("text/plain")));
    assertThat(
            scene.hear(
                Event.SessionChanged.class, scene.received(mixed(next, SDP, optional(TEXT)))))
        .isNotNull();
  }

  @Test
  void aMessageOfSeveralPartsIsReadAsAWhole() {
    var page = scene.received(mixed(Scene.fromRomeo("MESSAGE", CALL_ID), TEXT, COMPOSING, CPIM));
    var text = scene.hear(Event.SipText.class, page).message();
    assertThat(text.text()).isEqualTo("Good morrow\nGood morrow");
    assertThat(text.subject()).hasValue("Hark");

    var composing = mixed(Scene.fromRomeo("MESSAGE", "c"), optional(PICTURE), COMPOSING);
    assertThat(scene.hear(Event.SipComposing.class, scene.received(composing)).active()).isTrue();
    var picture = mixed(Scene.fromRomeo("MESSAGE", "d"), TEXT, PICTURE);
    assertThat(scene.refused(scene.received(picture)).status()).isEqualTo(415);
    var nothing = mixed(Scene.fromRomeo("MESSAGE", "e"), optional(PICTURE));
    assertThat(scene.in(scene.received(nothing)).events()).isEmpty();
  }
}
