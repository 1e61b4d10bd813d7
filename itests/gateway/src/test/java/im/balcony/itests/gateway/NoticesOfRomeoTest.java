package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Juliet's single messages ask for notifications, and Romeo's phone sends them (RFC 5438). */
class NoticesOfRomeoTest {

  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String MARKERS = "urn:xmpp:chat-markers:0";
  private static final String REQUEST = "<request xmlns='" + RECEIPTS + "'/>";
  private static final String MARKABLE = "<markable xmlns='" + MARKERS + "'/>";
  private static final String BODY = "<body>Art thou not Romeo?</body>";

  private static final String DELIVERED = delivery("delivered");
  private static final String DISPLAYED =
      "<display-notification><status><displayed/></status></display-notification>";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("imdn", "request", "xmpp.domains", "*"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private SipFrame said(String id, String children) throws Exception {
    return said(juliet, id, children);
  }

  private static SipFrame said(String from, String id, String children) throws Exception {
    scene.say(from + "/balcony", "romeo@example.net", "normal", from + id, children);
    return romeo.messages.next(WAIT);
  }

  private static String value(SipFrame message, String header) {
    var start = header + ": ";
    return message
        .text()
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .reduce((one, other) -> one + " and " + other)
        .orElse("");
  }

  private static String id(SipFrame message) {
    return value(message, "imdn.Message-ID");
  }

  private static String delivery(String status) {
    return "<delivery-notification><status><" + status + "/></status></delivery-notification>";
  }

  private static String document(String id, String notification) {
    return "Content-Type: message/imdn+xml\r\nContent-Disposition: notification\r\n\r\n"
        + "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        + "<imdn xmlns=\"urn:ietf:params:xml:ns:imdn\"><message-id>"
        + id
        + "</message-id><datetime>2026-11-23T10:00:00Z</datetime>"
        + notification
        + "</imdn>";
  }

  private void notifies(Phone phone, String mime) throws Exception {
    var cpim =
        "From: <sip:romeo@example.net>\r\nTo: <sip:x@example.com>\r\n"
            + "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: "
            + "d834jied93rf\r\n\r\n"
            + mime;
    var answer = phone.draft("sip:" + juliet).body("message/cpim", cpim.getBytes(UTF_8)).send();
    assertThat(answer.status()).isEqualTo(200);
  }

  private void notifies(SipFrame message, String notification) throws Exception {
    notifies(romeo, document(id(message), notification));
  }

  private void hears(String namespace, String name, String id) {
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet + "/balcony");
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    var found = stanza.getElementsByTagNameNS(namespace, name);
    assertThat(found.getLength()).as(name).isEqualTo(1);
    assertThat(((Element) found.item(0)).getAttribute("id")).isEqualTo(juliet + id);
    assertThat(has(stanza, "jabber:component:accept", "body")).isFalse();
  }

