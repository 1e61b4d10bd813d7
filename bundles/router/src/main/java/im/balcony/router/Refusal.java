package im.balcony.router;

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
enum Refusal {
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

  int status() {
    return status;
  }

  /** The answer to {@code record}, if it is one that is answered. */
  Optional<WireRecord> to(WireRecord record, Ids ids) {
    if (record instanceof SipEvent.Received received) {
      return received.request().method().equals("ACK")
          ? Optional.empty()
          : Optional.of(new SipCommand.Respond(received.transaction(), response(ids)));
    }
    if (record instanceof Stanza stanza) {
      return isAnswered(stanza)
          ? Optional.of(new XmppCommand.Send(Optional.empty(), error(stanza)))
          : Optional.empty();
    }
    if (record instanceof MsrpEvent.Received message) {
      return Optional.of(
          new MsrpCommand.Respond(message.sessionId(), message.transactionId(), msrp, reason));
    }
    return Optional.empty();
  }

  private SipResponse response(Ids ids) {
    var response = SipResponse.of(status, reason);
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

  private Stanza error(Stanza stanza) {
    var error =
        Element.of(Stanza.NAMESPACE, "error")
            .with("type", type)
            .with(Element.of(Stanza.ERRORS, condition));
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
