package im.balcony.mapping;

import static im.balcony.mapping.Scene.body;
import static im.balcony.mapping.Scene.fromRomeo;
import static im.balcony.mapping.Scene.receiptRequest;
import static im.balcony.mapping.Scene.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.testkit.PolicyBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5438 for Juliet's single messages: asked for, and heard. */
class NoticesOfJulietTest {

  private static final Element MARKABLE = Element.of(StanzaText.MARKERS, "markable");
  private static final Pattern ID = Pattern.compile("(?m)^Message-ID: ([^\r]*)");

  private final Scene scene =
      new Scene()
          .with(
              PolicyBuilder.defaults().notifications(Notifications.REQUEST).build(),
              Limits.DEFAULT);

  private ChatMessage message = ChatMessage.plain("none", ChatMessage.Kind.NORMAL, "");

  private List<SipRequest> pages(Stanza stanza) {
    message = scene.hear(Event.XmppText.class, stanza).message();
    var effect = new Effect.PageToSip("e1", message, Optional.empty(), Optional.empty());
    return scene.out(effect).records().stream()
        .map(r -> ((SipCommand.Request) r).request())
        .toList();
  }

  private SipRequest page(Element... children) {
    return pages(scene.message("normal", "m1", children)).get(0);
  }

  private static String id(SipRequest request) {
    var found = ID.matcher(request.body().utf8());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String document(String id, String notification) {
    return "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>"
        + id
        + "</message-id><datetime>2026-11-23T10:00:00Z</datetime>"
        + notification
        + "</imdn>";
  }

  private static String delivery(String status) {
    return "<delivery-notification><status><" + status + "/></status></delivery-notification>";
  }

  private static final String DISPLAYED =
      "<display-notification><status><displayed/></status></display-notification>";

  private List<Event> hear(String document) {
    var cpim = "From: <sip:romeo@example.net>\r\n\r\nContent-Type: message/imdn+xml\r\n\r\n";
    var request = fromRomeo("MESSAGE", "n-1");
    scene.in(scene.received(withBody(request, "message/cpim", Octets.utf8(cpim + document))));
    assertThat(scene.heard.replies()).hasSize(1);
    assertThat(((SipCommand.Respond) scene.heard.replies().get(0)).response().status())
        .isEqualTo(200);
    return scene.heard.events();
  }

  private Event delivered() {
    return new Event.Reported(message.ref(), Optional.empty());
  }

  @Test
  void whatSheWantsIsAskedFor() {
    assertThat(page(body("x"), receiptRequest()).body().utf8())
        .contains("Disposition-Notification: positive-delivery, negative-delivery\r\n")
        .contains("DateTime: ");
    assertThat(page(body("x"), receiptRequest(), MARKABLE).body().utf8())
        .contains("Disposition-Notification: positive-delivery, negative-delivery, display\r\n");
    assertThat(page(body("x"), MARKABLE).body().utf8())
        .contains("Disposition-Notification: display\r\n");
    assertThat(page(body("x")).contentType()).contains("text/plain;charset=utf-8");
  }

  @Test
  void nothingIsAskedWhereNothingCanBeTold() {
    var wants = new Element[] {body("x"), receiptRequest(), MARKABLE};
    assertThat(pages(scene.message("normal", "", wants)).get(0).body().utf8()).isEqualTo("x");
    assertThat(pages(scene.message("headline", "h1", wants)).get(0).body().utf8()).isEqualTo("x");
    assertThat(message.markerWanted()).isFalse();
  }

  @Test
  void aTenantThatWantsNoneAsksForNone() {
    scene.with(PolicyBuilder.defaults().build(), Limits.DEFAULT);
    assertThat(page(body("x"), receiptRequest(), MARKABLE).body().utf8()).isEqualTo("x");
    assertThat(message.markerWanted()).isFalse();
  }

  @Test
  void eachMessageHasAnIdOfItsOwn() {
    var ids = new HashSet<String>();
    for (var i = 0; i < 20; i++) {
      ids.add(id(page(body("x"), receiptRequest())));
    }
    assertThat(ids).hasSize(20).allMatch(id -> id.matches("[0-9A-Za-z]{22}"));
  }

  @Test
  void aDeliveryIsToldOnceAndADisplayTellsBoth() {
    var id = id(page(body("x"), receiptRequest(), MARKABLE));
    assertThat(hear(document(id, delivery("delivered")))).containsExactly(delivered());
    assertThat(hear(document(id, delivery("delivered")))).isEmpty();
    assertThat(hear(document(id, DISPLAYED)))
        .containsExactly(delivered(), new Event.Shown(message.ref()));
    assertThat(hear(document(id, DISPLAYED))).isEmpty();
  }

  @Test
  void itIsKnownByAnotherVersionOfWhatIsRemembered() {
    var id = id(page(body("x"), receiptRequest()));
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);
    assertThat(hear(document(id, delivery("delivered")))).containsExactly(delivered());
    scene.out(new Effect.Forget(message.ref()));
    assertThat(scene.rows).doesNotContainKey("message/" + message.ref());
  }

