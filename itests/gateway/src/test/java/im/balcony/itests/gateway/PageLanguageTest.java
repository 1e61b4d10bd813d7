package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Languages, charsets and characters of single messages on the wire (RFC 7572 §8). */
class PageLanguageTest {

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

  private SipFrame said(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "normal", id, children);
    return romeo.messages.next(WAIT);
  }

  private int sent(String contentType, byte... body) throws Exception {
    return romeo.draft("sip:" + juliet).body(contentType, body).send().status();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Requirement({"I18N-01", "I18N-02", "PAGE-09"})
  void theLanguageOfTheBodyIsCarried() throws Exception {
    var czech = "<body xml:lang='cs'>Ahoj</body>";

    assertThat(said("c1", czech).all("Content-Language")).containsExactly("cs");
    assertThat(saidIn("en", "c2", czech).all("Content-Language")).containsExactly("cs");
    assertThat(saidIn("en", "c3", "<body>x</body>").all("Content-Language")).containsExactly("en");
    assertThat(said("c4", "<body>x</body>").all("Content-Language")).isEmpty();
  }

  private SipFrame saidIn(String language, String id, String children) throws Exception {
    scene.server.send(
        "example.net",
        "<message from='%s/x' to='romeo@example.net' id='%s' xml:lang='%s'>%s</message>"
            .formatted(juliet, id, language, children));
    return romeo.messages.next(WAIT);
  }

  @Test
  @Requirement({"I18N-01", "I18N-02"})
  void theLanguageOfTheMessageIsCarried() throws Exception {
    assertThat(languageOf("cs")).isEqualTo("cs");

    romeo.draft("sip:" + juliet).text("no language").send();
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("no language");
    var body = (Element) stanza.getElementsByTagNameNS("*", "body").item(0);
    assertThat(stanza.hasAttribute("xml:lang") || body.hasAttribute("xml:lang")).isFalse();
  }

  @Test
  @Requirement("I18N-03")
  void theFirstWellFormedTagIsTheLanguage() throws Exception {
    assertThat(languageOf("fr, en")).isEqualTo("fr");
    assertThat(languageOf("en_US")).isEmpty();
    assertThat(languageOf("en_US, cs")).isEqualTo("cs");
  }

  @Test
  @Requirement("I18N-01")
  void theLanguageOfAPartIsCarried() throws Exception {
    var part = "--b\r\nContent-Type: text/plain\r\nContent-Language: cs\r\n\r\nAhoj\r\n--b--\r\n";
    assertThat(sent("multipart/mixed;boundary=b", utf8(part))).isEqualTo(202);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Ahoj");
    assertThat(stanza.getAttribute("xml:lang")).isEqualTo("cs");
  }

  private String languageOf(String tags) throws Exception {
    romeo.draft("sip:" + juliet).header("Content-Language: " + tags).text(tags).send();
    var stanza = scene.server.stanzas.next(WAIT);
    var body = (Element) stanza.getElementsByTagNameNS("*", "body").item(0);
    return stanza.getAttribute("xml:lang") + body.getAttribute("xml:lang");
  }

  @Test
  @Requirement("I18N-04")
  void textWithoutACharsetIsUtf8() throws Exception {
    assertThat(sent("text/plain", (byte) 'd', (byte) 0xC3, (byte) 0xAD)).isEqualTo(202);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("dí");
  }

  @Test
  @Requirement("I18N-05")
  void knownCharsetsAreConvertedAndOthersRefused() throws Exception {
    assertThat(sent("text/plain;charset=ISO-8859-1", (byte) 0xE9)).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("é");

    assertThat(sent("text/plain;charset=x-foo", (byte) 'x')).isEqualTo(415);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("I18N-08")
  void whatIsNoUtf8IsRefusedAndTheStreamStays() throws Exception {
    scene.server.lost.drain();

    assertThat(sent("text/plain", (byte) 0xFF, (byte) 0xFE)).isEqualTo(400);
    assertThat(sent("text/plain", utf8("still here"))).isEqualTo(202);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    assertThat(scene.server.lost.size()).isZero();
  }

  @Test
  @Requirement({"I18N-09", "I18N-10"})
  void oneBodyIsSentWithTheSubjectOfItsLanguage() throws Exception {
    var both =
        said(
            "l1",
            "<subject xml:lang='cs'>Předmět</subject><subject>Matter</subject>"
                + "<body xml:lang='cs'>Ahoj</body><body>Hello</body>");
    var first =
        said(
            "l2",
            "<subject>Matter</subject><subject xml:lang='cs'>Předmět</subject>"
                + "<body xml:lang='cs'>Ahoj</body><body xml:lang='de'>Hallo</body>");
    var without =
        said(
            "l3",
            "<subject xml:lang='de'>Sache</subject><subject>Matter</subject>"
                + "<body xml:lang='cs'>Ahoj</body>");

    assertThat(both.text()).isEqualTo("Hello");
    assertThat(both.all("Content-Language")).isEmpty();
    assertThat(both.all("Subject")).containsExactly("Matter");
    assertThat(first.text()).isEqualTo("Ahoj");
    assertThat(first.all("Content-Language")).containsExactly("cs");
    assertThat(first.all("Subject")).containsExactly("Předmět");
    assertThat(without.all("Subject")).containsExactly("Matter");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("I18N-09")
  void theLanguageOfTheStanzaIsTheDefault() throws Exception {
    var message = saidIn("en", "l4", "<body xml:lang='cs'>Ahoj</body><body>Hello</body>");

    assertThat(message.text()).isEqualTo("Hello");
    assertThat(message.all("Content-Language")).containsExactly("en");
  }

  @Test
  @Requirement("I18N-12")
  void headersCarryRawUtf8() throws Exception {
    var message =
        said(
            "u1",
            "<subject>Ahoj, světe</subject><body>x</body>"
                + "<nick xmlns='http://jabber.org/protocol/nick'>Júlia \"J\"</nick>");

    assertThat(message.need("Subject")).isEqualTo("Ahoj, světe");
    assertThat(message.need("From")).startsWith("\"Júlia \\\"J\\\"\" <sip:" + juliet);
    assertThat(message.lines()).noneMatch(line -> line.contains("=?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"&#13;&#10;", "&#10;", "&#13;", "&#9;", "\u0085"})
  @Requirement({"I18N-11", "SEC-17"})
  void aSubjectCannotBreakOutOfItsHeader(String end) throws Exception {
    var plain = said("s1" + end.length(), "<subject>a Evil: 1</subject><body>x</body>");
    var broken = said("s2" + end.length(), "<subject>a" + end + "Evil: 1</subject><body>x</body>");

    assertThat(broken.need("Subject")).isEqualTo("a Evil: 1");
    assertThat(broken.lines()).hasSameSizeAs(plain.lines());
    assertThat(broken.header("Evil")).isEmpty();
  }

  @Test
  @Requirement({"I18N-06", "I18N-13", "I18N-14"})
  void lineEndsAndAllCharactersSurvive() throws Exception {
    var lines = said("n1", "<body>a\nb</body>");
    assertThat(lines.text()).isEqualTo("a\r\nb");
    assertThat(lines.need("Content-Length")).isEqualTo("4");
    assertThat(said("n2", "<body>é</body>").need("Content-Length")).isEqualTo("2");
    assertThat(said("n3", "<body>😀</body>").body()).containsExactly(0xF0, 0x9F, 0x98, 0x80);

    for (var text : List.of("a\r\nb", "a\rb", "a\nb")) {
      assertThat(sent("text/plain", utf8(text))).isEqualTo(202);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("a\nb");
    }
    assertThat(sent("text/plain", (byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80))
        .isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("😀");
  }

  @Test
  @Requirement("I18N-07")
  void forbiddenCharactersNeverReachTheStream() throws Exception {
    scene.server.lost.drain();

    assertThat(sent("text/plain", utf8("a\u0000\b\u001B\uFFFE\uFFFFz"))).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body"))
        .isEqualTo("a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDz");

    assertThat(sent("text/plain", utf8("still here"))).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    assertThat(scene.server.lost.size()).isZero();
  }
}
