package im.balcony.router.turn;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.util.Optional;

/** What a message is called in the world that a record belongs to. */
final class Names {

  private Names() {}

  static Optional<String> of(WireRecord record) {
    if (record instanceof Stanza stanza) {
      return stanza.id();
    } else if (record instanceof XmppCommand.Send send) {
      return send.stanza().id();
    } else if (record instanceof SipEvent.Received received) {
      return Optional.of(received.request().callId());
    } else if (record instanceof SipCommand.Request request) {
      return Optional.of(request.request().callId());
    } else if (record instanceof MsrpEvent.Received received) {
      return Optional.of(received.message().messageId());
    } else if (record instanceof MsrpCommand.Send send) {
      return Optional.of(send.message().messageId());
    }
    return Optional.empty();
  }
}