  @Test
  void aFailureIsARecipientWhoIsNotThere() {
    var id = id(page(body("x"), receiptRequest()));
    var event = (Event.Reported) hear(document(id, delivery("failed"))).get(0);
    assertThat(event.failure().orElseThrow().condition()).contains("recipient-unavailable");
  }

  @Test
  void allPartsOfATextHaveToBeDelivered() {
    var parts =
        pages(scene.message("normal", "m1", body("word ".repeat(600)), receiptRequest(), MARKABLE));
    assertThat(parts).hasSizeGreaterThan(2);
    var last = parts.size() - 1;
    for (var part : parts.subList(0, last)) {
      assertThat(hear(document(id(part), DISPLAYED))).isEmpty();
      assertThat(hear(document(id(part), delivery("delivered")))).isEmpty();
    }
    assertThat(hear(document(id(parts.get(last)), delivery("delivered"))))
        .containsExactly(delivered());
    assertThat(hear(document(id(parts.get(last)), DISPLAYED)))
        .containsExactly(delivered(), new Event.Shown(message.ref()));
  }

  @Test
  void whatWasNotAskedForIsNotHeard() {
    var receipt = id(page(body("x"), receiptRequest()));
    assertThat(hear(document(receipt, DISPLAYED))).isEmpty();
    var marker = id(page(body("x"), MARKABLE));
    assertThat(hear(document(marker, delivery("failed")))).isEmpty();
    assertThat(hear(document(marker, delivery("delivered")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<delivery-notification><status><forbidden/></status></delivery-notification>",
        "<delivery-notification><status><error/></status></delivery-notification>",
        "<delivery-notification><delivered/></delivery-notification>",
        "<delivery-notification><status><delivered xmlns='urn:x'/></status></delivery-notification>",
        "<processing-notification><status><processed/></status></processing-notification>",
        "<status><delivered/></status>",
        ""
      })
  void whatSaysNothingOfTheMessageIsNotTold(String notification) {
    var id = id(page(body("x"), receiptRequest(), MARKABLE));
    assertThat(hear(document(id, notification))).isEmpty();
  }

  @Test
  void documentsThatAreNoneAreAnsweredAndTellNothing() {
    var id = id(page(body("x"), receiptRequest()));
    var valid = document(id, delivery("delivered"));
    assertThat(hear("")).isEmpty();
    assertThat(hear(valid.substring(9))).isEmpty();
    assertThat(hear(valid.replace("urn:ietf:params:xml:ns:imdn", "urn:x"))).isEmpty();
    assertThat(hear("<!DOCTYPE imdn [<!ENTITY i '" + id + "'>]>" + valid)).isEmpty();
    assertThat(hear(valid + "<!--" + "x".repeat(9000) + "-->")).isEmpty();
    assertThat(hear(document("other", delivery("delivered")))).isEmpty();
    assertThat(hear(document("", delivery("delivered")))).isEmpty();
    assertThat(hear(valid)).containsExactly(delivered());
  }

  @Test
  void aMarkerIsTheStanzaOfItsText() {
    page(body("x"), MARKABLE);
    var stanza = scene.stanza(new Effect.MarkerToXmpp("e2", message.ref()));
    assertThat(stanza.children())
        .containsExactly(Element.of(StanzaText.MARKERS, "displayed").with("id", "m1"));
    assertThat(stanza.to().toString()).isEqualTo(Scene.JULIET);
    assertThat(stanza.from().toString()).isEqualTo(Scene.ROMEO);
    assertThat(stanza.type()).isEmpty();
  }
}
