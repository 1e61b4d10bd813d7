package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * Failures of texts in sessions: conditions of error stanzas as REPORTs, statuses of MSRP as
 * conditions. RFC 7247 has no table for MSRP, whose statuses are those of RFC 4975 §10 alone.
 */
class ErrorsInSessionsTest {

  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  private static Scene scene;
  private static Phone phone;
  private static int people;

  /** Statuses of MSRP after which a session carries no texts any more: the gateway ends it. */
  private static final Set<Integer> NO_SESSION = Set.of(415, 481, 499, 501, 506, 599);

  /** Conditions after which there is nobody on the other side of a session. */
  private static final Set<String> NOBODY_THERE = Set.of("forbidden", "gone", "item-not-found");

  private Call call;
  private final String juliet = "juliet" + ++people + "@example.com";
  private final String romeo = "romeo" + people + "@example.net";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    phone = scene.nextHop("romeo", Map.of("rate.source", "1000"));
  }

  @AfterAll
  static void close() throws Exception {
    phone.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void forget() {
    scene.server.reply = stanza -> Optional.empty();
  }

  private static String bounced(Element stanza, String condition) {
    return "<message type='error' id='%s' from='%s' to='%s'><error type='cancel'><%s xmlns='%s'/></error></message>"
        .formatted(
            stanza.getAttribute("id"),
            stanza.getAttribute("to"),
            stanza.getAttribute("from"),
            condition,
            ERRORS);
  }

  @ParameterizedTest
  @CsvSource({
    "bad-request, 400",
    "conflict, 400",
    "feature-not-implemented, 403",
    "forbidden, 403",
    "gone, 403",
    "internal-server-error, 408",
    "item-not-found, 403",
    "jid-malformed, 400",
    "not-acceptable, 415",
    "not-allowed, 403",
    "not-authorized, 403",
    "policy-violation, 403",
    "recipient-unavailable, 403",
    "redirect, 403",
    "registration-required, 403",
    "remote-server-not-found, 408",
    "remote-server-timeout, 408",
    "resource-constraint, 408",
    "service-unavailable, 403",
    "subscription-required, 400",
    "undefined-condition, 400",
    "unexpected-request, 400"
  })
  @Requirement("ERR-96")
  void everyConditionIsReported(String condition, int status) throws Exception {
    scene.server.reply = stanza -> Optional.of(bounced(stanza, condition));
    try (var call = phone.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      var line = call.connect();
      line.send("text");

      assertThat(line.reports.next(WAIT).header("Status").orElse(""))
          .matches("000 " + status + "( .*)?");
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("text");
      end(call, NOBODY_THERE.contains(condition));
    }
  }

  private void say(String id) throws Exception {
    scene.say(juliet + "/x", romeo, "chat", id, "<body>" + id + "</body>");
  }

  private MsrpLine session() throws Exception {
    call = phone.invites.next(WAIT, c -> c.invite().requestUri().equals("sip:" + romeo));
    return call.accept(Call.Offer.PLAIN);
  }

  /** A session in which Juliet's second text is answered so. */
  private MsrpLine answering(int status) throws Exception {
    say("first");
    var line = session();
    line.texts.next(WAIT);
    line.answer = frame -> status;
    say("second");
    return line;
  }

  private static void end(Call call, boolean byTheGateway) throws Exception {
    if (byTheGateway) {
      call.expectBye(WAIT);
    } else {
      assertThat(call.bye().status()).isEqualTo(200);
    }
  }

  private void refused(String type, String condition) {
    var stanza = scene.server.stanzas.next(WAIT, s -> s.getAttribute("from").equals(romeo));
    assertThat(stanza.getAttribute("type")).isEqualTo("error");
    assertThat(stanza.getAttribute("id")).isEqualTo("second");
    var error = (Element) stanza.getElementsByTagNameNS("*", "error").item(0);
    assertThat(error.getAttribute("type")).isEqualTo(type);
    assertThat(error.getElementsByTagNameNS(ERRORS, "*").item(0).getLocalName())
        .isEqualTo(condition);
  }

  @ParameterizedTest
  @CsvSource({
    "400, modify, bad-request",
    "403, auth, forbidden",
    "408, wait, remote-server-timeout",
    "413, modify, policy-violation",
    "415, modify, not-acceptable",
    "423, modify, bad-request",
    "501, cancel, feature-not-implemented",
    "499, modify, bad-request",
    "599, cancel, internal-server-error"
  })
  @Requirement({"ERR-96", "MSRP-50", "MSRP-55", "MSRP-56"})
  void everyStatusIsACondition(int status, String type, String condition) throws Exception {
    try (var line = answering(status)) {
      refused(type, condition);
      end(call, NO_SESSION.contains(status));
    }
  }

  /** The text of a session that the other end does not know any more is none that failed. */
  @ParameterizedTest
  @ValueSource(ints = {481, 506})
  @Requirement({"ERR-96", "MSRP-53", "MSRP-54"})
  void aTextOfALostSessionGoesToAnother(int status) throws Exception {
    try (var lost = answering(status)) {
      call.expectBye(WAIT);
      var next = session();
      assertThat(lost.texts.size()).isZero();
      assertThat(next.texts.next(WAIT).text()).isEqualTo("second");
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      call.bye();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, modify, bad-request",
    "403, auth, forbidden",
    "408, wait, remote-server-timeout",
    "413, modify, policy-violation",
    "415, modify, not-acceptable",
    "423, modify, bad-request",
    "481, cancel, item-not-found",
    "501, cancel, feature-not-implemented",
    "506, cancel, internal-server-error",
    "499, modify, bad-request",
    "599, cancel, internal-server-error"
  })
  @Requirement({"ERR-96", "MSRP-50"})
  void everyReportedStatusIsACondition(int status, String type, String condition) throws Exception {
    try (var line = answering(200)) {
      var text = line.texts.next(WAIT);
      assertThat(text.text()).isEqualTo("second");
      line.report(text.id(), text.body().length, "000 " + status + " No");
      refused(type, condition);
      end(call, NO_SESSION.contains(status));
    }
  }
}
