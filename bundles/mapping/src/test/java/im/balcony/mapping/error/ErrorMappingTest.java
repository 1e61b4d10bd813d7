package im.balcony.mapping.error;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.AddressBook;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.Vectors;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMappingTest {

  private static final Set<Integer> MSRP_STATUSES =
      Set.of(400, 403, 408, 413, 415, 423, 481, 501, 506);

  static Stream<String[]> conditions() {
    return Vectors.read("rfc7247-table-2");
  }

  static Stream<String[]> statuses() {
    return Vectors.read("rfc7247-table-3");
  }

  static Stream<String[]> msrpStatuses() {
    return Vectors.read("msrp-statuses");
  }

  @Requirement(
      value = {"ERR-11", "ERR-15"},
      partial = "403 is sent, for no key sets a realm to challenge with")
  @Requirement({
    "ERR-01", "ERR-02", "ERR-03", "ERR-04", "ERR-05", "ERR-06", "ERR-07", "ERR-08", "ERR-09",
    "ERR-10", "ERR-12", "ERR-13", "ERR-14", "ERR-16", "ERR-17", "ERR-18", "ERR-19", "ERR-20",
    "ERR-21", "ERR-22", "ERR-93", "ERR-95"
  })
  @ParameterizedTest
  @MethodSource("conditions")
  void mapsConditionsToSip(String row, String condition, int full, int bare, int report) {
    var fromFull = failure(condition, "", "juliet@example.com/x");
    var fromBare = failure(condition, "", "juliet@example.com");

    assertThat(ErrorMapping.toSipStatus(fromFull, true, false)).as(row).isEqualTo(full);
    assertThat(ErrorMapping.toSipStatus(fromBare, true, false)).as(row).isEqualTo(bare);
    assertThat(ErrorMapping.toSipStatus(fromFull, false, false))
        .as(row)
        .isEqualTo(full == 408 ? 504 : full);
    assertThat(ErrorMapping.toSipStatus(fromFull, false, true))
        .isEqualTo(condition.equals("unexpected-request") ? 491 : full == 408 ? 504 : full);
  }

  @Requirement("ERR-96")
  @ParameterizedTest
  @MethodSource("conditions")
  void mapsConditionsToMsrp(String row, String condition, int full, int bare, int report) {
    assertThat(ErrorMapping.toMsrpStatus(failure(condition, "", "juliet@example.com")))
        .as(row)
        .isEqualTo(report);
  }

  @Requirement({
    "ERR-30", "ERR-31", "ERR-33", "ERR-34", "ERR-35", "ERR-36", "ERR-37", "ERR-38", "ERR-39",
    "ERR-40", "ERR-41", "ERR-42", "ERR-43", "ERR-44", "ERR-45", "ERR-46", "ERR-47", "ERR-48",
    "ERR-49", "ERR-50", "ERR-51", "ERR-52", "ERR-53", "ERR-54", "ERR-55", "ERR-56", "ERR-57",
    "ERR-58", "ERR-59", "ERR-60", "ERR-61", "ERR-62", "ERR-63", "ERR-64", "ERR-65", "ERR-66",
    "ERR-67", "ERR-68", "ERR-69", "ERR-70", "ERR-71", "ERR-72", "ERR-73", "ERR-74", "ERR-75",
    "ERR-76", "ERR-77", "ERR-78", "ERR-79", "ERR-80", "ERR-81", "ERR-90", "XMPP-21"
  })
  @ParameterizedTest
  @MethodSource("statuses")
  void mapsSipToConditions(String row, int status, String type, String condition) {
    var plain = SipResponse.of(status, "");
    var moved = moved(status, "sip:romeo@elsewhere.example");

    if (status == 301) {
      assertError(error(moved), type, condition, "sip:romeo@elsewhere.example");
    } else {
      assertError(error(plain), type, condition, "");
      assertError(
          error(moved),
          type,
          condition,
          condition.equals("redirect") ? "sip:romeo@elsewhere.example" : "");
    }
  }

  @Requirement("ERR-96")
  @ParameterizedTest
  @MethodSource("msrpStatuses")
  void mapsMsrpToConditions(int status, String type, String condition) {
    assertError(stanzaError(Failure.msrp(status, "")), type, condition, "");
  }

  @Requirement("ERR-32")
  @Test
  void tellsTheNewAddressOfSomebodyGone() {
    assertError(error(moved(301, "sip:r@example.net")), "cancel", "gone", "xmpp:r@example.net");
    assertError(
        error(moved(301, "sip:o'm@example.net;gr=My%20Phone")),
        "cancel",
        "gone",
        "xmpp:o%5C27m@example.net/My%20Phone");
    assertError(
        error(moved(301, "sip:r@other.example:5070;transport=tcp")),
        "cancel",
        "gone",
        "sip:r@other.example:5070;transport=tcp");
    assertError(error(moved(301, "tel:+15551234")), "cancel", "gone", "tel:+15551234");
    assertError(error(SipResponse.of(301, "")), "modify", "redirect", "");
  }

  @Test
  void takesTheFirstContactWithTheHighestPreference() {
    var contacts =
        List.of(
            contact("sip:a@elsewhere.example", "0.5"),
            contact("sip:b@elsewhere.example", "0.9"),
            contact("sip:c@elsewhere.example", "0.9"),
            contact("sip:<evil>\r\n@elsewhere.example", "1.0"));

    assertThat(Redirects.contact(contacts)).contains("sip:b@elsewhere.example");
    assertThat(Redirects.contact(List.of())).isEmpty();
  }

  @Requirement("ERR-05")
  @ParameterizedTest
  @CsvSource({
    "xmpp:romeo@other.example, sip:romeo@other.example",
    "xmpp:o%5C27malley@other.example/x%20y, sip:o'malley@other.example;gr=x%20y",
    "xmpp://me@here.example/romeo@other.example?message, sip:romeo@other.example",
    "mailto:romeo@other.example, mailto:romeo@other.example"
  })
  void namesTheNewAddressAsContact(String text, String contact) {
    for (var condition : List.of("gone", "redirect")) {
      var response =
          ErrorMapping.toSipResponse(
              failure(condition, text, "juliet@example.com"), true, false, AddressBook.EMPTY);

      assertThat(response.status()).isEqualTo(condition.equals("gone") ? 301 : 302);
      assertThat(response.contact()).extracting(SipParty::uri).containsExactly(contact);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "no uri", "xmpp:", "xmpp:@", "sip:a>\r\nVia: x", "xmpp:a'b@x"})
  void tellsOfNoAddressThatIsNone(String text) {
    var response =
        ErrorMapping.toSipResponse(
            failure("gone", text, "juliet@example.com"), true, false, AddressBook.EMPTY);

    assertThat(response.status()).isEqualTo(410);
    assertThat(response.contact()).isEmpty();
  }

  @Requirement("ERR-94")
  @ParameterizedTest
  @ValueSource(ints = {100, 180, 183, 199, 200, 202, 299})
  void makesNoErrorOfSuccess(int status) {
    assertThat(ErrorMapping.fromSipResponse(SipResponse.of(status, "x"))).isEmpty();
  }

  @Requirement("ERR-91")
  @Test
  void carriesReasonsBothWays() {
    var text = error(SipResponse.of(404, "No such user")).child(Stanza.ERRORS, "text");
    assertThat(text).get().extracting(Element::text).isEqualTo("No such user");
    assertThat(text.orElseThrow().attribute("xml:lang")).contains("en");
    assertThat(error(SipResponse.of(404, "")).child(Stanza.ERRORS, "text")).isEmpty();

    var forbidden = errorStanza("forbidden", "", "juliet@example.com/x", "Closed");
    var response =
        ErrorMapping.toSipResponse(
            ErrorMapping.fromStanzaError(forbidden), false, false, AddressBook.EMPTY);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.reason()).isEqualTo("Closed");
  }

  @Requirement("ERR-92")
  @ParameterizedTest
  @ValueSource(
      strings = {"No\u0001such", "No\r\n\r\nsuch", "No\u0000such", "\ud800No such", "No\uFFFEsuch"})
  void cleansReasons(String reason) {
    var text = error(SipResponse.of(404, reason)).child(Stanza.ERRORS, "text").orElseThrow().text();
    assertThat(text).contains("No", "such");
    assertThat(text).doesNotContainPattern("[\\p{Cntrl}\\uFFFE\\ud800]");

    var phrase =
        ErrorMapping.toSipResponse(
                Failure.of(Cause.REFUSED, reason + "x".repeat(5000)),
                true,
                false,
                AddressBook.EMPTY)
            .reason();
    assertThat(phrase).doesNotContainPattern("[\\p{Cntrl}]").hasSizeLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "503, 10, wait, internal-server-error",
    "500, 10, wait, internal-server-error",
    "413, 5, wait, policy-violation",
    "480, 120 (in a meeting);duration=5, wait, recipient-unavailable",
    "500, soon, cancel, internal-server-error"
  })
  void waitsWhereAnotherTryMaySucceed(int status, String after, String type, String condition) {
    assertError(error(SipResponse.of(status, "").with("Retry-After", after)), type, condition, "");
  }

  @Requirement("XMPP-23")
  @Test
  void readsUnknownConditionsAsUndefined() {
    var stanza = errorStanza("on-strike", "", "juliet@example.com", "");

    assertThat(ErrorMapping.fromStanzaError(stanza).condition()).contains("undefined-condition");
    assertThat(ErrorMapping.toSipStatus(ErrorMapping.fromStanzaError(stanza), true, false))
        .isEqualTo(400);
  }

  @Requirement("XMPP-24")
  @ParameterizedTest
  @CsvSource({"'', 400", "auth, 403", "cancel, 400", "modify, 400", "wait, 500", "odd, 400"})
  void readsLegacyErrorsByType(String type, int status) {
    var legacy = Element.of(Stanza.NAMESPACE, "error").with("code", "404");
    var stanza = Vectors.message(type.isEmpty() ? legacy : legacy.with("type", type));

    assertThat(ErrorMapping.toSipStatus(ErrorMapping.fromStanzaError(stanza), false, false))
        .isEqualTo(status);
    assertThat(
            ErrorMapping.toSipStatus(ErrorMapping.fromStanzaError(Vectors.message()), true, true))
        .isEqualTo(400);
  }

  @Test
  void addsTheHeadersThatStatusesNeed() {
    assertThat(response(Failure.sip(405, ""), false).header("Allow"))
        .get()
        .asString()
        .contains("MESSAGE");
    assertThat(response(Failure.sip(415, ""), false).header("Accept"))
        .get()
        .asString()
        .contains("text/plain");
    assertThat(response(Failure.sip(415, ""), true).header("Accept"))
        .get()
        .asString()
        .startsWith("application/sdp, multipart/mixed");
    assertThat(response(Failure.sip(503, ""), false).header("Retry-After")).contains("10");
    assertThat(response(Failure.stanza("resource-constraint", true), false).header("Retry-After"))
        .contains("10");
    assertThat(response(Failure.sip(486, "").withRetryAfter(7), true).header("Retry-After"))
        .contains("7");
    assertThat(response(Failure.sip(403, "").withRetryAfter(7), true).header("Retry-After"))
        .isEmpty();
    assertThat(response(Failure.sip(488, "No \"MSRP\""), true).header("Warning"))
        .contains("399 balcony \"No 'MSRP'\"");
    var sips = response(ErrorMapping.SIPS_NOT_ALLOWED, false);
    assertThat(sips.status()).isEqualTo(480);
    assertThat(sips.header("Warning")).contains("380 balcony \"SIPS Not Allowed\"");
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void hasWordsForEveryCauseInEveryWorld(Cause cause) {
    var failure = Failure.of(cause, "why");

    assertThat(ErrorMapping.toSipStatus(failure, false, false))
        .isBetween(400, 599)
        .isNotEqualTo(408);
    assertThat(ErrorMapping.toMsrpStatus(failure)).isIn(MSRP_STATUSES);
    assertThat(Vectors.read("rfc7247-table-2").map(row -> row[1]))
        .contains(stanzaError(failure).children().get(0).name());
  }

  @Test
  void tellsOwnFailuresInEachWorld() {
    assertError(stanzaError(Failure.of(Cause.TRANSPORT, "")), "wait", "internal-server-error", "");
    assertError(stanzaError(Failure.of(Cause.LIMIT, "")), "wait", "resource-constraint", "");
    assertError(stanzaError(Failure.of(Cause.TOO_LARGE, "")), "modify", "policy-violation", "");
    assertThat(ErrorMapping.toSipStatus(Failure.of(Cause.TOO_LARGE, ""), false, false))
        .isEqualTo(413);
    assertThat(ErrorMapping.toMsrpStatus(Failure.of(Cause.TOO_LARGE, ""))).isEqualTo(413);
    assertThat(ErrorMapping.toMsrpStatus(Failure.sip(413, ""))).isEqualTo(413);
    assertThat(ErrorMapping.toSipStatus(Failure.of(Cause.EXPIRED, ""), true, false)).isEqualTo(408);
    assertThat(ErrorMapping.toSipStatus(Failure.of(Cause.EXPIRED, ""), false, false))
        .isEqualTo(504);
  }

  @Test
  void usesOnlyStatusesThatMsrpKnows() {
    for (var status = 0; status < 1000; status++) {
      assertThat(ErrorMapping.toMsrpStatus(Failure.msrp(status, ""))).isIn(MSRP_STATUSES);
      assertThat(ErrorMapping.toMsrpStatus(Failure.sip(status, ""))).isIn(MSRP_STATUSES);
      assertThat(ErrorMapping.toSipStatus(Failure.sip(status, ""), false, false))
          .isBetween(300, 699)
          .isNotIn(401, 407, 408);
    }
  }

  @Test
  void prefersAWorldsOwnWord() {
    var both = Failure.stanza("item-not-found", true).withSipStatus(480).withMsrpStatus(415);

    assertThat(ErrorMapping.toSipStatus(both, true, false)).isEqualTo(480);
    assertThat(ErrorMapping.toMsrpStatus(both)).isEqualTo(415);
    assertError(stanzaError(both), "cancel", "item-not-found", "");
  }

  @Test
  void knowsPermanentFailures() {
    for (var condition : List.of("item-not-found", "gone", "forbidden")) {
      assertThat(ErrorMapping.permanent(Failure.stanza(condition, true))).isTrue();
      assertThat(ErrorMapping.permanent(Failure.stanza(condition, true).withRetryAfter(1)))
          .isFalse();
    }
    assertThat(ErrorMapping.permanent(Failure.stanza("recipient-unavailable", true))).isFalse();
    assertThat(ErrorMapping.permanent(Failure.of(Cause.TIMEOUT, ""))).isFalse();
    var waiting =
        Vectors.message(
            Element.of(Stanza.NAMESPACE, "error")
                .with("type", "wait")
                .with(Element.of(Stanza.ERRORS, "item-not-found")));
    assertThat(ErrorMapping.permanent(waiting)).isFalse();
    assertThat(ErrorMapping.permanent(errorStanza("gone", "", "juliet@example.com", ""))).isTrue();
  }

  @Test
  void knowsRefusalsOfSessions() {
    assertThat(Stream.iterate(300, s -> s < 700, s -> s + 1).filter(ErrorMapping::saysNoSession))
        .containsExactly(405, 415, 488, 501, 606);
  }

  @Test
  void sendsStanzasBack() {
    var stanza = Vectors.message(Element.of(Stanza.NAMESPACE, "body", "secret"));

    var bounced = ErrorMapping.bounce(stanza, ErrorMapping.stanzaError("jid-malformed", "why"));

    assertThat(bounced.from()).isEqualTo(stanza.to());
    assertThat(bounced.to()).isEqualTo(stanza.from());
    assertThat(bounced.id()).isEqualTo(stanza.id());
    assertThat(bounced.type()).contains("error");
    assertThat(bounced.children()).hasSize(1);
    assertError(bounced.children().get(0), "modify", "jid-malformed", "");
  }

  private static Failure failure(String condition, String data, String from) {
    return ErrorMapping.fromStanzaError(errorStanza(condition, data, from, ""));
  }

  private static Stanza errorStanza(String condition, String data, String from, String text) {
    var error =
        Element.of(Stanza.NAMESPACE, "error")
            .with("type", "cancel")
            .with(Element.of("urn:example:extra", "detail"))
            .with(Element.of(Stanza.ERRORS, "text", text))
            .with(Element.of(Stanza.ERRORS, condition, data));
    return Vectors.stanza(Stanza.Kind.MESSAGE, "error", from, "romeo@example.net", error);
  }

  private static SipResponse response(Failure failure, boolean invite) {
    return ErrorMapping.toSipResponse(failure, invite, false, AddressBook.EMPTY);
  }

  private static SipResponse moved(int status, String uri) {
    var plain = SipResponse.of(status, "");
    return new SipResponse(
        status,
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(SipParty.of(uri)),
        List.of(),
        Optional.empty(),
        plain.body(),
        Optional.empty());
  }

  private static SipParty contact(String uri, String q) {
    return new SipParty(uri, Optional.empty(), Map.of("q", q));
  }

  private static Element error(SipResponse response) {
    return stanzaError(ErrorMapping.fromSipResponse(response).orElseThrow());
  }

  private static Element stanzaError(Failure failure) {
    return ErrorMapping.toStanzaError(failure, Vectors.context(AddressBook.EMPTY));
  }

  private static void assertError(Element error, String type, String condition, String data) {
    assertThat(error.is(Stanza.NAMESPACE, "error")).isTrue();
    assertThat(error.attribute("type")).contains(type);
    var named = error.children().get(0);
    assertThat(named.namespace()).isEqualTo(Stanza.ERRORS);
    assertThat(named.name()).isEqualTo(condition);
    assertThat(named.text()).isEqualTo(data);
  }
}