  private static void nothingIsHeard() {
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"IMDN-02", "CPIM-20"})
  void aReceiptThatIsWantedIsAskedFor() throws Exception {
    var asking = said("a1", BODY + REQUEST);

    assertThat(asking.need("Content-Type")).isEqualTo("message/cpim");
    assertThat(value(asking, "NS")).isEqualTo("imdn <urn:ietf:params:imdn>");
    assertThat(id(asking)).isNotEmpty();
    assertThat(value(asking, "DateTime")).isNotEmpty();
    assertThat(value(asking, "imdn.Disposition-Notification"))
        .isEqualTo("positive-delivery, negative-delivery");
    assertThat(asking.text()).endsWith("\r\n\r\nArt thou not Romeo?");

    var plain = said("a2", BODY);
    assertThat(plain.need("Content-Type")).startsWith("text/plain");
    assertThat(plain.text()).isEqualTo("Art thou not Romeo?");
  }

  @Test
  @Requirement("IMDN-03")
  void aMarkerThatIsWantedIsAskedFor() throws Exception {
    assertThat(value(said("m1", BODY + REQUEST + MARKABLE), "imdn.Disposition-Notification"))
        .isEqualTo("positive-delivery, negative-delivery, display");
    assertThat(value(said("m2", BODY + MARKABLE), "imdn.Disposition-Notification"))
        .isEqualTo("display");
  }

  @Test
  @Requirement("IMDN-04")
  void whoAsksGivesAnIdThatNobodyGuessesAndATime() throws Exception {
    var before = Instant.now().minusSeconds(2);
    var one = said("i1", BODY + REQUEST);
    var other = said("i2", BODY + REQUEST);

    // 62 characters: eleven of them are more than 64 bits.
    assertThat(List.of(id(one), id(other))).allMatch(id -> id.matches("[0-9A-Za-z]{11,}"));
    assertThat(id(one)).isNotEqualTo(id(other)).doesNotContain("i1");
    assertThat(Instant.parse(value(one, "DateTime"))).isBetween(before, Instant.now());
    notifies(other, DELIVERED);
    hears(RECEIPTS, "received", "i2");
  }

  @Test
  @Requirement("IMDN-05")
  void whoIsAnonymousAsksForNothing() throws Exception {
    var message = said("anonymous@anonymous.invalid", "x1", BODY + REQUEST + MARKABLE);

    assertThat(message.uri("From")).startsWith("sip:anonymous@anonymous.invalid");
    assertThat(message.text()).doesNotContain("Disposition-Notification");
  }

  @Test
  @Requirement("IMDN-19")
  void aDeliveryIsAReceiptForTheTextThatItNames() throws Exception {
    var first = said("d1", BODY + REQUEST);
    var second = said("d2", BODY + REQUEST);
    var third = said("d3", BODY + REQUEST);

    notifies(second, DELIVERED);
    hears(RECEIPTS, "received", "d2");
    notifies(third, DELIVERED);
    hears(RECEIPTS, "received", "d3");
    notifies(first, DELIVERED);
    hears(RECEIPTS, "received", "d1");
    notifies(first, DELIVERED);
    nothingIsHeard();
    scene.awaitOutcome(juliet + "d1", "DELIVERED");
  }

  @Test
  @Requirement("IMDN-20")
  void whatElseIsSaidOfATextHasItsStanzaOrNone() throws Exception {
    var shown = said("s1", BODY + REQUEST + MARKABLE);
    notifies(shown, DELIVERED);
    hears(RECEIPTS, "received", "s1");
    notifies(shown, DISPLAYED);
    hears(MARKERS, "displayed", "s1");

    var failed = said("s2", BODY + REQUEST);
    notifies(failed, delivery("failed"));
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo(juliet + "s2");
    assertThat(error.getElementsByTagNameNS("*", "recipient-unavailable").getLength()).isEqualTo(1);
    notifies(failed, DELIVERED);

    var other = said("s3", BODY + REQUEST + MARKABLE);
    notifies(other, delivery("forbidden"));
    notifies(other, delivery("error"));
    notifies(other, DISPLAYED.replace("displayed", "forbidden"));
    notifies(other, DISPLAYED.replace("displayed", "error"));
    nothingIsHeard();
    scene.awaitOutcome(juliet + "s2", "FAILED");
  }

  @Test
  @Requirement("IMDN-21")
  void aNotificationIsNoText() throws Exception {
    notifies(romeo, document("whatever", DELIVERED));
    nothingIsHeard();
    var message = said("t1", BODY + REQUEST);
    notifies(message, DELIVERED);
    hears(RECEIPTS, "received", "t1");
  }

  @Test
  @Requirement("IMDN-22")
  void allThatComeInOneAreRead() throws Exception {
    var message = said("r1", BODY + REQUEST + MARKABLE);

    notifies(
        romeo,
        "Content-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n"
            + document(id(message), DELIVERED)
            + "\r\n--b\r\n"
            + document(id(message), DISPLAYED)
            + "\r\n--b--\r\n");

    hears(RECEIPTS, "received", "r1");
    hears(MARKERS, "displayed", "r1");
  }

  @Test
  @Requirement("IMDN-23")
  void whoWasNotTheRecipientAndWhatNobodySentIsPassedOver() throws Exception {
    var message = said("f1", BODY + REQUEST + MARKABLE);
    try (var eve = scene.phone("eve")) {
      notifies(eve, document(id(message), DELIVERED));
      notifies(eve, document(id(message), DISPLAYED));
      notifies(eve, document(id(message), delivery("failed")));
    }
    notifies(romeo, document(id(message) + "x", DELIVERED));
    notifies(romeo, document("", DELIVERED));
    nothingIsHeard();

    notifies(message, DELIVERED);
    hears(RECEIPTS, "received", "f1");
  }

  @Test
  @Requirement("IMDN-28")
  void theWrapperCountsForTheSize() throws Exception {
    var text = "<body>" + "word ".repeat(150) + "</body>";
    assertThat(said("w1", text).size()).isLessThan(1300).isGreaterThan(1000);

    var first = said("w2", text + REQUEST);
    var second = romeo.messages.next(WAIT);
    assertThat(List.of(first, second)).allMatch(part -> part.size() <= 1300);
    notifies(first, DELIVERED);
    nothingIsHeard();
    notifies(second, DELIVERED);
    hears(RECEIPTS, "received", "w2");
  }
}
