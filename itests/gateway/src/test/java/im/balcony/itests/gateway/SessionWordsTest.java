package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Language and subject in sessions, both ways (RFC 7572 §8, RFC 7573 §4). */
class SessionWordsTest {

  private static final String XML = "http://www.w3.org/XML/1998/namespace";

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

  @AfterEach
  void empty() {
    romeo.dialogHeaders = List.of();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  private static String language() {
    return scene.server.stanzas.next(WAIT).getAttributeNS(XML, "lang");
  }

  @Test
  @Requirement("I18N-01")
  void herLanguageIsInTheInviteAndInEachSend() throws Exception {
    say("1", "<body xml:lang='cs'>Ahoj</body>");
    var call = romeo.invites.next(WAIT);
    assertThat(call.invite().header("Content-Language")).contains("cs");
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).last().header("Content-Language")).contains("cs");

    say("2", "<body xml:lang='fr'>Salut</body>");
    assertThat(line.texts.next(WAIT).last().header("Content-Language")).contains("fr");
    say("3", "<body>Hi</body>");
    assertThat(line.texts.next(WAIT).last().header("Content-Language")).isEmpty();
    call.bye();
  }

  @Test
  @Requirement("I18N-01")
  void hisLanguageIsThatOfTheStanza() throws Exception {
    romeo.dialogHeaders = List.of("Content-Language: it");
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();

    line.send("Ciao");
    assertThat(language()).isEqualTo("it");
    line.send("Salut".getBytes(UTF_8), "text/plain", 2048, List.of("Content-Language: fr, en"));
    assertThat(language()).isEqualTo("fr");
    var cpim =
        "From: <sip:romeo@example.net>\r\nTo: <sip:x@example.com>\r\n\r\n"
            + "Content-Type: text/plain\r\nContent-Language: de\r\n\r\nHallo";
    line.send(cpim.getBytes(UTF_8), "message/cpim", 2048, List.of());
    assertThat(language()).isEqualTo("de");
    call.bye();
  }

  @Test
  void aSubjectBesideABodyIsRead() throws Exception {
    say("1", "<subject>Tonight</subject><body>Where?</body>");
    var call = romeo.invites.next(WAIT);
    assertThat(call.invite().header("Subject")).contains("Tonight");
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Where?");

    say("2", "<subject>Tomorrow</subject><body>When?</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Tomorrow\r\nWhen?");
    say("3", "<subject>Tomorrow</subject><body>Nine</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Nine");
    call.bye();
  }

  @Test
  void insideCpimTheSubjectHasItsOwnPlace() throws Exception {
    say("1", "<subject xml:lang='cs'>Dnes</subject><body xml:lang='cs'>Kde?</body>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(new Call.Offer("message/cpim text/plain", 0, "", true));
    assertThat(line.texts.next(WAIT).text())
        .contains("Subject:;lang=cs Dnes\r\n", "Content-Language: cs\r\n")
        .endsWith("\r\n\r\nKde?");
    call.bye();
  }
}
