package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Charsets, line ends and characters of texts in sessions: the wire of MSRP counts octets. */
class TextsInSessionsTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/x";
  private Call call;
  private MsrpLine line;

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
  void meet() throws Exception {
    scene.say(juliet, "romeo@example.net", "chat", "first", "<body>first</body>");
    call = romeo.invites.next(WAIT);
    line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    scene.server.lost.drain();
  }

  @AfterEach
  void part() throws Exception {
    assertThat(scene.server.lost.size()).isZero();
    call.bye();
    call.close();
  }

  private MsrpLine.Message said(String text) throws Exception {
    scene.say(juliet, "romeo@example.net", "chat", "t" + ++people, "<body>" + text + "</body>");
    return line.texts.next(WAIT);
  }

  private int sent(String contentType, byte... octets) throws Exception {
    return line.response(line.send(octets, contentType, 2048, List.of()), WAIT).status();
  }

  private static String heard() {
    return child(scene.server.stanzas.next(WAIT), "body");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"é, 2", "abc, 3", "😀, 4", "日本, 6"})
  @Requirement({"I18N-13", "I18N-14"})
  void byteRangesCountOctets(String text, int octets) throws Exception {
    var message = said(text);

    assertThat(message.body()).isEqualTo(utf8(text)).hasSize(octets);
    assertThat(message.last().header("Byte-Range"))
        .hasValueSatisfying(r -> assertThat(r).matches("1-(\\*|%1$d)/%1$d".formatted(octets)));
  }

  @ParameterizedTest
  @CsvSource({"é, 2", "😀, 4"})
  @Requirement({"I18N-13", "I18N-14"})
  void reportsCountOctetsToo(String text, int octets) throws Exception {
    line.send(utf8(text), "text/plain", 2048, List.of("Success-Report: yes"));
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo(text);
    scene.say(
        juliet,
        stanza.getAttribute("from"),
        "chat",
        "r" + ++people,
        "<received xmlns='urn:xmpp:receipts' id='" + stanza.getAttribute("id") + "'/>");

    assertThat(line.reports.next(WAIT).header("Byte-Range"))
        .contains("1-%1$d/%1$d".formatted(octets));
  }

  @Test
  @Requirement({"I18N-06", "I18N-13"})
  void lineEndsAreThoseOfEachWire() throws Exception {
    var message = said("a\nb");
    assertThat(message.text()).isEqualTo("a\r\nb");
    assertThat(message.last().header("Byte-Range")).contains("1-4/4");

    for (var text : List.of("a\r\nb", "a\rb", "a\nb")) {
      line.send(text);
      assertThat(heard()).isEqualTo("a\nb");
    }
  }

  @Test
  @Requirement("I18N-04")
  void textWithoutACharsetIsUtf8() throws Exception {
    assertThat(sent("text/plain", (byte) 'd', (byte) 0xC3, (byte) 0xAD)).isEqualTo(200);

    assertThat(heard()).isEqualTo("dí");
  }

  @Test
  @Requirement("I18N-05")
  void knownCharsetsAreConvertedAndOthersRefused() throws Exception {
    assertThat(sent("text/plain;charset=ISO-8859-1", (byte) 0xE9)).isEqualTo(200);
    assertThat(heard()).isEqualTo("é");

    assertThat(sent("text/plain;charset=x-foo", (byte) 'x')).isEqualTo(415);
    line.send("still here");
    assertThat(heard()).isEqualTo("still here");
  }

  @Test
  @Requirement("I18N-07")
  void forbiddenCharactersAreReplaced() throws Exception {
    line.send("a\u0000\b\u001B\uFFFE\uFFFFz");
    assertThat(heard()).isEqualTo("a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDz");
  }

  @Test
  @Requirement("I18N-08")
  void whatIsNoUtf8BreaksNothing() throws Exception {
    var status = sent("text/plain", (byte) 0xFF, (byte) 0xFE);

    if (status == 200) {
      assertThat(heard()).isEqualTo("\uFFFD\uFFFD");
    } else {
      assertThat(status).isEqualTo(400);
    }
    line.send("still here");
    assertThat(heard()).isEqualTo("still here");
  }
}
