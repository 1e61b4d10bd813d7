package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipSource;
import im.balcony.api.sip.SipTransaction;
import im.balcony.sip.admission.Admission;
import im.balcony.sip.admission.Doorkeeper;
import im.balcony.sip.raw.Glance;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.text.MessageReader;
import im.balcony.sip.text.ResponseReader;
import im.balcony.sip.text.ResponseTemplate;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.transaction.ClientTransactions;
import im.balcony.sip.transaction.ServerTransactions;
import im.balcony.sip.value.TopVia;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a message from the wire to the router, or to an answer of the edge's own. */
final class Inbound implements Receiver {

  /** Of a refusal, the octets that are not its request's: the status line and the tag of To. */
  private static final int OWN_OCTETS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);
  private static final String RETRY_AFTER = "10";

  private final ServerTransactions servers;
  private final ClientTransactions clients;
  private final Responses answers;
  private final Strangers strangers;
  private final Upward intake;
  private final Doorkeeper doorkeeper;
  private final String host;

  /**
   * The way.
   *
   * @param intake takes events; false while there is nobody
   * @param doorkeeper asks for credentials where a tenant demands them
   * @param host the address in the SDP of our answers to OPTIONS
   */
  Inbound(
      ServerTransactions servers,
      ClientTransactions clients,
      Responses answers,
      Strangers strangers,
      Upward intake,
      Doorkeeper doorkeeper,
      String host) {
    this.servers = servers;
    this.clients = clients;
    this.answers = answers;
    this.strangers = strangers;
    this.intake = intake;
    this.doorkeeper = doorkeeper;
    this.host = host;
  }

  @Override
  public void message(byte[] octets, Peer peer) {
    var start = 0;
    while (start < octets.length && isFiller(octets[start])) {
      start++;
    }
    if (start == octets.length) {
      return;
    }
    try {
      if (isResponse(octets, start)) {
        var key = awaited(octets, start);
        if (key.isPresent()) {
          response(message(octets, start, peer), key.get());
        }
      } else if (intake.trusts(peer.address())) {
        request(message(octets, start, peer), octets.length - start, peer);
      } else {
        strangers.refuse(octets, start, peer, Inbound::facts);
      }
    } catch (MalformedMessageException e) {
      LOG.debug("a malformed SIP message was dropped: {}", e.reason());
    } catch (RuntimeException e) {
      LOG.error("reading a SIP message failed: {}", e.getClass().getName());
    }
  }

  /** What some peers send to keep a path open. */
  private static boolean isFiller(byte octet) {
    return octet == '\r' || octet == '\n' || octet == 0;
  }

  private static RawMessage message(byte[] octets, int start, Peer peer) {
    return RawMessage.read(
        start == 0 ? octets : Arrays.copyOfRange(octets, start, octets.length), !peer.reliable());
  }

  private static boolean isResponse(byte[] octets, int start) {
    // Letters are read in either case.
    return octets.length - start > 4
        && (octets[start] | 0x20) == 's'
        && (octets[start + 1] | 0x20) == 'i'
        && (octets[start + 2] | 0x20) == 'p'
        && octets[start + 3] == '/';
  }

  /**
   * What finds the request of ours that waits for this response, if one does; anybody may send one,
   * so it is asked first.
   */
  private Optional<ResponseReader.Key> awaited(byte[] octets, int start)
      throws MalformedMessageException {
    var glance = Glance.response(octets, start);
    if (glance.isEmpty()) {
      return Optional.empty();
    }
    var key = ResponseReader.key(glance.get());
    return clients.awaits(key.branch(), key.method()) ? Optional.of(key) : Optional.empty();
  }

  @Override
  public boolean trusts(String address) {
    return intake.trusts(address);
  }

  @Override
  public void broken(byte[] head, int status, Peer peer) {
    if (!intake.trusts(peer.address())) {
      return;
    }
    var message = RawMessage.read(head, true);
    if (isAnswerable(message) && !message.isResponse() && !message.startLine().startsWith("ACK ")) {
      answers.sendNow(facts(message, peer), ResponseWriter.own(status), peer);
    }
  }

  private void response(RawMessage message, ResponseReader.Key key)
      throws MalformedMessageException {
    clients.answered(
        key.branch(),
        key.method(),
        ResponseReader.read(message, key.method()),
        message.first("To").orElse(""));
  }

  /** Without a Via nobody knows where an answer would go, and it may not even be SIP. */
  private static boolean isAnswerable(RawMessage message) {
    return message.startLine().contains(" SIP/") && !TopVia.all(message).isEmpty();
  }

  /**
   * Answers OPTIONS without a transaction (RFC 3261 §8.2.7): it changes nothing, so a copy may have
   * the same answer again, and many of them cost no memory.
   */
  private void options(RawMessage message, Facts facts) {
    try {
      var request = MessageReader.request(message, MessageReader.requestLine(message));
      answers.send(
          facts, Admission.refusal(request).orElseGet(() -> Admission.options(request, host)));
    } catch (MalformedMessageException e) {
      answers.send(facts, refusal(e));
    }
  }

  private void request(RawMessage message, int length, Peer peer) {
    var method = MessageReader.method(message);
    var vias = TopVia.all(message);
    TopVia via;
    try {
      via = TopVia.read(vias);
    } catch (MalformedMessageException e) {
      if (isAnswerable(message) && !method.equals("ACK")) {
        var facts = facts(message, vias, Optional.empty(), peer);
        astray(ResponseWriter.write(facts, refusal(e)), facts, length, peer);
      }
      return;
    }
    var facts = facts(message, vias, Optional.of(via), peer);
    if (method.equals("ACK")) {
      acknowledgement(message, via, facts, peer);
      return;
    }
    if (method.equals("OPTIONS")) {
      options(message, facts);
      return;
    }
    var id = Admission.transactionId(message, via, method);
    var transaction = new SipTransaction(id, facts);
    switch (servers.arrived(transaction, method.equals("INVITE"), peer.reliable())) {
      case FRESH -> fresh(message, method, via, transaction, peer);
      case REFUSED -> answers.send(facts, unavailable());
      case COPY -> {
        // Answered as before, or the first copy is still being worked on.
      }
    }
  }

  /**
   * The answer to a request whose Via cannot be read (RFC 4475 §3.1.2.1): only the source is known,
   * so it goes there or nowhere, and in a datagram it is no larger than what it answers and what we
   * say ourselves, for anybody can write a source into one.
   */
  private void astray(Octets response, Facts facts, int length, Peer peer) {
    if (peer.reliable()) {
      answers.sendNow(response, peer);
    } else if (response.length() <= length + OWN_OCTETS) {
      answers.send(facts, response);
    }
  }

  private void fresh(
      RawMessage message, String method, TopVia via, SipTransaction transaction, Peer peer) {
    try {
      var line = MessageReader.requestLine(message);
      var unknown = Admission.unknownMethod(method);
      if (unknown.isPresent()) {
        respond(transaction, method, unknown.get());
        return;
      }
      var request = MessageReader.request(message, line);
      // RFC 3261 §8.2: before all else. What is sent again with credentials may have the same CSeq.
      var word = doorkeeper.asks(request);
      var refused =
          word.refusal()
              .or(() -> merged(request, transaction))
              .or(() -> Admission.refusal(request));
      if (refused.isPresent()) {
        respond(transaction, method, refused.get());
      } else {
        admitted(message, request, via, transaction, source(peer, word.admittedTo()));
      }
    } catch (MalformedMessageException e) {
      respond(transaction, method, refusal(e));
    }
  }

  private Optional<SipResponse> merged(SipRequest request, SipTransaction transaction) {
    return Admission.mergeKey(request)
        .filter(key -> servers.merged(key, transaction.id()))
        .map(key -> ResponseWriter.own(482));
  }

  private void admitted(
      RawMessage message,
      SipRequest request,
      TopVia via,
      SipTransaction transaction,
      SipSource source) {
    switch (request.method()) {
      case "CANCEL" -> cancel(Admission.transactionId(message, via, "INVITE"), transaction);
      default -> {
        if (!intake.bring(new SipEvent.Received(transaction, source, request))) {
          respond(transaction, request.method(), unavailable());
        }
      }
    }
  }

  private void cancel(String inviteId, SipTransaction cancel) {
    var target = servers.target(inviteId);
    if (target == ServerTransactions.Target.NOTHING) {
      respond(cancel, "CANCEL", ResponseWriter.own(481));
      return;
    }
    var invite = servers.pending(inviteId);
    respond(
        cancel, "CANCEL", ResponseWriter.tagged(ResponseWriter.own(200), servers.tag(inviteId)));
    invite.ifPresent(pending -> intake.bring(new SipEvent.Cancelled(pending)));
  }

  private void acknowledgement(RawMessage message, TopVia via, Facts facts, Peer peer) {
    try {
      var line = MessageReader.requestLine(message);
      var inviteId = Admission.transactionId(message, via, "INVITE");
      if (servers.acknowledged(inviteId)) {
        return;
      }
      var request = MessageReader.request(message, line);
      if (request.to().tag().isPresent()) {
        var id = Admission.transactionId(message, via, "ACK");
        var source = source(peer, Optional.empty());
        intake.bring(new SipEvent.Received(new SipTransaction(id, facts), source, request));
      }
    } catch (MalformedMessageException e) {
      // RFC 3261 §17.1.1.3: an ACK is never answered.
      LOG.debug("a malformed ACK was dropped: {}", e.reason());
    }
  }

  private void respond(SipTransaction transaction, String method, SipResponse response) {
    servers.respond(transaction, method.equals("INVITE"), response);
  }

  private static SipResponse refusal(MalformedMessageException e) {
    var usual = ResponseWriter.own(e.status());
    return e.status() == 400 ? SipResponse.of(400, "Bad Request: " + e.reason()) : usual;
  }

  private static SipResponse unavailable() {
    return ResponseWriter.own(503).with("Retry-After", RETRY_AFTER);
  }

  private static SipSource source(Peer peer, Optional<String> admittedTo) {
    return new SipSource(peer.transport(), peer.address(), peer.port(), peer.names(), admittedTo);
  }

  /** All that is needed to answer, whatever is wrong with the request. */
  private static Facts facts(RawMessage message, Peer peer) {
    var vias = TopVia.all(message);
    try {
      return facts(message, vias, Optional.of(TopVia.read(vias)), peer);
    } catch (MalformedMessageException e) {
      return facts(message, vias, Optional.empty(), peer);
    }
  }

  /** The same by its topmost Via; without one the source is all that is known. */
  private static Facts facts(
      RawMessage message, List<String> vias, Optional<TopVia> read, Peer peer) {
    var answerPort = peer.port();
    if (read.isPresent()) {
      var via = read.get();
      vias.set(0, via.stamped(vias.get(0), peer.address(), peer.port()));
      // RFC 3261 §18.2.2, RFC 3581 §4; a connection that is gone was bound to another port.
      if (peer.reliable() || !via.rport()) {
        answerPort = via.port() > 0 ? via.port() : peer.transport().usualPort();
      }
    }
    return ResponseTemplate.of(message, vias)
        .with("transport", peer.transport().word())
        .with("address", peer.address())
        .with("port", answerPort)
        .with("connection", peer.connection())
        .facts();
  }
}
