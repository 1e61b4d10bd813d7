package im.balcony.mapping.error;

import im.balcony.api.message.Failure.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one world's error is in the others: the two tables of RFC 7247 §7, the one for MSRP (RFC
 * 4975 §10), and the words for failures that the gateway makes itself.
 */
final class ErrorTables {

  static final String UNDEFINED = "undefined-condition";

  /**
   * A stanza error condition.
   *
   * @param condition its name (RFC 6120 §8.3.3)
   * @param type the error type that goes with it
   * @param full the SIP status where the error came from a full JID
   * @param bare the SIP status where it came from a bare JID (RFC 7247 §7.1 notes 1, 2 and 5)
   * @param msrp the status of a REPORT; only codes of RFC 4975 §10
   */
  record Row(String condition, String type, int full, int bare, int msrp) {}

  private static final Row NO_CONDITION = new Row(UNDEFINED, "cancel", 400, 400, 400);

  /**
   * RFC 7247 §7.1 Table 2. {@code gone}, {@code unexpected-request} and the two that need a
   * challenge are settled further by {@link ErrorMapping}.
   */
  private static final Map<String, Row> CONDITIONS =
      byKey(
          Row::condition,
          List.of(
              new Row("bad-request", "modify", 400, 400, 400),
              new Row("conflict", "cancel", 400, 400, 400),
              new Row("feature-not-implemented", "cancel", 405, 501, 403),
              new Row("forbidden", "auth", 403, 603, 403),
              new Row("gone", "cancel", 410, 410, 403),
              new Row("internal-server-error", "cancel", 500, 500, 408),
              new Row("item-not-found", "cancel", 404, 604, 403),
              new Row("jid-malformed", "modify", 400, 400, 400),
              new Row("not-acceptable", "modify", 406, 606, 415),
              new Row("not-allowed", "cancel", 403, 403, 403),
              new Row("not-authorized", "auth", 401, 401, 403),
              new Row("policy-violation", "modify", 403, 403, 403),
              new Row("recipient-unavailable", "wait", 480, 600, 403),
              new Row("redirect", "modify", 302, 302, 403),
              new Row("registration-required", "auth", 407, 407, 403),
              new Row("remote-server-not-found", "cancel", 404, 404, 408),
              new Row("remote-server-timeout", "wait", 408, 408, 408),
              new Row("resource-constraint", "wait", 500, 500, 408),
              new Row("service-unavailable", "cancel", 405, 403, 403),
              new Row("subscription-required", "auth", 400, 400, 400),
              NO_CONDITION,
              new Row("unexpected-request", "wait", 400, 400, 400)));

  /** RFC 7247 §7.2 Table 3, without what the class of the status says already. */
  private static final Map<Integer, String> SIP =
      Map.ofEntries(
          Map.entry(301, "gone"),
          Map.entry(380, "not-acceptable"),
          Map.entry(401, "not-authorized"),
          Map.entry(403, "forbidden"),
          Map.entry(404, "item-not-found"),
          Map.entry(405, "feature-not-implemented"),
          Map.entry(406, "not-acceptable"),
          Map.entry(407, "registration-required"),
          Map.entry(408, "remote-server-timeout"),
          Map.entry(410, "gone"),
          Map.entry(413, "policy-violation"),
          Map.entry(414, "policy-violation"),
          Map.entry(415, "not-acceptable"),
          Map.entry(416, "not-acceptable"),
          Map.entry(420, "feature-not-implemented"),
          Map.entry(421, "not-acceptable"),
          Map.entry(423, "resource-constraint"),
          Map.entry(430, "recipient-unavailable"),
          Map.entry(439, "feature-not-implemented"),
          Map.entry(440, "policy-violation"),
          Map.entry(480, "recipient-unavailable"),
          Map.entry(481, "item-not-found"),
          Map.entry(482, "not-acceptable"),
          Map.entry(483, "not-acceptable"),
          Map.entry(484, "item-not-found"),
          Map.entry(485, "item-not-found"),
          Map.entry(486, "recipient-unavailable"),
          Map.entry(487, "recipient-unavailable"),
          Map.entry(488, "not-acceptable"),
          Map.entry(489, "policy-violation"),
          Map.entry(491, "unexpected-request"),
          Map.entry(501, "feature-not-implemented"),
          Map.entry(502, "remote-server-not-found"),
          Map.entry(504, "remote-server-timeout"),
          Map.entry(505, "not-acceptable"),
          Map.entry(513, "policy-violation"),
          Map.entry(604, "item-not-found"),
          Map.entry(606, "not-acceptable"));

  /** RFC 7247 §7.2: any other status of a class. */
  private static final Map<Integer, String> SIP_CLASSES =
      Map.of(
          3, "redirect", 4, "bad-request", 5, "internal-server-error", 6, "recipient-unavailable");

  /** The statuses of RFC 4975 §10 (ERR-96). */
  private static final Map<Integer, String> MSRP =
      Map.of(
          400, "bad-request",
          403, "forbidden",
          408, "remote-server-timeout",
          413, "policy-violation",
          415, "not-acceptable",
          423, "bad-request",
          481, "item-not-found",
          501, "feature-not-implemented",
          506, "internal-server-error");

  /**
   * A failure that nobody named yet.
   *
   * @param sip for a request that can still be answered
   * @param msrp for a SEND or a REPORT
   * @param condition for a stanza
   */
  record Own(Cause cause, int sip, int msrp, String condition) {}

  private static final Map<Cause, Own> CAUSES =
      byKey(
          Own::cause,
          List.of(
              new Own(Cause.REFUSED, 500, 403, UNDEFINED),
              new Own(Cause.TIMEOUT, 408, 408, "remote-server-timeout"),
              new Own(Cause.TRANSPORT, 503, 408, "internal-server-error"),
              new Own(Cause.LIMIT, 503, 408, "resource-constraint"),
              new Own(Cause.TOO_LARGE, 413, 413, "policy-violation"),
              new Own(Cause.UNMAPPABLE, 400, 400, "bad-request"),
              new Own(Cause.UNSUPPORTED_TYPE, 415, 415, "not-acceptable"),
              new Own(Cause.FORBIDDEN, 403, 403, "forbidden"),
              new Own(Cause.EXPIRED, 408, 408, "remote-server-timeout"),
              new Own(Cause.INTERNAL, 500, 408, "internal-server-error")));

  private ErrorTables() {}

  /** The row of a condition; of {@code undefined-condition} for one that nobody defined. */
  static Row row(String condition) {
    return CONDITIONS.getOrDefault(condition, NO_CONDITION);
  }

  /** The condition of a SIP status from 300 to 699. */
  static String conditionOfSip(int status) {
    return Optional.ofNullable(SIP.get(status))
        .or(() -> Optional.ofNullable(SIP_CLASSES.get(status / 100)))
        .orElse(UNDEFINED);
  }

  /** The condition of an MSRP status; other classes are read as SIP's. */
  static String conditionOfMsrp(int status) {
    return Optional.ofNullable(MSRP.get(status)).orElseGet(() -> conditionOfSip(status));
  }

  /** Whether RFC 4975 §10 defines the failure status. */
  static boolean isMsrp(int status) {
    return MSRP.containsKey(status);
  }

  /** The words for a failure of the gateway's own. */
  static Own own(Cause cause) {
    var own = CAUSES.get(cause);
    return own != null ? own : new Own(cause, 500, 408, "internal-server-error");
  }

  private static <K, R> Map<K, R> byKey(Function<R, K> key, List<R> rows) {
    return rows.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
  }
}
