package im.balcony.mapping;

import static im.balcony.mapping.Scene.fromRomeo;
import static im.balcony.mapping.Scene.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.Kind;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Notifications;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.content.Imdn;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.testkit.PolicyBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5438 for Romeo's single messages: what he wants, and what he is told. */
class NoticesForRomeoTest {

  private static final String ALL =
      "imdn.Disposition-Notification: positive-delivery, negative-delivery, display\r\n";

  private final Scene scene = new Scene();

  /** His text with these headers, as the stanza of its own. */
  private Stanza asks(String headers) {
    var cpim = headers + "\r\nContent-Type: text/plain\r\n\r\nNeither";
    var request = withBody(fromRomeo("MESSAGE", "n-1"), "message/cpim", Octets.utf8(cpim));
    var event = scene.hear(Event.SipText.class, scene.received(request));
    scene.out(new Effect.Answer(event.message().ref(), Optional.empty()));
    return scene.stanza(new Effect.TextToXmpp("e1", event.message(), Optional.empty()));
  }

  private List<Event> says(Stanza about, Element... children) {
    scene.in(scene.message("", "r1", children));
    return scene.heard.events();
  }

  private static Element received(Stanza about) {
    return Element.of(StanzaText.RECEIPTS, "received").with("id", about.id().orElseThrow());
  }

  private static Element displayed(Stanza about) {
    return Element.of(StanzaText.MARKERS, "displayed").with("id", about.id().orElseThrow());
  }

  private static boolean wants(Stanza stanza, String namespace, String name) {
    return stanza.child(namespace, name).isPresent();
  }

  /** What is sent for the last of the events. */
  private String notice() {
    var events = scene.heard.events();
    var text = (Event.XmppText) events.get(events.size() - 1);
    assertThat(text.message().kind()).isEqualTo(Kind.HEADLINE);
    scene.correlation = CorrelationShelves.open(scene.key, scene.rows);
    var effect = new Effect.PageToSip("e2", text.message(), text.gruu(), Optional.empty());
    return ((SipCommand.Request) scene.out(effect).records().get(0)).request().body().utf8();
  }

  @Test
  void aReceiptAndAMarkerAreToldOnceEach() {
    var stanza = asks("imdn.Message-ID: m1\r\nDateTime: 2026-04-04T12:16:49Z\r\n" + ALL);
    assertThat(says(stanza, received(stanza))).hasSize(2);
    assertThat(notice())
        .contains("<message-id>m1</message-id><datetime>2026-04-04T12:16:49Z</datetime>")
        .contains("<delivered/>");
    assertThat(says(stanza, received(stanza))).isEmpty();
    assertThat(says(stanza, displayed(stanza))).hasSize(2);
    assertThat(notice()).contains("<displayed/>");
    assertThat(says(stanza, displayed(stanza))).isEmpty();
  }

  @Test
  void whatIsShownWasDelivered() {
    var stanza = asks("imdn.Message-ID: m1\r\n" + ALL);
    assertThat(says(stanza, displayed(stanza)))
        .hasSize(3)
        .first()
        .isInstanceOf(Event.XmppReceipt.class);
    assertThat(says(stanza, received(stanza))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "imdn.Disposition-Notification: display\r\n",
        "imdn.Message-ID: \r\nimdn.Disposition-Notification: display\r\n",
        "imdn.Message-ID: m\r\nimdn.Disposition-Notification: processing, x\r\n",
        "imdn.Message-ID: m\r\nDisposition-Notification: display\r\n",
        "imdn.Message-ID: m\r\nimdn.IMDN-Record-Route: <tel:1>\r\n"
            + "imdn.Disposition-Notification: display\r\n"
      })
  void whatCannotBeToldIsNotAsked(String headers) {
    var stanza = asks(headers);
    assertThat(wants(stanza, StanzaText.MARKERS, "markable")).isFalse();
    assertThat(says(stanza, displayed(stanza))).isEmpty();
  }

  @Test
  void whatIsTooLongOrTooManyIsNotRemembered() {
    var route = "imdn.IMDN-Record-Route: <sip:a@example.net>\r\n";
    assertThat(
            wants(
                asks("imdn.Message-ID: m\r\n" + route.repeat(10) + ALL),
                StanzaText.RECEIPTS,
                "request"))
        .isTrue();
    assertThat(
            wants(
                asks("imdn.Message-ID: n\r\n" + route.repeat(11) + ALL),
                StanzaText.RECEIPTS,
                "request"))
        .isFalse();
    assertThat(
            wants(
                asks("imdn.Message-ID: " + "x".repeat(256) + "\r\n" + ALL),
                StanzaText.RECEIPTS,
                "request"))
        .isFalse();
  }

  @Test
  void aTenantThatTellsNothingAsksForNothing() {
    scene.with(PolicyBuilder.defaults().notifications(Notifications.NEVER).build(), Limits.DEFAULT);
    var stanza = asks("imdn.Message-ID: m1\r\n" + ALL);
    assertThat(wants(stanza, StanzaText.RECEIPTS, "request")).isFalse();
    assertThat(wants(stanza, StanzaText.MARKERS, "markable")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "FAILED", "DISPLAYED"})
  void whatIsWrittenIsRead(Disposition what) {
    var imdn = new Imdn("a<b>&c", what);
    assertThat(Imdn.read(imdn.write("2026-04-04T12:16:49Z", List.of("sip:a@b", "sip:<c>"))))
        .contains(imdn);
  }
}
