package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/**
 * What Juliet is told of each final response to MESSAGE and to INVITE (RFC 7247 §7.2, table 3).
 * Each case has people of its own, for the gateway remembers who refused a session.
 */
class ErrorsFromSipTest {

  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private static Scene scene;
  private static Phone phone;
  private static int people;
  private static int ids;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";
  private final String romeo = "romeo" + people + "@example.net";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    phone = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    phone.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  /** The error of a single message whose MESSAGE is answered so. */
  private Element page(String status, String... headers) throws Exception {
    refuseMessages(status, headers);
    var error = error(said("normal"));
    phone.messages.next(WAIT);
    return error;
  }

  /** The error of a chat whose INVITE is answered so, and a MESSAGE in its place as well. */
  private Element chat(String status, String... headers) throws Exception {
    refuseMessages(status, headers);
    var id = said("chat");
    phone.invites.next(WAIT).refuse(status, headers);
    var error = error(id);
    assertThat(phone.messages.drain()).as("in its place").hasSizeLessThan(2);
    return error;
  }

  private String said(String type) throws Exception {
    var id = type + ++ids;
    scene.say(juliet, romeo, type, id, "<body>x</body>");
    return id;
  }

  private static void refuseMessages(String status, String... headers) {
    var lines = new ArrayList<>(List.of(status));
    lines.addAll(List.of(headers));
    phone.answer = message -> lines;
  }

  private Element error(String id) {
    var stanza = scene.server.stanzas.next(WAIT, s -> s.getAttribute("from").equals(romeo));
    assertThat(stanza.getAttribute("type")).isEqualTo("error");
    assertThat(stanza.getAttribute("id")).isEqualTo(id);
    return (Element) stanza.getElementsByTagNameNS("*", "error").item(0);
  }

  private static Element condition(Element error) {
    return (Element) error.getElementsByTagNameNS(ERRORS, "*").item(0);
  }

