package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.ls.DOMImplementationLS;

/** Which header of a MESSAGE is which part of a stanza, and which is none (RFC 7572 §4, §5). */
class PageHeadersTest {

  private static final String DELAY = "urn:xmpp:delay";
  private static final String NICK = "http://jabber.org/protocol/nick";
  private static final String REQUEST = "<request xmlns='urn:xmpp:receipts'/>";

  /** What the matrix lets a stanza of a single message hold. */
  private static final Set<String> CHILDREN =
      Set.of(
          "jabber:component:accept subject",
          "jabber:component:accept body",
          "jabber:component:accept thread",
          DELAY + " delay",
          NICK + " nick",
          "http://jabber.org/protocol/shim headers");

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void quiet() {
    romeo.answer = message -> List.of("200 OK");
  }

  private SipFrame said(String type, String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", type, id, children);
    return romeo.messages.next(WAIT);
  }

  private String toJuliet() {
    return "sip:" + juliet;
  }

  @Test
  @Requirement("PAGE-02")
  void theBodyIsCarriedOctetByOctet() throws Exception {
    var message = said("normal", "b1", "<body> a\n b é </body>");

    assertThat(message.body()).isEqualTo(" a\r\n b é ".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Requirement("PAGE-08")
  void noHeaderSaysOfWhichTypeAStanzaWas() throws Exception {
    var content = "<subject>Hi</subject><thread>d9aa95fd-2bd5</thread><body>x</body>";
    var normal = said("normal", "t1", content);
    var headline = said("headline", "t2", content);

    assertThat(timeless(headline)).isEqualTo(timeless(normal)).hasSizeGreaterThan(8);
  }

  /** The header lines without what has to differ from request to request. */
  private static List<String> timeless(SipFrame message) {
    return message.lines().stream()
        .map(line -> line.replaceAll("(branch|tag)=[^;]*", "$1="))
        .map(line -> line.replaceAll("^CSeq: \\d+", "CSeq: "))
        .toList();
  }

  @Test
  @Requirement("PAGE-13")
  void aFinalResponseIsNoReceipt() throws Exception {
    for (var status : List.of("202 Accepted", "200 OK")) {
      romeo.answer = message -> List.of(status);
      said("normal", "r" + status.charAt(2), "<body>x</body>" + REQUEST);
      assertThat(scene.server.stanzas.poll(SILENCE)).as(status).isEmpty();
    }
  }

  @Test
  @Requirement("PAGE-21")
  void theCallIdIsTheThread() throws Exception {
    romeo
        .draft(toJuliet())
        .callId("9E97FB43-85F4-4A00-8751-1124FD4C7B2E")
        .text("Neither, fair saint")
        .send();

    assertThat(child(scene.server.stanzas.next(WAIT), "thread"))
        .isEqualTo("9E97FB43-85F4-4A00-8751-1124FD4C7B2E");
  }

  @Test
  @Requirement("PAGE-23")
  void theCSeqLeavesNoTrace() throws Exception {
    romeo.draft(toJuliet()).cseq(7_654_321).text("x").send();

    var stanza = scene.server.stanzas.next(WAIT);
    var writer = (DOMImplementationLS) stanza.getOwnerDocument().getImplementation();
    assertThat(writer.createLSSerializer().writeToString(stanza))
        .contains("<body>x</body>")
        .doesNotContain("7654321");
  }

  @Test
  @Requirement("PAGE-24")
  void theFromIsTheSender() throws Exception {
    romeo
        .draft(toJuliet())
        .from("\"Romeo M.\" <sip:romeo@example.net;gr=dr4hcr0st3lup4c>;tag=a1")
        .text("x")
        .send();
    var known = scene.server.stanzas.next(WAIT);
    romeo.draft(toJuliet()).text("y").send();
    var unknown = scene.server.stanzas.next(WAIT);

    assertThat(known.getAttribute("from")).isEqualTo("romeo@example.net/dr4hcr0st3lup4c");
    assertThat(child(known, "nick")).isEqualTo("Romeo M.");
    assertThat(unknown.getAttribute("from")).isEqualTo("romeo@example.net");
  }

  @Test
  @Requirement("PAGE-26")
  void theRequestUriIsTheAddressee() throws Exception {
    romeo.draft(toJuliet()).to("<sip:j@old.example>").text("x").send();

    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).isEqualTo(juliet);
  }

  @Test
  @Requirement("PAGE-28")
  void everyStanzaHasAnIdByWhichItsErrorIsKnown() throws Exception {
    var stanzas = new ArrayList<Element>();
    for (var i = 0; i < 12; i++) {
      romeo.message(toJuliet().replace("@", i % 3 + "@"), "text " + i);
      stanzas.add(scene.server.stanzas.next(WAIT));
    }
    var ids = stanzas.stream().map(s -> s.getAttribute("id")).toList();
    assertThat(ids).doesNotHaveDuplicates().noneMatch(String::isEmpty);

    bounce(stanzas.get(3));

    scene.awaitOutcome(ids.get(3), "FAILED");
    scene.awaitOutcome(ids.get(4), "HANDED_OVER");
  }

  private void bounce(Element stanza) throws Exception {
    scene.say(
        stanza.getAttribute("to"),
        stanza.getAttribute("from"),
        "error",
        stanza.getAttribute("id"),
        "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "</error>");
  }

  @Test
  @Requirement("PAGE-40")
  void aLateErrorBecomesNoRequest() throws Exception {
    romeo.message(toJuliet(), "x");
    var stanza = scene.server.stanzas.next(WAIT);
    scene.awaitOutcome(stanza.getAttribute("id"), "HANDED_OVER");
    romeo.received.drain();

    bounce(stanza);

    scene.awaitOutcome(stanza.getAttribute("id"), "FAILED");
    assertThat(romeo.received.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-36")
  void cpimIsTakenApart() throws Exception {
    var cpim =
        "From: <im:romeo@example.net>\r\nTo: <im:juliet@example.com>\r\n"
            + "DateTime: 2026-01-02T03:04:05+01:00\r\nSubject: Hi\r\n\r\n"
            + "Content-Type: text/plain;charset=utf-8\r\n\r\nwrapped";
    var response =
        romeo.draft(toJuliet()).body("message/cpim", cpim.getBytes(StandardCharsets.UTF_8)).send();

    assertThat(response.status()).isEqualTo(202);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("wrapped");
    assertThat(child(stanza, "subject")).isEqualTo("Hi");
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(stamp(stanza)).isEqualTo("2026-01-02T02:04:05Z");
  }

  @Test
  @Requirement("PAGE-39")
  void anOldDateIsADelay() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var then = now.minus(1, ChronoUnit.HOURS);
    var stanza = dated(then);
    var ahead = dated(now.plus(10, ChronoUnit.MINUTES));
    romeo.draft(toJuliet()).text("new").send();
    var fresh = scene.server.stanzas.next(WAIT);

    assertThat(stamp(stanza)).endsWith("Z");
    assertThat(Instant.parse(stamp(stanza))).isEqualTo(then);
    assertThat(has(ahead, DELAY, "delay")).isFalse();
    assertThat(has(fresh, DELAY, "delay")).isFalse();
  }

  private Element dated(Instant time) throws Exception {
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    var response = romeo.draft(toJuliet()).header("Date: " + date).text("x").send();
    assertThat(response.status()).isEqualTo(202);
    return scene.server.stanzas.next(WAIT);
  }

  private static String stamp(Element stanza) {
    return ((Element) stanza.getElementsByTagNameNS(DELAY, "delay").item(0)).getAttribute("stamp");
  }

  @Test
  @Requirement("PAGE-44")
  void theDisplayNameIsToldOnceAndBack() throws Exception {
    var from = "\"Romeo M.\" <sip:romeo@example.net>;tag=";
    romeo.draft(toJuliet()).from(from + "b1").text("one").send();
    var first = scene.server.stanzas.next(WAIT);
    romeo.draft(toJuliet()).from(from + "b2").text("two").send();
    var second = scene.server.stanzas.next(WAIT);
    var back = said("normal", "n1", "<body>x</body><nick xmlns='" + NICK + "'>Juliet C.</nick>");

    assertThat(has(first, NICK, "nick")).isTrue();
    assertThat(child(first, "nick")).isEqualTo("Romeo M.");
    assertThat(has(second, NICK, "nick")).isFalse();
    assertThat(back.need("From")).startsWith("\"Juliet C.\" <sip:" + juliet);
  }

  @Test
  @Requirement("PAGE-47")
  void anEmptyMessageIsAcceptedAndNothingIsShown() throws Exception {
    var response = romeo.draft(toJuliet()).send();

    assertThat(response.status()).isEqualTo(202);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    romeo.draft(toJuliet()).header("Subject: Only this").send();
    assertThat(child(scene.server.stanzas.next(WAIT), "subject")).isEqualTo("Only this");
  }

  @Test
  @Requirement("PAGE-53")
  void noOtherHeaderReachesTheStanza() throws Exception {
    romeo
        .draft(toJuliet())
        .header("Subject: Hi")
        .header("Call-Info: <http://www.example.com/romeo.jpg>;purpose=icon")
        .header("Organization: Montague")
        .header("Priority: urgent")
        .header("User-Agent: Phone/1")
        .header("X-Secret: s3")
        .text("x")
        .send();

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet);
    for (var i = 0; i < stanza.getAttributes().getLength(); i++) {
      assertThat(stanza.getAttributes().item(i).getNodeName())
          .isIn("from", "to", "id", "type", "xml:lang", "xmlns");
    }
    var children = new ArrayList<String>();
    for (var node = stanza.getFirstChild(); node != null; node = node.getNextSibling()) {
      children.add(node.getNamespaceURI() + " " + node.getLocalName());
    }
    assertThat(children).isSubsetOf(CHILDREN).doesNotHaveDuplicates();
    assertThat(stanza.getTextContent())
        .doesNotContain("z9hG4bK", "romeo.jpg", "Montague", "urgent", "Phone/1", "s3");
  }
}
