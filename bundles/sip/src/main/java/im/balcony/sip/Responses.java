package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Sender;
import im.balcony.sip.transport.Transports;

/** Sends responses to where the facts of their transaction say. */
final class Responses {

  private final Sender sender;
  private final Transports transports;

  Responses(Sender sender, Transports transports) {
    this.sender = sender;
    this.transports = transports;
  }

  /** Sends octets that are a response. */
  void send(Facts facts, Octets response) {
    sender.answer(
        new Hop(
            Transport.stored(facts.text("transport", "")),
            facts.text("address", ""),
            (int) facts.number("port", 5060)),
        facts.text("connection", ""),
        response.toArray());
  }

  /** Answers without a transaction. */
  void send(Facts facts, SipResponse response) {
    send(facts, ResponseWriter.write(facts, response));
  }

  /** Answers on this connection or not at all. */
  void sendNow(Facts facts, SipResponse response, Peer peer) {
    sendNow(ResponseWriter.write(facts, response), peer);
  }

  /** Sends octets that are a response on this connection or not at all. */
  void sendNow(Octets response, Peer peer) {
    transports.answer(peer.connection(), response.toArray());
  }
}
