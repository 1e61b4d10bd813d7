package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Draft;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a trusted peer says that Romeo is, and what he wants hidden (RFC 3325, RFC 3323). */
class IdentitiesTest {

  private static Scene scene;
  private static Phone romeo;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<tel:+15551234>, <sip:mercutio@example.net> | mercutio@example.net",
        "<sip:mercutio@example.net>, <tel:+15551234> | mercutio@example.net",
        "\"M <x>, of Verona\" <sip:mercutio@example.net> | mercutio@example.net",
        "<tel:+15551234> | +15551234@example.net"
      })
  @Requirement("SIP-72")
  void theSipIdentityIsTheSender(String value, String sender) throws Exception {
    var draft = romeo.draft("sip:juliet@example.com").header("P-Asserted-Identity: " + value);
    assertThat(draft.text("x").send().status()).isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("from")).isEqualTo(sender);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "user", "header", "id;critical", "header;user;id"})
  @Requirement("SIP-74")
  void whatIsAssertedInPrivateIsNotShown(String privacy) throws Exception {
    var draft =
        romeo
            .draft("sip:juliet@example.com")
            .header("P-Asserted-Identity: <tel:+15551234>")
            .header("P-Asserted-Identity: \"Real Name\" <sip:romeo@example.net>")
            .header("Privacy: " + privacy);
    assertThat(draft.text("x").send().status()).isEqualTo(202);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(stanza.getTextContent()).doesNotContain("Real").doesNotContain("5551234");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Privacy: id"})
  @Requirement("SIP-74")
  void whoIsAnonymousIsRefused(String privacy) throws Exception {
    var draft =
        romeo
            .draft("sip:juliet@example.com")
            .from("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a" + privacy.length());
    if (!privacy.isEmpty()) {
      draft.header("P-Asserted-Identity: \"Real Name\" <sip:romeo@example.net>").header(privacy);
    }
    assertThat(draft.text("x").send().status()).isEqualTo(403);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"user;critical, 500", "session;critical, 500"})
  void whatIsCriticalAndCannotBeDoneIsRefused(String privacy, int status) throws Exception {
    var draft = romeo.draft("sip:juliet@example.com").header("Privacy: " + privacy);
    assertThat(draft.text("x").send().status()).isEqualTo(status);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"X\"\" <sip:romeo@example.net>;tag=1", "X@Y <sip:romeo@example.net>;tag=1"})
  void anOddDisplayNameIsTolerated(String from) throws Exception {
    var answer = romeo.draft("sip:juliet@example.com").from(from).text("x").send();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("from")).isEqualTo("romeo@example.net");
  }

  /** What a dialog may hold is asked of the dialog (RFC 3261 §12.2.2, RFC 6086 §4.2.2). */
  @ParameterizedTest
  @ValueSource(strings = {"BYE", "INFO", "REFER", "NOTIFY", "SUBSCRIBE", "PRACK", "UPDATE"})
  @Requirement("SIP-32")
  void aRequestOfAnUnknownDialogIsToldSo(String method) throws Exception {
    var draft = romeo.draft("sip:juliet@example.com").to("<sip:juliet@example.com>;tag=unknown");
    assertThat(status(method, draft)).isEqualTo(481);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "REFER"})
  void inAKnownDialogTheMethodIsRefused(String method) throws Exception {
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
    assertThat(status(method, call.draft())).isEqualTo(405);
    assertThat(call.bye().status()).isEqualTo(200);
  }

  private static int status(String method, Draft draft) throws Exception {
    var text =
        new String(draft.octets(), UTF_8)
            .replace("MESSAGE", method)
            .replace("Content-Length", "Contact: <sip:romeo@127.0.0.1>\r\nContent-Length");
    return romeo.transact(method, text, Duration.ofSeconds(10)).status();
  }
}
