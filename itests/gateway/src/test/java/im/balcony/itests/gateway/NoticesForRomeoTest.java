package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * Romeo's single messages ask for notifications, and Juliet's client says what it has (RFC 5438).
 */
class NoticesForRomeoTest {

  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String MARKERS = "urn:xmpp:chat-markers:0";
  private static final String TIME = "2026-04-04T12:16:49-05:00";
  private static final String ALL = "positive-delivery, negative-delivery, display";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";
  private int stanzas;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("stanza-limit", "10kB"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private SipFrame send(String id, String wanted, String headers, String mime) throws Exception {
    var cpim =
        "From: <sip:romeo@example.net>\r\nTo: <sip:x@example.com>\r\nDateTime: "
            + TIME
            + "\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: "
            + id
            + "\r\n"
            + headers
            + "imdn.Disposition-Notification: "
            + wanted
            + "\r\n\r\n"
            + mime;
    return romeo.draft("sip:" + juliet).body("message/cpim", cpim.getBytes(UTF_8)).send();
  }

  private Element asks(String id, String wanted, String headers) throws Exception {
    var answer = send(id, wanted, headers, "Content-Type: text/plain\r\n\r\nNeither, fair saint");
    assertThat(answer.status()).isEqualTo(202);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Neither, fair saint");
    return stanza;
  }

  private Element asks(String id, String wanted) throws Exception {
    return asks(id, wanted, "");
  }

  private void says(Element about, String namespace, String name) throws Exception {
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        "",
        juliet + ++stanzas,
        "<" + name + " xmlns='" + namespace + "' id='" + about.getAttribute("id") + "'/>");
  }

  private void received(Element about) throws Exception {
    says(about, RECEIPTS, "received");
  }

  private void displayed(Element about) throws Exception {
    says(about, MARKERS, "displayed");
  }

  private void bounces(Element about) throws Exception {
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        "error",
        about.getAttribute("id"),
        "<error type='cancel'><service-unavailable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
  }

  private static SipFrame notified() {
    var notice = romeo.messages.next(WAIT);
    assertThat(notice.need("Content-Type")).isEqualTo("message/cpim");
    assertThat(notice.text()).contains("\r\nContent-Type: message/imdn+xml\r\n");
    return notice;
  }

  private static SipFrame notified(String id, String type, String status) {
    var notice = notified();
    assertThat(notice.text())
        .contains("<message-id>" + id + "</message-id><datetime>" + TIME + "</datetime>")
        .contains("<" + type + "><status><" + status + "/></status></" + type + "></imdn>");
    return notice;
  }

