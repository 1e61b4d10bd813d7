package im.balcony.mapping.error;

import im.balcony.api.data.Octets;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Failures in the words of each world. A world's own word wins, then the words of the others by the
 * tables of RFC 7247 §7, then the gateway's own cause.
 */
public final class ErrorMapping {

  /** The answer to a request for a {@code sips} URI (RFC 5630 §5.1.2). */
  public static final Failure SIPS_NOT_ALLOWED =
      new Failure(
          Cause.FORBIDDEN,
          OptionalInt.of(480),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.of("SIPS Not Allowed"),
          OptionalInt.empty(),
          Optional.empty(),
          false);

  /** Statuses that say that the peer has no MSRP, so that page mode may do (CHAT-35). */
  private static final Set<Integer> NO_SESSION = Set.of(405, 415, 488, 501, 606);

  private static final Set<String> PERMANENT = Set.of("item-not-found", "gone", "forbidden");

  private ErrorMapping() {}

  // To XMPP.

  /** The {@code <error/>} of a stanza (RFC 7247 §7.2, RFC 6120 §8.3.2). */
  public static Element toStanzaError(Failure failure, Context context) {
    var address = failure.redirect().flatMap(uri -> Redirects.toXmpp(uri, context));
    var condition = condition(failure, address.isPresent());
    var type = waits(failure) ? "wait" : ErrorTables.row(condition).type();
    var withAddress =
        (condition.equals("gone") || condition.equals("redirect"))
            && failure.sipStatus().orElse(0) != 410;
    return error(type, condition, withAddress ? address.orElse("") : "", text(failure));
  }

  /** An {@code <error/>} of a condition of RFC 6120 §8.3.3, with its usual type. */
  public static Element stanzaError(String condition, String text) {
    return error(ErrorTables.row(condition).type(), condition, "", text);
  }

  private static Element error(String type, String condition, String data, String text) {
    var error =
        Element.of(Stanza.NAMESPACE, "error")
            .with("type", type)
            .with(Element.of(Stanza.ERRORS, condition, data));
    return text.isEmpty()
        ? error
        : error.with(Element.of(Stanza.ERRORS, "text", text).with("xml:lang", "en"));
  }

  /** {@code stanza} sent back with {@code error}: id kept, addresses swapped (RFC 6120 §8.3.1). */
  public static Stanza bounce(Stanza stanza, Element error) {
    return new Stanza(
        stanza.kind(),
        stanza.to(),
        stanza.from(),
        stanza.id(),
        Optional.of("error"),
        Optional.empty(),
        List.of(error));
  }

  private static String condition(Failure failure, boolean withAddress) {
    var named = failure.condition();
    if (named.isPresent()) {
      return ErrorTables.row(named.get()).condition();
    }
    if (failure.sipStatus().isPresent()) {
      var status = failure.sipStatus().getAsInt();
      // A 301 says "gone" only together with the new address (RFC 7247 §7.2 note 1).
      return status == 301 && !withAddress ? "redirect" : ErrorTables.conditionOfSip(status);
    }
    return failure.msrpStatus().isPresent()
        ? ErrorTables.conditionOfMsrp(failure.msrpStatus().getAsInt())
        : ErrorTables.own(failure.cause()).condition();
  }

  /** Where another try may succeed, whatever the condition's own type. */
  private static boolean waits(Failure failure) {
    var unnamed = failure.condition().isEmpty() && failure.msrpStatus().isEmpty();
    var status = failure.sipStatus().orElse(ErrorTables.own(failure.cause()).sip());
    return failure.retryAfter().isPresent() || (unnamed && status == 503);
  }

  // To SIP.

  /**
   * The status for a request that can still be answered (RFC 7247 §7.1).
   *
   * @param invite whether it is an INVITE: nothing else may be answered 408 (RFC 4320 §4.2)
   * @param inDialog whether it came within a dialog
   */
  static int toSipStatus(Failure failure, boolean invite, boolean inDialog) {
    return toSipStatus(failure, invite, inDialog, hasAddress(failure, AddressBook.EMPTY));
  }

  private static int toSipStatus(
      Failure failure, boolean invite, boolean inDialog, boolean withAddress) {
    var status = rawSipStatus(failure, inDialog, withAddress);
    return switch (status) {
      // A challenge needs a realm, which the gateway has not.
      case 401, 407 -> 403;
      case 408 -> invite ? 408 : 504;
      default -> status >= 300 && status <= 699 ? status : 500;
    };
  }

  private static int rawSipStatus(Failure failure, boolean inDialog, boolean withAddress) {
    if (failure.sipStatus().isPresent()) {
      return failure.sipStatus().getAsInt();
    }
    if (failure.condition().isEmpty() && failure.msrpStatus().isEmpty()) {
      return ErrorTables.own(failure.cause()).sip();
    }
    var row = ErrorTables.row(condition(failure, withAddress));
    return switch (row.condition()) {
      case "gone" -> withAddress ? 301 : 410;
      case "unexpected-request" -> inDialog ? 491 : 400;
      default -> failure.fromBareJid() ? row.bare() : row.full();
    };
  }

  private static boolean hasAddress(Failure failure, AddressBook book) {
    return failure.redirect().flatMap(text -> Redirects.toSip(text, book)).isPresent();
  }

