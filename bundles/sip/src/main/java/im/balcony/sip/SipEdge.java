package im.balcony.sip;

import im.balcony.api.data.Ids;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.Leftovers;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.SipSource;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.wire.Reading;
import im.balcony.sip.admission.Doorkeeper;
import im.balcony.sip.digest.Gate;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.dns.Locator;
import im.balcony.sip.dns.NameServers;
import im.balcony.sip.dns.Questions;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.sip.text.ResponseTemplate;
import im.balcony.sip.time.Timers;
import im.balcony.sip.tls.Tls;
import im.balcony.sip.transaction.ClientTransactions;
import im.balcony.sip.transaction.HopHealth;
import im.balcony.sip.transaction.OtherWay;
import im.balcony.sip.transaction.ServerTransactions;
import im.balcony.sip.transport.Endpoint;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Lanes;
import im.balcony.sip.transport.Sender;
import im.balcony.sip.transport.SocketTransports;
import im.balcony.sip.transport.Transports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge, put together: ports below, transactions in the middle, the router above. All its state
 * is in its two tables; what has to outlive it travels in {@link PreparedRequest} and in the facts
 * of transactions. It is built of plain objects, so that a test can build it too, on a network and
 * with a time of its own.
 */
public final class SipEdge implements SipPort, AutoCloseable {

  /** Opens the ports below. */
  public interface Ports {

    /**
     * Opens them; nothing is read before {@link Transports#start}.
     *
     * @param instance a name that no other edge ever had
     * @param receiver takes what comes in
     * @throws IOException if one cannot be opened; then none is
     */
    Transports open(String instance, Receiver receiver) throws IOException;
  }

  /**
   * What the edge is told by its configuration.
   *
   * @param udp where to listen for UDP, if at all; port 0 takes a free one
   * @param tcp where to listen for TCP, if at all; port 0 takes that of UDP or a free one
   * @param tls where to listen for TLS, if at all; port 0 takes a free one
   * @param identities the names of the TLS identities, the usual one first
   * @param threads threads that read messages, 1 or more
   * @param limits what TCP peers may take
   * @param nameServers whom to ask for NAPTR and SRV; empty for those of this machine
   */
  record Settings(
      Optional<InetSocketAddress> udp,
      Optional<InetSocketAddress> tcp,
      Optional<InetSocketAddress> tls,
      List<String> identities,
      int threads,
      TcpLimits limits,
      List<InetSocketAddress> nameServers) {}

  private static final Logger LOG = LoggerFactory.getLogger(SipEdge.class);
  private static final int INSTANCE = 11;

  private final Lanes lanes = new Lanes();
  private final SipCommand.Visitor sending = new Sending();
  private final Transports transports;
  private final List<String> listeners;
  private final Outgoing outgoing;
  private final Whereabouts whereabouts;
  private final Upward intake;
  private final Sender sender;
  private final ClientTransactions clients;
  private final ServerTransactions servers;

  /**
   * Opens the ports and begins to read.
   *
   * @param keys the TLS identities that are there
   * @param intake takes events; false while there is nobody
   * @throws IOException if a port cannot be opened
   */
  SipEdge(
      Settings settings, TlsIdentities keys, Tenants tenants, Upward intake, Timers timers, Ids ids)
      throws IOException {
    this(
        (instance, receiver) ->
            SocketTransports.open(
                settings.udp(),
                settings.tcp(),
                settings.tls(),
                new Tls(settings.identities(), keys::byName),
                settings.threads(),
                settings.limits(),
                instance,
                receiver,
                timers),
        new NameServers(settings.nameServers()),
        tenants,
        intake,
        timers,
        ids);
  }

  /**
   * Opens other ports and begins to read. There is no DNS: domains are served at their addresses.
   *
   * @param intake takes events; false while there is nobody
   * @throws IOException if a port cannot be opened
   */
  public SipEdge(Ports ports, Tenants tenants, Upward intake, Timers timers, Ids ids)
      throws IOException {
    this(ports, Questions.NONE, tenants, intake, timers, ids);
  }