  private static void nothingIsNotified() {
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  private static List<String> headers(SipFrame notice, String name) {
    return notice.text().lines().filter(line -> line.startsWith(name + ": ")).toList();
  }

  @Test
  @Requirement({"IMDN-06", "IMDN-24"})
  void whatHeAsksForIsAskedOfHerClient() throws Exception {
    var both = asks("a1", ALL);
    assertThat(both.getAttribute("id")).isNotEmpty();
    assertThat(has(both, RECEIPTS, "request")).isTrue();
    assertThat(has(both, MARKERS, "markable")).isTrue();

    var receipt = asks("a2", "positive-delivery");
    assertThat(has(receipt, RECEIPTS, "request")).isTrue();
    assertThat(has(receipt, MARKERS, "markable")).isFalse();

    var marker = asks("a3", "foo, display");
    assertThat(has(marker, RECEIPTS, "request")).isFalse();
    assertThat(has(marker, MARKERS, "markable")).isTrue();
  }

  @Test
  @Requirement({"IMDN-01", "IMDN-07", "IMDN-14"})
  void aReceiptIsADeliveryNotificationToHim() throws Exception {
    var stanza = asks("34jk324j", "positive-delivery");
    received(stanza);

    var notice = notified("34jk324j", "delivery-notification", "delivered");
    assertThat(notice.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(notice.uri("To")).isEqualTo("sip:romeo@example.net");
    assertThat(notice.uri("From")).startsWith("sip:" + juliet);
    assertThat(notice.text()).contains("\r\nContent-Disposition: notification\r\n");
    var own = headers(notice, "imdn.Message-ID");
    assertThat(own).hasSize(1);
    assertThat(own.get(0)).doesNotContain("34jk324j");
  }

  @Test
  @Requirement({"IMDN-08", "XEXT-20"})
  void aMarkerIsADisplayNotification() throws Exception {
    var stanza = asks("b1", ALL);
    received(stanza);
    notified("b1", "delivery-notification", "delivered");
    displayed(stanza);
    notified("b1", "display-notification", "displayed");

    var unmarked = asks("b2", "positive-delivery");
    displayed(unmarked);
    unmarked.setAttribute("id", "unknown");
    displayed(unmarked);
    nothingIsNotified();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"IMDN-09", "IMDN-16"})
  void aLateErrorIsAFailedDelivery() throws Exception {
    var stanza = asks("c1", "negative-delivery", "imdn.Original-To: <im:list@example.com>\r\n");
    bounces(stanza);
    var notice = notified("c1", "delivery-notification", "failed");
    assertThat(notice.text())
        .contains(
            "<recipient-uri>sip:"
                + juliet
                + "</recipient-uri><original-recipient-uri>im:list@example.com"
                + "</original-recipient-uri>");

    bounces(asks("c2", "negative-delivery"));
    assertThat(notified("c2", "delivery-notification", "failed").text())
        .doesNotContain("recipient-uri");
    bounces(asks("c3", "positive-delivery"));
    nothingIsNotified();
  }

  @Test
  @Requirement("IMDN-10")
  void whatWasRefusedIsNotNotified() throws Exception {
    var large = "Content-Type: text/plain\r\n\r\n" + "x".repeat(12_000);
    assertThat(send("d1", ALL, "", large).status()).isEqualTo(413);
    nothingIsNotified();
  }

  @Test
  @Requirement({"IMDN-11", "IMDN-18"})
  void aMessageThatWasHandedOverIsNotDelivered() throws Exception {
    asks("e1", ALL + ", processing");
    nothingIsNotified();
  }

  @Test
  @Requirement("IMDN-12")
  void eachKindIsNotifiedOnce() throws Exception {
    var stanza = asks("f1", ALL);
    received(stanza);
    notified("f1", "delivery-notification", "delivered");
    received(stanza);
    bounces(stanza);
    displayed(stanza);
    notified("f1", "display-notification", "displayed");
    displayed(stanza);
    bounces(stanza);
    nothingIsNotified();
  }

  @Test
  @Requirement("IMDN-13")
  void aNotificationIsNotNotified() throws Exception {
    var document =
        "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>x</message-id><datetime>"
            + TIME
            + "</datetime></imdn>";
    var mime =
        "Content-Type: message/imdn+xml\r\nContent-Disposition: notification\r\n\r\n" + document;
    assertThat(send("g1", ALL, "", mime).status()).isEqualTo(200);
    nothingIsNotified();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    received(asks("g2", "positive-delivery"));
    assertThat(notified().text()).doesNotContain("Disposition-Notification");
  }

  @Test
  @Requirement("IMDN-15")
  void theWayOfTheMessageIsGoneBack() throws Exception {
    var routes =
        "imdn.IMDN-Record-Route: <sip:b@example.net>\r\n"
            + "imdn.IMDN-Record-Route: <sip:a@example.net>\r\n";
    received(asks("h1", "positive-delivery", routes));

    var notice = notified("h1", "delivery-notification", "delivered");
    assertThat(notice.requestUri()).isEqualTo("sip:b@example.net");
    assertThat(headers(notice, "imdn.IMDN-Route"))
        .containsExactly(
            "imdn.IMDN-Route: <sip:b@example.net>", "imdn.IMDN-Route: <sip:a@example.net>");
    assertThat(notice.text()).doesNotContain("Record-Route");
  }

  @Test
  @Requirement("IMDN-25")
  void aTenantMayTellNothing() throws Exception {
    scene.nextHopOf(romeo, Map.of("imdn", "never"));
    try {
      var stanza = asks("i1", ALL);
      assertThat(has(stanza, RECEIPTS, "request")).isFalse();
      assertThat(has(stanza, MARKERS, "markable")).isFalse();
      received(stanza);
      displayed(stanza);
      bounces(stanza);
      nothingIsNotified();
    } finally {
      scene.nextHopOf(romeo, Map.of("stanza-limit", "10kB"));
    }
  }

  @Test
  @Requirement("XEXT-21")
  void aMarkerOfAnOlderTextIsNothing() throws Exception {
    var first = asks("j1", "display");
    asks("j2", "display");
    var third = asks("j3", "display");

    displayed(third);
    notified("j3", "display-notification", "displayed");
    displayed(first);
    nothingIsNotified();
  }

  /**
   * Whoever's name stands in From gets a notification for what was brought to Juliet's client, and
   * for nothing else; and no more is brought in a second than one sender may say.
   */
  @Test
  @Requirement("IMDN-26")
  void aFloodInSomebodysNameMakesNoFloodOfNotifications() throws Exception {
    TenantKeysTest.set(scene, romeo, Map.of("rate.source", "20/s"));
    try {
      var begin = System.nanoTime();
      var accepted = 0;
      for (var i = 0; i < 1_000; i++) {
        var answer = send("f" + i, ALL, "", "Content-Type: text/plain\r\n\r\nspoofed");
        assertThat(answer.status()).isIn(202, 503);
        accepted += answer.status() == 202 ? 1 : 0;
      }
      var seconds = (System.nanoTime() - begin) / 1_000_000_000 + 1;
      // A burst of twice the rate comes on top of it.
      assertThat(accepted).isPositive().isLessThanOrEqualTo((int) (20 * (seconds + 2)));
      for (var i = 0; i < accepted; i++) {
        received(scene.server.stanzas.next(WAIT));
        notified();
      }
      nothingIsNotified();
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    } finally {
      TenantKeysTest.set(scene, romeo, Map.of("stanza-limit", "10kB"));
    }
  }
}
