package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/**
 * How a MESSAGE that still waits for its answer is refused for each condition of an error stanza
 * (RFC 7247 §7.1, table 2). The tenant holds the answer back until the stanza is handed over.
 */
class ErrorsToSipTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("page.status", "200", "rate.source", "1000"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  /** The stanza sent back to whom it is from, with an error that has these children. */
  private static Optional<String> bounced(Element stanza, String children) {
    return Optional.of(
        "<message type='error' id='%s' from='%s' to='%s'><error type='cancel'>%s</error></message>"
            .formatted(
                stanza.getAttribute("id"),
                stanza.getAttribute("to"),
                stanza.getAttribute("from"),
                children));
  }

  private static String element(String name, String text) {
    return "<%1$s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>%2$s</%1$s>".formatted(name, text);
  }

  private static SipFrame answer(String to, String children) throws Exception {
    scene.server.reply = stanza -> bounced(stanza, children);
    var answer = romeo.message("sip:" + to, "x");
    scene.server.stanzas.next(WAIT);
    return answer;
  }

  @Test
  void withoutAnErrorTheAnswerIs200() throws Exception {
    scene.server.reply = stanza -> Optional.empty();

    assertThat(romeo.message("sip:" + juliet, "x").status()).isEqualTo(200);
    scene.server.stanzas.next(WAIT);
  }

  @ParameterizedTest
  @CsvSource({
    "bad-request, 400, 400",
    "conflict, 400, 400",
    "feature-not-implemented, 405, 501",
    "forbidden, 403, 603",
    "gone, 410, 410",
    "internal-server-error, 500, 500",
    "item-not-found, 404, 604",
    "jid-malformed, 400, 400",
    "not-acceptable, 406, 606",
    "not-allowed, 403, 403",
    // Without a realm there is nothing to challenge with.
    "not-authorized, 403, 403",
    "policy-violation, 403, 403",
    "recipient-unavailable, 480, 600",
    "redirect, 302, 302",
    "registration-required, 403, 403",
    "remote-server-not-found, 404, 404",
    "remote-server-timeout, 504, 504",
    "resource-constraint, 500, 500",
    "service-unavailable, 405, 403",
    "subscription-required, 400, 400",
    "undefined-condition, 400, 400",
    "unexpected-request, 400, 400"
  })
  @Requirement(
      value = {"ERR-11", "ERR-15"},
      partial = "403 is sent, for no key sets a realm to challenge with")
  @Requirement(
      value = "XMPP-33",
      partial = "an INVITE, which is answered before the server can say that it reaches nobody")
  @Requirement({
    "ERR-01", "ERR-02", "ERR-03", "ERR-04", "ERR-05", "ERR-06", "ERR-07", "ERR-08", "ERR-09",
    "ERR-10", "ERR-12", "ERR-13", "ERR-14", "ERR-16", "ERR-17", "ERR-18", "ERR-19", "ERR-20",
    "ERR-21", "ERR-22", "ERR-93", "ERR-95"
  })
  void everyConditionIsAStatus(String condition, int full, int bare) throws Exception {
    assertThat(answer(juliet + ";gr=balcony", element(condition, "")).status()).isEqualTo(full);
    assertThat(answer(juliet, element(condition, "")).status()).isEqualTo(bare);
  }

  @ParameterizedTest
  @CsvSource({
    "gone, xmpp:o%5C27malley@other.example/x%20y, 301, sip:o'malley@other.example;gr=x%20y",
    "gone, sip:romeo@other.example, 301, sip:romeo@other.example",
    "redirect, xmpp:romeo@other.example, 302, sip:romeo@other.example",
    "redirect, mailto:romeo@other.example, 302, mailto:romeo@other.example"
  })
  @Requirement({"ERR-05", "ERR-14"})
  void aNewAddressIsTheContact(String condition, String text, int status, String contact)
      throws Exception {
    var answer = answer(juliet, element(condition, text));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.uri("Contact")).isEqualTo(contact);
  }

  @Test
  @Requirement("ERR-22")
  void anUnexpectedRequestInADialogIs491() throws Exception {
    scene.server.reply = stanza -> Optional.empty();
    try (var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      scene.server.reply = stanza -> bounced(stanza, element("unexpected-request", ""));

      assertThat(call.draft().text("x").send().status()).isEqualTo(491);
      scene.server.stanzas.next(WAIT);
      call.bye();
    }
  }

  @Test
  @Requirement("ERR-18")
  void aConstraintSaysWhenToTryAgain() throws Exception {
    assertThat(answer(juliet, element("resource-constraint", "")).need("Retry-After"))
        .matches("\\d+");
  }

  @Test
  @Requirement("ERR-91")
  void theTextIsThePhrase() throws Exception {
    var said = answer(juliet + ";gr=x", element("forbidden", "") + element("text", "Closed"));
    var silent = answer(juliet + ";gr=x", element("forbidden", ""));

    assertThat(said.startLine()).isEqualTo("SIP/2.0 403 Closed");
    assertThat(silent.status()).isEqualTo(403);
  }

  @Test
  @Requirement("ERR-92")
  void aTextCannotBreakOutOfThePhrase() throws Exception {
    var text = element("text", "Closed&#13;&#10;Evil: 1&#10;\u0085\u2028 " + "x".repeat(5000));
    var answer = answer(juliet + ";gr=x", element("forbidden", "") + text);

    assertThat(answer.startLine()).startsWith("SIP/2.0 403 Closed Evil: 1 ").hasSizeLessThan(250);
    assertThat(answer.header("Evil")).isEmpty();
  }
}
