package im.balcony.mapping.error;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.SipResponse;
import java.util.OptionalInt;
import java.util.Set;

/** The headers without which a refusal would not be understood (RFC 3261 §20, §21). */
final class ResponseHeaders {

  /** Seconds to wait where only the gateway or the server is short of something. */
  private static final int DEFAULT_RETRY_AFTER = 10;

  /** RFC 3261 §20.33. */
  private static final Set<Integer> WITH_RETRY_AFTER =
      Set.of(404, 413, 480, 486, 500, 503, 600, 603);

  /** Statuses about session descriptions, whose reason people want to read (RFC 3261 §20.43). */
  private static final Set<Integer> WITH_WARNING = Set.of(488, 606);

  private static final String ALLOW = "INVITE, ACK, CANCEL, BYE, MESSAGE, UPDATE, OPTIONS";
  private static final String ACCEPT_MESSAGE =
      "text/plain, message/cpim, multipart/mixed, multipart/alternative,"
          + " application/im-iscomposing+xml";
  private static final String ACCEPT_INVITE =
      "application/sdp, multipart/mixed, multipart/related, multipart/alternative, text/plain,"
          + " message/cpim, application/im-iscomposing+xml";

  private ResponseHeaders() {}

  /** The response with the headers that its status and {@code failure} ask for. */
  static SipResponse added(SipResponse response, Failure failure, boolean invite) {
    return withWarning(withCapabilities(withRetryAfter(response, failure), invite), failure);
  }

  private static SipResponse withRetryAfter(SipResponse response, Failure failure) {
    var seconds = retryAfter(failure, response.status());
    return seconds.isPresent() && WITH_RETRY_AFTER.contains(response.status())
        ? response.with("Retry-After", String.valueOf(Math.max(0, seconds.getAsInt())))
        : response;
  }

  private static OptionalInt retryAfter(Failure failure, int status) {
    var scarce =
        status == 503
            || (status == 500
                && failure.condition().filter("resource-constraint"::equals).isPresent());
    return failure.retryAfter().isPresent() || !scarce
        ? failure.retryAfter()
        : OptionalInt.of(DEFAULT_RETRY_AFTER);
  }

  private static SipResponse withCapabilities(SipResponse response, boolean invite) {
    return switch (response.status()) {
      case 405 -> response.with("Allow", ALLOW);
      case 415 -> response.with("Accept", invite ? ACCEPT_INVITE : ACCEPT_MESSAGE);
      default -> response;
    };
  }

  private static SipResponse withWarning(SipResponse response, Failure failure) {
    var text = response.reason().replaceAll("[\"\\\\]", "'");
    if (failure.equals(ErrorMapping.SIPS_NOT_ALLOWED)) {
      return response.with("Warning", "380 balcony \"" + text + '"');
    }
    return WITH_WARNING.contains(response.status()) && !text.isEmpty()
        ? response.with("Warning", "399 balcony \"" + text + '"')
        : response;
  }
}