  /** The final response, with the headers that its status needs. */
  public static SipResponse toSipResponse(
      Failure failure, boolean invite, boolean inDialog, AddressBook book) {
    var contact = failure.redirect().flatMap(text -> Redirects.toSip(text, book));
    var status = toSipStatus(failure, invite, inDialog, contact.isPresent());
    var response =
        new SipResponse(
            status,
            text(failure),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            status < 400 ? contact.map(SipParty::of).stream().toList() : List.of(),
            List.of(),
            Optional.empty(),
            Octets.EMPTY,
            Optional.empty());
    return ResponseHeaders.added(response, failure, invite);
  }

  // To MSRP.

  /** The status of a response to SEND or of a REPORT; only codes of RFC 4975 §10. */
  public static int toMsrpStatus(Failure failure) {
    if (failure.msrpStatus().isPresent()) {
      var status = failure.msrpStatus().getAsInt();
      return ErrorTables.isMsrp(status) ? status : 400;
    }
    if (failure.condition().isEmpty() && failure.sipStatus().isEmpty()) {
      return ErrorTables.own(failure.cause()).msrp();
    }
    var row = ErrorTables.row(condition(failure, false));
    var aboutSize =
        failure.cause() == Cause.TOO_LARGE
            || (failure.condition().isEmpty() && row.condition().equals("policy-violation"));
    return aboutSize && row.msrp() == 403 ? 413 : row.msrp();
  }

  // From XMPP and SIP.

  /** What an error stanza says; whatever it lacks, there is a failure (XMPP-23, XMPP-24). */
  public static Failure fromStanzaError(Stanza stanza) {
    var error = stanza.child(Stanza.NAMESPACE, "error");
    var children = error.map(Element::children).orElse(List.of());
    var condition =
        children.stream()
            .filter(c -> c.namespace().equals(Stanza.ERRORS) && !c.name().equals("text"))
            .findFirst();
    var name =
        condition
            .map(c -> ErrorTables.row(c.name()).condition())
            .orElseGet(() -> byType(error.flatMap(e -> e.attribute("type")).orElse("")));
    var failure = Failure.stanza(name, stanza.from().isBare());
    var text = error.flatMap(e -> e.child(Stanza.ERRORS, "text")).map(e -> line(e.text()));
    if (text.isPresent() && !text.get().isEmpty()) {
      failure = failure.withText(text.get());
    }
    var address = condition.map(c -> c.text().strip()).filter(t -> !t.isEmpty());
    return address.isPresent() && (name.equals("gone") || name.equals("redirect"))
        ? failure.withRedirect(address.get())
        : failure;
  }

  /** For an error of before RFC 3920, which has only a type and a code. */
  private static String byType(String type) {
    return switch (type) {
      case "auth" -> "forbidden";
      case "modify" -> "bad-request";
      case "wait" -> "resource-constraint";
      default -> ErrorTables.UNDEFINED;
    };
  }

  /** What a final response says; empty for 1xx and 2xx, which are no failures (ERR-94). */
  public static Optional<Failure> fromSipResponse(SipResponse response) {
    if (response.status() < 300) {
      return Optional.empty();
    }
    var failure = Failure.sip(response.status(), line(response.reason()));
    if (response.status() < 400) {
      var contact = Redirects.contact(response.contact());
      failure = contact.isPresent() ? failure.withRedirect(contact.get()) : failure;
    }
    var seconds = response.header("Retry-After").flatMap(ErrorMapping::seconds);
    return Optional.of(seconds.isPresent() ? failure.withRetryAfter(seconds.get()) : failure);
  }

  /** The leading number of a Retry-After (RFC 3261 §20.33); nine digits are enough for anybody. */
  private static Optional<Integer> seconds(String retryAfter) {
    var digits = retryAfter.strip().split("[^0-9]", 2)[0];
    return digits.isEmpty() || digits.length() > 9
        ? Optional.empty()
        : Optional.of(Integer.parseInt(digits));
  }

  // About failures.

  /** Whether another try makes no sense, so that a session may as well end (CHAT-42). */
  static boolean permanent(Failure failure) {
    return failure.condition().filter(PERMANENT::contains).isPresent()
        && failure.retryAfter().isEmpty();
  }

  /**
   * As {@link #permanent(Failure)} for an error stanza, whose type {@code wait} speaks against it.
   */
  public static boolean permanent(Stanza stanza) {
    var type = stanza.child(Stanza.NAMESPACE, "error").flatMap(e -> e.attribute("type"));
    return type.filter("wait"::equals).isEmpty() && permanent(fromStanzaError(stanza));
  }

  /** Whether a refusal of INVITE says that the peer has no sessions of this kind (CHAT-35). */
  public static boolean saysNoSession(int sipStatus) {
    return NO_SESSION.contains(sipStatus);
  }

  private static String text(Failure failure) {
    return failure.text().map(ErrorMapping::line).orElse("");
  }

  /** One line without controls, at most 200 code points (ERR-91, ERR-92). */
  private static String line(String text) {
    var line = TextRules.headerLine(text);
    return line.codePointCount(0, line.length()) <= 200
        ? line
        : line.substring(0, line.offsetByCodePoints(0, 200));
  }
}
