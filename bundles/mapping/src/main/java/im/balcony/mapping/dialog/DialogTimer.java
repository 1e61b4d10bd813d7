package im.balcony.mapping.dialog;

import im.balcony.api.data.Facts;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A session timer (RFC 4028).
 *
 * @param seconds the Session-Expires
 * @param uac whether the side that sent the request in question refreshes
 * @param require whether the response requires the extension
 */
public record DialogTimer(long seconds, boolean uac, boolean require) {

  /** The interval we ask for (RFC 4028 §4 recommends half an hour). */
  static final long ASKED = 1800;

  /** The shortest interval we take (RFC 4028 §5). */
  static final long MIN = 90;

  /** How too short an interval is refused (RFC 4028 §6). */
  public static final int TOO_SMALL = 422;

  private static final String SESSION_EXPIRES = "Session-Expires";
  private static final String MIN_SE = "Min-SE";

  /** What we answer to a request of the peer (RFC 4028 §9, Table 2); empty if it asks for none. */
  public static Optional<DialogTimer> answering(SipRequest request) {
    var header = request.header(SESSION_EXPIRES);
    var asked = header.map(DialogTimer::seconds).orElse(OptionalLong.empty());
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    var supported = supports(request);
    // A peer without the extension cannot refresh; one that leaves the choice does it himself.
    var uac = supported && !header.map(DialogTimer::refresher).orElse("").equals("uas");
    var seconds = Math.max(MIN, asked.getAsLong());
    return Optional.of(new DialogTimer(seconds, uac, uac));
  }

  /** The 422 to a peer that supports timers and asks for too short a one (RFC 4028 §9). */
  public static Optional<SipResponse> refusal(SipRequest request) {
    var asked = request.header(SESSION_EXPIRES).map(DialogTimer::seconds);
    var small = asked.filter(s -> s.isPresent() && s.getAsLong() < MIN).isPresent();
    return small && supports(request)
        ? Optional.of(
            SipResponse.of(TOO_SMALL, "Session Interval Too Small")
                .with(MIN_SE, String.valueOf(MIN)))
        : Optional.empty();
  }

  /** What a 2xx to a request of ours settled. */
  public static Optional<SessionTimer> settled(SipResponse response) {
    var header = response.header(SESSION_EXPIRES);
    var seconds = header.map(DialogTimer::seconds).orElse(OptionalLong.empty());
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    var weRefresh = !header.map(DialogTimer::refresher).orElse("").equals("uas");
    return Optional.of(new SessionTimer(Math.max(MIN, seconds.getAsLong()) * 1000, weRefresh));
  }

  /** The Min-SE of a 422 to us, within reason. */
  public static OptionalLong minimum(SipResponse response) {
    var seconds = response.header(MIN_SE).map(DialogTimer::seconds).orElse(OptionalLong.empty());
    return seconds.stream().filter(s -> s >= MIN && s <= 86_400).findFirst();
  }

  /** The headers of a request of ours; {@code least} is what a 422 asked for. */
  public static List<SipHeader> asking(long least) {
    var headers = new ArrayList<SipHeader>();
    headers.add(new SipHeader(SESSION_EXPIRES, String.valueOf(Math.max(ASKED, least))));
    if (least > 0) {
      headers.add(new SipHeader(MIN_SE, String.valueOf(least)));
    }
    return headers;
  }

  /**
   * The headers of a request of ours within a dialog: interval and roles stay as they are (RFC 4028
   * §7.4).
   *
   * @param timer the one that holds, if there is one
   * @param least what a 422 asked for, in seconds; 0 if none did
   */
  public static List<SipHeader> refreshing(Optional<SessionTimer> timer, long least) {
    if (timer.isEmpty()) {
      return asking(least);
    }
    var headers = new ArrayList<SipHeader>();
    var refresher = timer.get().weRefresh() ? "uac" : "uas";
    var seconds = Math.max(least, timer.get().interval() / 1000);
    headers.add(new SipHeader(SESSION_EXPIRES, seconds + ";refresher=" + refresher));
    if (least > 0) {
      headers.add(new SipHeader(MIN_SE, String.valueOf(least)));
    }
    return headers;
  }

  /** The timer from our side, which received the request. */
  public SessionTimer ours() {
    return new SessionTimer(seconds * 1000, !uac);
  }

  /** {@code response} with what it has to say about the timer. */
  public SipResponse on(SipResponse response) {
    var out = response.with(SESSION_EXPIRES, seconds + ";refresher=" + (uac ? "uac" : "uas"));
    return require ? out.with("Require", "timer") : out;
  }

  /** The timer as facts. */
  public Facts facts() {
    return Facts.NONE.with("seconds", seconds).with("uac", uac).with("require", require);
  }

  /** The timer that facts describe; empty if they are none. */
  public static Optional<DialogTimer> of(Facts facts) {
    return facts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DialogTimer(
                facts.number("seconds", ASKED), facts.flag("uac"), facts.flag("require")));
  }

  private static boolean supports(SipRequest request) {
    return request.headers().stream()
        .filter(h -> h.name().equalsIgnoreCase("Supported"))
        .flatMap(h -> Stream.of(h.value().split(",")))
        .anyMatch(option -> option.strip().equalsIgnoreCase("timer"));
  }

  private static OptionalLong seconds(String value) {
    var digits = value.strip().split("[^0-9]", 2)[0];
    return digits.isEmpty() || digits.length() > 9
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }

  private static String refresher(String value) {
    for (var parameter : value.toLowerCase(Locale.ROOT).split(";")) {
      var equals = parameter.indexOf('=');
      if (equals > 0 && parameter.substring(0, equals).strip().equals("refresher")) {
        return parameter.substring(equals + 1).strip();
      }
    }
    return "";
  }
}
