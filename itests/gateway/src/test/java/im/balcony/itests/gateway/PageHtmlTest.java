package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** A MESSAGE in HTML, where the tenant takes it and where it does not (RFC 7572 §7, XEP-0071). */
class PageHtmlTest {

  private static final String XHTML_IM = "http://jabber.org/protocol/xhtml-im";
  private static final String XHTML = "http://www.w3.org/1999/xhtml";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of("page.html", "convert"));
    scene.tenant("plain", "montague.example", Map.of());
    scene.server.connected.next(WAIT);
    romeo = scene.phone("romeo");
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private int sent(String from, String type, String body) throws Exception {
    return romeo
        .draft("sip:" + juliet)
        .from("<" + from + ">;tag=" + type.length() + people)
        .body(type, body.getBytes(StandardCharsets.UTF_8))
        .send()
        .status();
  }

  private Element stanzaOf(String type, String body) throws Exception {
    assertThat(sent("sip:romeo@example.net", type, body)).isEqualTo(202);
    return scene.server.stanzas.next(WAIT);
  }

  @Test
  @Requirement({"PAGE-34", "SEC-25"})
  void htmlBecomesATextAndXhtmlIm() throws Exception {
    var stanza = stanzaOf("text/html", "<b>hi</b><script>x</script>");

    var bodies = stanza.getElementsByTagNameNS("jabber:component:accept", "body");
    assertThat(bodies.getLength()).isEqualTo(1);
    assertThat(bodies.item(0).getTextContent()).isEqualTo("hi");
    var html = stanza.getElementsByTagNameNS(XHTML_IM, "html");
    assertThat(html.getLength()).isEqualTo(1);
    assertThat(html.item(0).getFirstChild().getNamespaceURI()).isEqualTo(XHTML);
    assertThat(html.item(0).getFirstChild().getLocalName()).isEqualTo("body");
    assertThat(html.item(0).getTextContent()).isEqualTo("hi");
    assertThat(has(stanza, XHTML, "strong")).isTrue();
    assertThat(has(stanza, "*", "script")).isFalse();
  }

  @Test
  @Requirement({"PAGE-34", "SEC-25"})
  void whatIsExecutedIsLeftOut() throws Exception {
    var stanza =
        stanzaOf(
            "text/html;charset=utf-8",
            "<p style='background:url(x)' onclick='x()'>Ahoj, <i>světe</i> "
                + "<a href='javascript:x()'>there</a> <a href='https://e.example/'>here</a>"
                + "<img src='https://e.example/spy.png'></p>");

    assertThat(child(stanza, "body")).isEqualTo("Ahoj, světe there here (https://e.example/)");
    var elements = stanza.getElementsByTagNameNS(XHTML, "*");
    for (var i = 0; i < elements.getLength(); i++) {
      var element = (Element) elements.item(i);
      assertThat(element.getLocalName()).isIn("body", "p", "span", "em", "a");
      for (var name : new String[] {"style", "onclick", "src"}) {
        assertThat(element.hasAttribute(name)).as(name).isFalse();
      }
      assertThat(element.getAttribute("href")).isIn("", "https://e.example/");
    }
    assertThat(stanza.getElementsByTagNameNS(XHTML, "a").getLength()).isEqualTo(1);
  }

  @Test
  @Requirement({"PAGE-34", "PAGE-37"})
  void ofAlternativesThePlainTextIsTaken() throws Exception {
    var both =
        "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            + "--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--b--\r\n";
    var stanza = stanzaOf("multipart/alternative;boundary=b", both);

    assertThat(child(stanza, "body")).isEqualTo("plain");
    assertThat(has(stanza, XHTML_IM, "html")).isFalse();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-34")
  void insideADialogItIsTakenToo() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    call.connect().send("by MSRP");
    scene.server.stanzas.next(WAIT);
    var octets = "<b>hi</b>".getBytes(StandardCharsets.UTF_8);

    assertThat(call.draft().body("text/html", octets).send().status()).isEqualTo(202);

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");
    assertThat(child(stanza, "body")).isEqualTo("hi");
    assertThat(has(stanza, XHTML_IM, "html")).isTrue();
    call.bye();
  }

  @Test
  @Requirement("PAGE-34")
  void whoDoesNotTakeHtmlRefusesIt() throws Exception {
    assertThat(sent("sip:romeo@montague.example", "text/html", "<b>hi</b>")).isEqualTo(415);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
