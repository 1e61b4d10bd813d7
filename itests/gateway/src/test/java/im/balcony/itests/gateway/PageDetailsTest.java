package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * What single messages carry besides their text, and what they never become (RFC 7572, tables 1 and
 * 2).
 */
class PageDetailsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

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

  @AfterEach
  void empty() {
    romeo.received.drain();
  }

  private void say(String type, String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", type, id, children);
  }

  private String toJuliet() {
    return "sip:" + juliet;
  }

  @Test
  @Requirement("PAGE-03")
  void theSubjectBecomesAHeader() throws Exception {
    say("normal", "d1", "<subject>Hi</subject><body>x</body>");
    var with = romeo.messages.next(WAIT);
    say("normal", "d2", "<body>x</body>");
    var without = romeo.messages.next(WAIT);

    assertThat(with.need("Subject")).isEqualTo("Hi");
    assertThat(without.header("Subject")).isEmpty();
  }

  @Test
  @Requirement({"PAGE-07"})
  void aResourceOfTheAddresseeIsAGruu() throws Exception {
    scene.say(juliet, "romeo@example.net/x", "normal", "d3", "<body>x</body>");
    var full = romeo.messages.next(WAIT);
    scene.say(juliet, "romeo@example.net", "normal", "d3", "<body>y</body>");
    var bare = romeo.messages.next(WAIT);

    assertThat(full.requestUri()).isEqualTo("sip:romeo@example.net;gr=x");
    assertThat(full.need("To")).isIn("<sip:romeo@example.net>", "<sip:romeo@example.net;gr=x>");
    assertThat(bare.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(bare.need("To")).isEqualTo("<sip:romeo@example.net>");
  }

  @Test
  @Requirement("PAGE-09")
  void theLanguageOfTheBodyGoesBeforeThatOfTheStanza() throws Exception {
    say("normal", "d4", "<body xml:lang='cs'>Ahoj</body>");
    var czech = romeo.messages.next(WAIT);
    say("normal", "d5", "<body>x</body>");
    var none = romeo.messages.next(WAIT);
    var ofTheBody = inEnglish("d6", "<body xml:lang='cs'>Ahoj</body>");
    var ofTheStanza = inEnglish("d7", "<body>Hello</body>");

    assertThat(czech.header("Content-Language")).contains("cs");
    assertThat(none.header("Content-Language")).isEmpty();
    assertThat(ofTheBody.all("Content-Language")).containsExactly("cs");
    assertThat(ofTheStanza.all("Content-Language")).containsExactly("en");
  }

  /** What becomes of a stanza whose own language is English. */
  private SipFrame inEnglish(String id, String children) throws Exception {
    scene.server.send(
        "example.net",
        "<message from='"
            + juliet
            + "/x' to='romeo@example.net' id='"
            + id
            + "' xml:lang='en'>"
            + children
            + "</message>");
    return romeo.messages.next(WAIT);
  }

  @Test
  @Requirement({"PAGE-18"})
  void anUnknownFinalResponseCountsAsItsClass() throws Exception {
    for (var row :
        Map.of("499", "bad-request", "599", "internal-server-error", "699", "recipient-unavailable")
            .entrySet()) {
      romeo.answer = message -> List.of(row.getKey() + " Odd");
      say("normal", "u" + row.getKey(), "<body>x</body>");
      romeo.messages.next(WAIT);
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getElementsByTagNameNS("*", row.getValue()).getLength())
          .as(row.getKey())
          .isEqualTo(1);
    }
  }

  @Test
  @Requirement({"PAGE-22", "PAGE-25", "PAGE-27"})
  void headersBecomeChildren() throws Exception {
    for (var subject : List.of("s: Hi", "Subject: Hi")) {
      romeo.message(
          toJuliet(),
          "1 < 2 && ]]> 'x'",
          List.of("Content-Type: text/plain", "Content-Language: cs", subject));

      var stanza = scene.server.stanzas.next(WAIT);
      assertThat(child(stanza, "subject")).as(subject).isEqualTo("Hi");
      assertThat(child(stanza, "body")).isEqualTo("1 < 2 && ]]> 'x'");
      var body = (Element) stanza.getElementsByTagNameNS("*", "body").item(0);
      assertThat(stanza.getAttribute("xml:lang") + body.getAttribute("xml:lang")).isEqualTo("cs");
    }
  }

  @Test
  @Requirement({"PAGE-42"})
  void anAnnouncementHasNoReply() throws Exception {
    var asking = "<request xmlns='urn:xmpp:receipts'/><active xmlns='" + STATES + "'/>";
    for (var status : List.of("404 Not Found", "200 OK")) {
      romeo.answer = message -> List.of(status);
      say("headline", status.replace(' ', '-'), "<body>News</body>" + asking);

      assertThat(romeo.messages.next(WAIT).text()).isEqualTo("News");
      assertThat(scene.server.stanzas.poll(SILENCE)).as(status).isEmpty();
    }
  }

  @Test
  @Requirement({"PAGE-41", "PAGE-45"})
  void errorsAndEmptyStanzasBecomeNothing() throws Exception {
    say(
        "error",
        "e1",
        "<body>x</body><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    say("normal", "e2", "<x xmlns='foo'/>");

    assertThat(romeo.received.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-43"})
  void groupchatIsBounced() throws Exception {
    say("groupchat", "g1", "<body>x</body>");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getElementsByTagNameNS("*", "service-unavailable").getLength()).isEqualTo(1);
    var details = (Element) error.getElementsByTagNameNS("*", "error").item(0);
    assertThat(details.getAttribute("type")).isEqualTo("cancel");
    assertThat(error.getAttribute("id")).isEqualTo("g1");
    assertThat(romeo.received.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-46"})
  void aSubjectAloneIsAMessageWithoutBody() throws Exception {
    say("normal", "o1", "<subject>Only this</subject>");

    var message = romeo.messages.next(WAIT);
    assertThat(message.need("Subject")).isEqualTo("Only this");
    assertThat(message.need("Content-Length")).isEqualTo("0");
    assertThat(message.header("Content-Type")).isEmpty();
  }

  @Test
  @Requirement({"PAGE-49"})
  void gruusLeadToFullAddresses() throws Exception {
    romeo.message(toJuliet() + ";gr=balcony", "x");

    assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).isEqualTo(juliet + "/balcony");
  }
}
