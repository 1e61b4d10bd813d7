package im.balcony.mapping;

import static im.balcony.mapping.Scene.from;
import static im.balcony.mapping.Scene.fromRomeo;
import static im.balcony.mapping.Scene.hops;
import static im.balcony.mapping.Scene.to;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.Route;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogContact;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose a record is that no dialog knows. */
class RoutingTest {

  private final Scene scene = new Scene();

  @ParameterizedTest
  @CsvSource({
    "sips:juliet@example.com, 480",
    "nobodyKnowsThisScheme:totallyopaquecontent, 416",
    "tel:+15551234, 416",
    "sip:juliet@unserved.example, 404",
    "sip:%20juliet@example.com, 404",
  })
  void aRequestUriThatLeadsNowhereIsRefused(String requestUri, int status) {
    assertThat(refused(to(fromRomeo("MESSAGE", "c"), requestUri)).status()).isEqualTo(status);
    assertThat(refused(to(fromRomeo("INVITE", "c"), requestUri)).status()).isEqualTo(status);
  }

  @Test
  void aRequestUriWithoutAUserIsTheDomain() {
    var received = scene.received(to(fromRomeo("MESSAGE", "c"), "sip:example.com"));
    assertThat(conversation(received).key().juliet()).isEqualTo(Vectors.jid("example.com"));
  }

  @Test
  void sipsIsRefusedWithItsWarning() {
    var response = refused(to(fromRomeo("INVITE", "c"), "sips:juliet@example.com"));
    assertThat(response.header("Warning")).get().asString().startsWith("380 ");
  }

  @ParameterizedTest
  @CsvSource({
    "tel:+15551234, 403",
    "sip:anonymous@anonymous.invalid, 403",
    "sip:tybalt@elsewhere.example, 403",
    "sip:example.net, 403",
    "sip:%20romeo@example.net, 404",
  })
  void aSenderWhoIsNobodyOfOursIsRefused(String sender, int status) {
    var request = from(fromRomeo("MESSAGE", "c"), SipParty.of(sender).tagged("t"));
    assertThat(refused(request).status()).isEqualTo(status);
  }

  @Test
  void noHopsAreLeft() {
    assertThat(refused(hops(fromRomeo("MESSAGE", "c"), 0)).status()).isEqualTo(483);
  }

  @Test
  void requestsOfUnknownDialogsAreRefusedButAcksDropped() {
    for (var method : new String[] {"BYE", "UPDATE"}) {
      assertThat(refused(fromRomeo(method, "c")).status()).isEqualTo(481);
    }
    var dialog = Dialog.ofPeer(fromRomeo("INVITE", "c"), "ours");
    var reinvite = Scene.within(dialog, "INVITE", 2, java.util.Optional.empty());
    assertThat(refused(reinvite).status()).isEqualTo(481);
    var ack = Scene.within(dialog, "ACK", 1, java.util.Optional.empty());
    assertThat(scene.route(scene.received(ack))).isInstanceOf(Route.Drop.class);
  }

  @Test
  void theRequestUriDecidesWhateverToSays() {
    var request = to(fromRomeo("MESSAGE", "c"), "sip:juliet@example.com");
    var addressed =
        new SipRequest(
            request.method(),
            request.requestUri(),
            request.from(),
            SipParty.of("tel:+15551234"),
            request.callId(),
            1,
            70,
            request.routes(),
            request.contact(),
            request.headers(),
            request.contentType(),
            request.body(),
            request.sdp());
    assertThat(conversation(scene.received(addressed)).key()).isEqualTo(scene.key);
  }

  @Test
  void theSpellingOfTheSenderIsRemembered() {
    var request =
        from(fromRomeo("MESSAGE", "c"), SipParty.of("sip:RoMeo%2F1@example.net").tagged("t"));
    var route = conversation(scene.received(request));
    scene.book.learn(route.additions());
    assertThat(scene.book.uriOf(route.key().romeo()).orElseThrow().user()).hasValue("RoMeo%2F1");
  }

  @ParameterizedTest
  @CsvSource({"sip:romeo@192.0.2.7, :5060;", "sip:romeo@192.0.2.7;transport=tls, :5061;"})
  void aNewRequestToOurContactReachesTheUserItNames(String target, String port) {
    scene.sipTls = Optional.of("192.0.2.1:5061");
    var contact =
        DialogContact.of(Vectors.jid("juliet@example.com/balcony"), dialog(target), scene.context())
            .uri();
    assertThat(contact).contains(port, ";gr=balcony");
    var route = conversation(scene.received(to(fromRomeo("INVITE", "c"), contact)));
    assertThat(route.key().juliet()).isEqualTo(Vectors.jid("juliet@example.com"));
  }

