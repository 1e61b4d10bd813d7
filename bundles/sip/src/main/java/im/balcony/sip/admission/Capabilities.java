package im.balcony.sip.admission;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the gateway understands of SIP, as its answers say it. */
final class Capabilities {

  /** Methods that are carried on. */
  static final Set<String> METHODS =
      Set.of("INVITE", "ACK", "CANCEL", "BYE", "UPDATE", "MESSAGE", "OPTIONS");

  /** Methods that are known, and known not to be served (SIP-19, SIP-67). */
  static final Set<String> NOT_SERVED =
      Set.of("REGISTER", "INFO", "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "PRACK");

  /** Those of them that peers send in dialogs. */
  static final Set<String> IN_DIALOGS = Set.of("INFO", "REFER", "SUBSCRIBE", "NOTIFY", "PRACK");

  static final String ALLOW = "INVITE, ACK, CANCEL, BYE, UPDATE, MESSAGE, OPTIONS";

  /** Extensions a request may require; 100rel is none of them (SIP-46). */
  static final Set<String> EXTENSIONS = Set.of("timer");

  static final String SUPPORTED = "timer";

  /** Schemes of a Request-URI that are carried on; whether each is served, mapping decides. */
  static final Set<String> SCHEMES = Set.of("sip", "sips", "tel", "im", "pres");

  static final String ACCEPT =
      "application/sdp, message/cpim, text/plain, multipart/mixed, multipart/alternative";

  static final String ACCEPT_SESSION = "application/sdp";
  static final String ACCEPT_ENCODING = "identity";
  static final String ACCEPT_LANGUAGE = "*";

  /** The smallest session interval (RFC 4028 §5), in seconds. */
  static final int MIN_SE = 90;

  private static final String MSRP_TYPES =
      "message/cpim text/plain application/im-iscomposing+xml multipart/mixed"
          + " multipart/alternative";

  private Capabilities() {}

  /** What an INVITE would be answered with, on port 0 (RFC 3264 §9). */
  static SessionDescription description(String host) {
    return new SessionDescription(
        "-",
        0,
        0,
        host,
        Optional.empty(),
        List.of(
            new MediaLine(
                "message",
                0,
                "TCP/MSRP",
                "*",
                Optional.empty(),
                List.of(new Attribute("accept-types", MSRP_TYPES)))));
  }
}
