package im.balcony.router.waiting;

import im.balcony.api.data.Ids;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers that refuse new work without asking mapping: for overload, and for when there is no
 * mapping. Results, ACKs, errors and presence are never answered.
 */
public enum Refusal {
  /** Too much at once: come back later. */
  OVERLOAD(503, "Service Unavailable", true, "wait", "resource-constraint", 408),
  /** What is needed is not there now: come back later. */
  UNAVAILABLE(503, "Service Unavailable", true, "wait", "service-unavailable", 408),
  /** The gateway itself failed. */
  INTERNAL(500, "Server Internal Error", true, "wait", "internal-server-error", 408),
  /** This sender may not do this. */
  FORBIDDEN(403, "Forbidden", false, "auth", "forbidden", 403),
  /** The same request came by another way. */
  MERGED(482, "Loop Detected", false, "cancel", "not-acceptable", 481),
  /** No such dialog. */
  NO_DIALOG(481, "Call/Transaction Does Not Exist", false, "cancel", "item-not-found", 481);

  private static final int RETRY_MIN = 5;
  private static final int RETRY_SPREAD = 26;

  private final int status;
  private final String reason;
  private final boolean retry;
  private final String type;
  private final String condition;
  private final int msrp;

  Refusal(int status, String reason, boolean retry, String type, String condition, int msrp) {
    this.status = status;
    this.reason = reason;
    this.retry = retry;
    this.type = type;
    this.condition = condition;
    this.msrp = msrp;
  }

  /** Its SIP status. */
  public int status() {
    return status;
  }

  /** The reason phrase of that status. */
  public String reason() {
    return reason;
  }

  /**
   * The answer to {@code record}, if it is one that is answered.
   *
   * @param text why, in the gateway's own words; may be empty
   */
  Optional<WireRecord> to(WireRecord record, String text, Ids ids) {
    if (record instanceof SipEvent.Received received) {
      return received.request().method().equals("ACK")
          ? Optional.empty()
          : Optional.of(new SipCommand.Respond(received.transaction(), response(text, ids)));
    }
    if (record instanceof Stanza stanza) {
      return isAnswered(stanza)
          ? Optional.of(new XmppCommand.Send(Optional.empty(), error(stanza, text)))
          : Optional.empty();
    }
    if (record instanceof MsrpEvent.Received message) {
      return Optional.of(
          new MsrpCommand.Respond(
              message.sessionId(), message.transactionId(), msrp, text.isEmpty() ? reason : text));
    }
    return Optional.empty();
  }

  private SipResponse response(String text, Ids ids) {
    var plain = SipResponse.of(status, reason);
    // RFC 3261 §20.43: 399 is for people to read.
    var response = text.isEmpty() ? plain : plain.with("Warning", "399 balcony \"" + text + '"');
    return retry
        ? response.with("Retry-After", Long.toString(RETRY_MIN + ids.below(RETRY_SPREAD)))
        : response;
  }

  private static boolean isAnswered(Stanza stanza) {
    var stanzaType = stanza.type().orElse("");
    return switch (stanza.kind()) {
      case MESSAGE ->
          !stanzaType.equals("error")
              && !stanzaType.equals("headline")
              && stanza.child(Stanza.NAMESPACE, "body").isPresent();
      case IQ -> stanzaType.equals("get") || stanzaType.equals("set");
      case PRESENCE -> false;
    };
  }

  private Stanza error(Stanza stanza, String text) {
    var plain =
        Element.of(Stanza.NAMESPACE, "error")
            .with("type", type)
            .with(Element.of(Stanza.ERRORS, condition));
    var error =
        text.isEmpty()
            ? plain
            : plain.with(Element.of(Stanza.ERRORS, "text", text).with("xml:lang", "en"));
    var children = new ArrayList<>(List.of(error));
    return new Stanza(
        stanza.kind(),
        stanza.to(),
        stanza.from(),
        stanza.id(),
        Optional.of("error"),
        Optional.empty(),
        children);
  }
}