  private SipEdge(
      Ports ports, Questions dns, Tenants tenants, Upward intake, Timers timers, Ids ids)
      throws IOException {
    this.intake = intake;
    var front = new Front();
    transports = ports.open(ids.token(INSTANCE), front);
    listeners = List.copyOf(transports.listeners());
    sender = new Sender(transports, lanes);
    var answers = new Responses(sender, transports);
    var health = new HopHealth(timers);
    var routing = new Routing(transports, health);
    outgoing = new Outgoing(routing, tenants, ids);
    whereabouts = new Whereabouts(new Locator(dns, timers::now), routing, health, lanes);
    var logins = new Logins(tenants::byId, ids);
    clients = new ClientTransactions(timers, sending(sender), intake::bring, health, logins);
    servers = new ServerTransactions(timers, answers::send, ServerTransactions.MAX);
    var strangers = new Strangers(answers, timers);
    var doorkeeper = new Doorkeeper(new Gate(ids, timers::now), tenants::all, intake::tenantOf);
    front.behind = new Inbound(servers, clients, answers, strangers, intake, doorkeeper, host());
    transports.start();
    LOG.info("SIP listens on {}", listeners);
  }

  /** How transactions send. */
  static ClientTransactions.Sending sending(Sender sender) {
    return new ClientTransactions.Sending() {
      @Override
      public void send(Hop hop, byte[] octets, Consumer<String> failed) {
        sender.send(hop, octets, failed);
      }

      @Override
      public void probe(Hop hop, Runnable deaf) {
        sender.probe(hop, deaf);
      }
    };
  }

  @Override
  public PreparedRequest prepare(SipCommand.Request command) {
    return outgoing.prepare(command.effectId(), command.tenant(), command.request());
  }

  @Override
  public int size(SipCommand.Request command) {
    return outgoing.size(command);
  }

  @Override
  public void send(PreparedRequest request) {
    whereabouts.find(request, false, clients::send, why -> unsent(request.effectId(), why));
  }

  private void unsent(String effectId, Failure why) {
    intake.bring(new SipEvent.NotAnswered(effectId, why));
  }

  @Override
  public void send(SipCommand command) {
    command.accept(sending);
  }

  private void respond(SipCommand.Respond command) {
    var method = ResponseTemplate.method(command.transaction().facts());
    if (!method.equals("ACK")) {
      servers.respond(command.transaction(), method.equals("INVITE"), command.response());
    }
  }

  /** An ACK to a 2xx is no transaction: it is sent once for each copy of the 2xx. */
  private void acknowledge(SipCommand.Ack ack) {
    var request = ack.request();
    var credentials = clients.credentials(request.callId(), request.cseq());
    var prepared = outgoing.prepare("", ack.tenant(), request.with(credentials));
    whereabouts.find(
        prepared,
        false,
        found ->
            sender.send(OtherWay.hop(found.hop()), found.octets().toArray(), SipEdge::ackNotSent),
        why -> ackNotSent(why.text().orElse("")));
  }

  private static void ackNotSent(String why) {
    LOG.debug("an ACK was not sent: {}", why);
  }

  @Override
  public Reading read(String text, SipSource source) {
    return ShownText.read(text, source, host());
  }

  /** The address in the SDP of our answers to OPTIONS. */
  private String host() {
    return transports
        .udp()
        .or(transports::tcp)
        .or(transports::tls)
        .map(Endpoint::reachable)
        .orElse("127.0.0.1");
  }

  @Override
  public Leftovers leftovers(String text) {
    return LeftOut.of(text);
  }

  @Override
  public List<String> listeners() {
    return listeners;
  }

  /** How many transactions are open or remembered. */
  public int transactions() {
    return clients.size() + servers.size();
  }

  @Override
  public void close() {
    transports.close();
    lanes.close();
    LOG.info("SIP has stopped");
  }

  /** What the ports are given before that which answers them can be made. */
  private static final class Front implements Receiver {
    private volatile @Nullable Receiver behind;

    @Override
    public void message(byte[] octets, Peer peer) {
      var receiver = behind;
      if (receiver != null) {
        receiver.message(octets, peer);
      }
    }

    @Override
    public void broken(byte[] head, int status, Peer peer) {
      var receiver = behind;
      if (receiver != null) {
        receiver.broken(head, status, peer);
      }
    }

    @Override
    public boolean trusts(String address) {
      var receiver = behind;
      return receiver == null || receiver.trusts(address);
    }
  }

  private final class Sending implements SipCommand.Visitor {

    @Override
    public void visit(SipCommand.Respond command) {
      respond(command);
    }

    @Override
    public void visit(SipCommand.Absorb command) {
      servers.absorb(command.transaction().id());
    }

    @Override
    public void visit(SipCommand.Cancel command) {
      var invite = command.inviteEffectId();
      whereabouts.find(
          command.prepared(),
          true,
          found -> clients.cancel(invite, found, command.headers()),
          why -> unsent(invite, why));
    }

    @Override
    public void visit(SipCommand.Ack command) {
      acknowledge(command);
    }

    @Override
    public void visit(SipCommand.Request command) {
      send(prepare(command));
    }
  }
}
