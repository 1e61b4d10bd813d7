package im.balcony.sip;

import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.sip.time.ScheduledTimers;
import im.balcony.sip.time.Timers;
import im.balcony.testkit.Tenants;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** An edge on free ports of the loopback, with a fake router behind it. */
final class Edge implements AutoCloseable {

  /** The identity that it asks for. */
  static final String IDENTITY = "sip";

  /** Identities as a test has made them. */
  static final class Keys implements TlsIdentities {
    volatile Optional<TlsIdentity> own = Optional.empty();

    @Override
    public Optional<TlsIdentity> byName(String name) {
      return own.filter(identity -> name.equals(IDENTITY));
    }

    @Override
    public List<State> states() {
      return List.of();
    }
  }

  /** Nobody is there, so the DNS is away. */
  private static final InetSocketAddress NO_DNS = new InetSocketAddress("127.0.0.1", 9);

  private static final int MOST_TRIES = 20;
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;

  final FakeIntake intake;
  final SipEdge port;
  private final Timers timers;
  private final InetSocketAddress dns;

  private Edge(FakeIntake intake, Timers timers, int wanted, Tenant tenant) throws IOException {
    this(intake, timers, wanted, tenant, TcpLimits.DEFAULT);
  }

  private Edge(FakeIntake intake, Timers timers, int wanted, Tenant tenant, TcpLimits limits)
      throws IOException {
    this(intake, timers, wanted, tenant, limits, Optional.empty(), new Keys(), NO_DNS);
  }

  private Edge(
      FakeIntake intake,
      Timers timers,
      int wanted,
      Tenant tenant,
      TcpLimits limits,
      Optional<InetSocketAddress> tls,
      TlsIdentities keys,
      InetSocketAddress dns)
      throws IOException {
    this.intake = intake;
    this.timers = timers;
    this.dns = dns;
    port =
        wanted == 0
            ? onPortOfItsOwn(tenant, limits, tls, keys)
            : listen(wanted, tenant, limits, tls, keys);
  }

  /**
   * On a port that nobody is given who asks for any: those are lent out again at once, and kept for
   * a minute behind each connection (TIME_WAIT), so that a successor might not get his.
   */
  private SipEdge onPortOfItsOwn(
      Tenant tenant, TcpLimits limits, Optional<InetSocketAddress> tls, TlsIdentities keys)
      throws IOException {
    for (var tries = 0; ; tries++) {
      try {
        var wanted = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        return listen(wanted, tenant, limits, tls, keys);
      } catch (IOException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private SipEdge listen(
      int wanted,
      Tenant tenant,
      TcpLimits limits,
      Optional<InetSocketAddress> tls,
      TlsIdentities keys)
      throws IOException {
    var address = Optional.of(new InetSocketAddress("127.0.0.1", wanted));
    return new SipEdge(
        new SipEdge.Settings(address, address, tls, List.of(IDENTITY), 2, limits, List.of(dns)),
        keys,
        new OneTenant(tenant),
        intake,
        timers,
        new RandomIds());
  }

  static Edge open() throws IOException {
    return open(new ScheduledTimers());
  }

  static Edge open(TcpLimits limits) throws IOException {
    return new Edge(new FakeIntake(), new ScheduledTimers(), 0, Tenants.verona(), limits);
  }

  /** One that listens for TLS, too. */
  static Edge open(Tenant tenant, TlsIdentities keys, TcpLimits limits) throws IOException {
    return open(tenant, keys, limits, NO_DNS);
  }

  /** One that listens for TLS, too, and asks this name server. */
  static Edge open(Tenant tenant, TlsIdentities keys, TcpLimits limits, InetSocketAddress dns)
      throws IOException {
    return new Edge(
        new FakeIntake(),
        new ScheduledTimers(),
        0,
        tenant,
        limits,
        Optional.of(new InetSocketAddress("127.0.0.1", 0)),
        keys,
        dns);
  }

  static Edge open(Timers timers) throws IOException {
    return new Edge(new FakeIntake(), timers, 0, Tenants.verona());
  }

  static Edge open(Timers timers, Tenant tenant) throws IOException {
    return new Edge(new FakeIntake(), timers, 0, tenant);
  }

  /** One that asks this name server. */
  static Edge open(Timers timers, Tenant tenant, InetSocketAddress dns) throws IOException {
    return open(timers, 0, tenant, dns);
  }

  private static Edge open(Timers timers, int wanted, Tenant tenant, InetSocketAddress dns)
      throws IOException {
    return new Edge(
        new FakeIntake(),
        timers,
        wanted,
        tenant,
        TcpLimits.DEFAULT,
        Optional.empty(),
        new Keys(),
        dns);
  }

  /** Another edge on the same ports, after this one was closed. */
  Edge successor() throws IOException {
    return open(timers, udp(), Tenants.verona(), dns);
  }

  int udp() {
    return listener("udp ");
  }

  int tls() {
    return listener("tls ");
  }

  int tcp() {
    return listener("tcp ");
  }

  private int listener(String transport) {
    return port.listeners().stream()
        .filter(l -> l.startsWith(transport))
        .map(l -> Integer.parseInt(l.substring(l.lastIndexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  UdpPeer udpPeer() throws IOException {
    return new UdpPeer(udp());
  }

  /** Answers every request but ACK with this status from now on. */
  void answerAll(int status) {
    intake.react(
        event -> {
          if (event instanceof SipEvent.Received received
              && !received.request().method().equals("ACK")) {
            respond(received.transaction(), SipResponse.of(status, "As told"));
          }
        });
  }

  void respond(SipTransaction transaction, SipResponse response) {
    port.send(new SipCommand.Respond(transaction, response));
  }

  @Override
  public void close() {
    port.close();
    if (timers instanceof ScheduledTimers real) {
      real.close();
    }
  }

  record OneTenant(Tenant tenant) implements im.balcony.api.tenant.Tenants {
    @Override
    public List<Tenant> all() {
      return List.of(tenant);
    }

    @Override
    public Optional<Tenant> byId(String id) {
      return Optional.of(tenant).filter(t -> t.id().equals(id));
    }

    @Override
    public Optional<Tenant> bySipDomain(String domain) {
      return Optional.of(tenant).filter(t -> t.servesSip(domain));
    }

    @Override
    public List<Refusal> refusals() {
      return List.of();
    }

    @Override
    public void drained(String id) {}
  }
}