  private static void assertError(Element error, String type, String condition, String address) {
    assertThat(error.getAttribute("type")).isEqualTo(type);
    assertThat(condition(error).getLocalName()).isEqualTo(condition);
    assertThat(condition(error).getTextContent()).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "399, modify, redirect",
    "300, modify, redirect",
    "301, modify, redirect",
    "302, modify, redirect",
    "305, modify, redirect",
    "380, modify, not-acceptable",
    "499, modify, bad-request",
    "400, modify, bad-request",
    "401, auth, not-authorized",
    "402, modify, bad-request",
    "403, auth, forbidden",
    "404, cancel, item-not-found",
    "405, cancel, feature-not-implemented",
    "406, modify, not-acceptable",
    "407, auth, registration-required",
    "408, wait, remote-server-timeout",
    "410, cancel, gone",
    "413, modify, policy-violation",
    "414, modify, policy-violation",
    "415, modify, not-acceptable",
    "416, modify, not-acceptable",
    "420, cancel, feature-not-implemented",
    "421, modify, not-acceptable",
    "423, wait, resource-constraint",
    "430, wait, recipient-unavailable",
    "439, cancel, feature-not-implemented",
    "440, modify, policy-violation",
    "480, wait, recipient-unavailable",
    "481, cancel, item-not-found",
    "482, modify, not-acceptable",
    "483, modify, not-acceptable",
    "484, cancel, item-not-found",
    "485, cancel, item-not-found",
    "486, wait, recipient-unavailable",
    "487, wait, recipient-unavailable",
    "488, modify, not-acceptable",
    "489, modify, policy-violation",
    "491, wait, unexpected-request",
    "493, modify, bad-request",
    "599, cancel, internal-server-error",
    "500, cancel, internal-server-error",
    "501, cancel, feature-not-implemented",
    "502, cancel, remote-server-not-found",
    "503, wait, internal-server-error",
    "504, wait, remote-server-timeout",
    "505, modify, not-acceptable",
    "513, modify, policy-violation",
    "699, wait, recipient-unavailable",
    "600, wait, recipient-unavailable",
    "603, wait, recipient-unavailable",
    "604, cancel, item-not-found",
    "606, modify, not-acceptable",
    "428, modify, bad-request",
    "580, cancel, internal-server-error",
    "607, wait, recipient-unavailable"
  })
  @Requirement({
    "ERR-30", "ERR-31", "ERR-32", "ERR-33", "ERR-34", "ERR-35", "ERR-36", "ERR-37", "ERR-38",
    "ERR-39", "ERR-40", "ERR-41", "ERR-42", "ERR-43", "ERR-44", "ERR-45", "ERR-46", "ERR-47",
    "ERR-48", "ERR-49", "ERR-50", "ERR-51", "ERR-52", "ERR-53", "ERR-54", "ERR-55", "ERR-56",
    "ERR-57", "ERR-58", "ERR-59", "ERR-60", "ERR-61", "ERR-62", "ERR-63", "ERR-64", "ERR-65",
    "ERR-66", "ERR-67", "ERR-68", "ERR-69", "ERR-70", "ERR-71", "ERR-72", "ERR-73", "ERR-74",
    "ERR-75", "ERR-76", "ERR-77", "ERR-78", "ERR-79", "ERR-80", "ERR-81", "ERR-90"
  })
  void everyStatusIsACondition(String status, String type, String condition) throws Exception {
    assertError(page(status + " No"), type, condition, "");
    assertError(chat(status + " No"), type, condition, "");
  }

  @ParameterizedTest
  @CsvSource({
    "399, sip:r@elsewhere.example, modify, redirect, sip:r@elsewhere.example",
    "300, sip:r@elsewhere.example, modify, redirect, sip:r@elsewhere.example",
    "302, sip:r@elsewhere.example, modify, redirect, sip:r@elsewhere.example",
    "305, sip:r@elsewhere.example, modify, redirect, sip:r@elsewhere.example",
    "301, sip:r@elsewhere.example:5070, cancel, gone, sip:r@elsewhere.example:5070",
    "301, sip:o'm@example.net, cancel, gone, xmpp:o%5C27m@example.net",
    "410, sip:r@elsewhere.example, cancel, gone, ''"
  })
  @Requirement({"ERR-30", "ERR-31", "ERR-32", "ERR-33", "ERR-34", "ERR-46", "SIP-51"})
  void aNewAddressIsTold(
      String status, String contact, String type, String condition, String address)
      throws Exception {
    var header = "Contact: <" + contact + ">";
    assertError(page(status + " Moved", header), type, condition, address);
    assertError(chat(status + " Moved", header), type, condition, address);
  }

  @Test
  @Requirement("ERR-91")
  void thePhraseIsTheText() throws Exception {
    for (var error : List.of(page("404 No such user"), chat("404 No such user"))) {
      var text = (Element) error.getElementsByTagNameNS(ERRORS, "text").item(0);
      assertThat(text.getTextContent()).isEqualTo("No such user");
      assertThat(text.getAttribute("xml:lang")).isIn("", "en");
    }
    assertThat(child(page("404 "), "text")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0001", "0000", "0008", "001B", "007F", "0085", "FFFE"})
  @Requirement("ERR-92")
  void aPhraseCannotBreakTheStanza(String code) throws Exception {
    scene.server.lost.drain();
    var odd = "404 No" + Character.toString(Integer.parseInt(code, 16)) + "such";
    for (var error : List.of(page(odd), chat(odd))) {
      assertThat(condition(error).getLocalName()).isEqualTo("item-not-found");
      assertThat(child(error, "text")).matches("No[ \uFFFD]?such");
    }
    assertThat(scene.server.lost.size()).isZero();
  }

  @Test
  @Requirement("ERR-92")
  void octetsThatAreNoUtf8BreakNothing() throws Exception {
    scene.server.lost.drain();
    phone.answer = message -> List.of();
    var id = said("normal");
    var message = phone.messages.next(WAIT, m -> m.requestUri().equals("sip:" + romeo));
    var response = new StringBuilder("SIP/2.0 404 No\u00FF\u00FEsuch\r\n");
    for (var name : List.of("Via", "From", "Call-ID", "CSeq")) {
      message.all(name).forEach(v -> response.append(name).append(": ").append(v).append("\r\n"));
    }
    response.append("To: ").append(message.need("To")).append(";tag=r\r\n");
    response.append("Warning: 399 net \"a\u0001\u00FFb\"\r\nContent-Length: 0\r\n\r\n");
    phone.send(response.toString().getBytes(StandardCharsets.ISO_8859_1));

    var error = error(id);
    assertThat(condition(error).getLocalName()).isEqualTo("item-not-found");
    assertThat(child(error, "text")).matches("No[\\x{FFFD} ]*such");
    assertThat(scene.server.lost.size()).isZero();
  }

  @Test
  @Requirement("ERR-94")
  void successIsNoError() throws Exception {
    for (var status : List.of("200 OK", "202 Accepted", "299 Fine")) {
      refuseMessages(status);
      said("normal");
      phone.messages.next(WAIT, m -> m.requestUri().equals("sip:" + romeo));
    }
    var id = said("chat");
    var call = phone.invites.next(WAIT);
    for (var status : List.of("100 Trying", "180 Ringing", "183 Session Progress", "199 Soon")) {
      phone.respond(call.invite(), status, List.of(), "");
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    call.refuse("480 Later");
    assertThat(error(id).getAttribute("type")).isEqualTo("wait");
  }
}