  private static Dialog dialog(String target) {
    var romeo = SipParty.of("sip:romeo@example.net");
    return new Dialog("c", SipParty.of("sip:j@example.com"), romeo, 1, -1, List.of(), target);
  }

  static Stream<Arguments> stanzas() {
    var scene = new Scene();
    var chat = scene.message("chat", "1", Scene.body("x"));
    return Stream.of(
        Arguments.of(chat, ""),
        Arguments.of(scene.message("groupchat", "1", Scene.body("x")), "service-unavailable"),
        Arguments.of(addressed(chat, "example.net"), "item-not-found"),
        Arguments.of(addressed(chat, "x@unserved.example"), "item-not-found"),
        Arguments.of(sent(chat, "eve@foreign.example/x"), "forbidden"),
        Arguments.of(kind(chat, Stanza.Kind.PRESENCE, "unavailable"), ""));
  }

  @ParameterizedTest
  @MethodSource("stanzas")
  void stanzasGoToConversationsOrComeBack(Stanza stanza, String condition) {
    var route = scene.route(stanza);
    if (condition.isEmpty()) {
      assertThat(route).isInstanceOf(Route.ToConversation.class);
      return;
    }
    var answer = ((XmppCommand.Send) ((Route.Reply) route).records().get(0)).stanza();
    assertThat(answer.to()).isEqualTo(stanza.from());
    assertThat(answer.from()).isEqualTo(stanza.to());
    assertThat(answer.id()).isEqualTo(stanza.id());
    assertThat(error(answer).child(Stanza.ERRORS, condition)).isPresent();
  }

  @Test
  void subscriptionsAreRefusedAndOtherPresenceDropped() {
    var chat = scene.message("chat", "1");
    var subscribe = scene.route(kind(chat, Stanza.Kind.PRESENCE, "subscribe"));
    var answer = ((XmppCommand.Send) ((Route.Reply) subscribe).records().get(0)).stanza();
    assertThat(answer.type()).hasValue("unsubscribed");
    assertThat(scene.route(kind(chat, Stanza.Kind.PRESENCE, "subscribed")))
        .isInstanceOf(Route.Drop.class);
  }

  @Test
  void nothingIsAnsweredToErrorsAndAnnouncements() {
    var elsewhere = addressed(scene.message("error", "1"), "x@unserved.example");
    assertThat(scene.route(elsewhere)).isInstanceOf(Route.Drop.class);
    var headline = addressed(scene.message("headline", "1"), "x@unserved.example");
    assertThat(scene.route(headline)).isInstanceOf(Route.Drop.class);
    assertThat(scene.route(scene.message("error", ""))).isInstanceOf(Route.Drop.class);
  }

  @Test
  void ofTwoAddressesWithOneUriTheSecondIsRefused() {
    var first = sent(scene.message("chat", "1", Scene.body("x")), "a\\5cb@example.com/x");
    scene.book.learn(conversation(first).additions());
    var second = sent(first, "a\\b@example.com/x");
    var answer = ((XmppCommand.Send) ((Route.Reply) scene.route(second)).records().get(0)).stanza();
    assertThat(error(answer).child(Stanza.ERRORS, "jid-malformed")).isPresent();
  }

  private static Element error(Stanza stanza) {
    return stanza.child(Stanza.NAMESPACE, "error").orElseThrow();
  }

  private Route.ToConversation conversation(im.balcony.api.wire.WireRecord record) {
    return (Route.ToConversation) scene.route(record);
  }

  private SipResponse refused(SipRequest request) {
    var event = scene.received(request);
    var reply = (Route.Reply) scene.route(event);
    var respond = (SipCommand.Respond) reply.records().get(0);
    assertThat(respond.transaction()).isEqualTo(event.transaction());
    assertThat(respond.response().headers()).extracting(SipHeader::name).doesNotContain("Contact");
    return respond.response();
  }

  private static Stanza addressed(Stanza s, String to) {
    return new Stanza(
        s.kind(), s.from(), Vectors.jid(to), s.id(), s.type(), s.language(), s.children());
  }

  private static Stanza sent(Stanza s, String from) {
    return new Stanza(
        s.kind(), Vectors.jid(from), s.to(), s.id(), s.type(), s.language(), s.children());
  }

  private static Stanza kind(Stanza s, Stanza.Kind kind, String type) {
    return new Stanza(
        kind,
        s.from(),
        s.to(),
        s.id(),
        java.util.Optional.of(type).filter(t -> !t.isEmpty()),
        s.language(),
        s.children());
  }
}
