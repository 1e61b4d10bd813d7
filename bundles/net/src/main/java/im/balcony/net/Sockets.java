package im.balcony.net;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Quantity;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * All channels of the gateway. They stay open while the protocols they speak are exchanged: the old
 * version is released on each channel's own event loop, the new one resumed there.
 */
@Component(
    immediate = true,
    service = {Connections.class, Sockets.class},
    configurationPid = "im.balcony.net")
@Designate(ocd = NetConfig.class)
public final class Sockets implements Connections {

  private final Clock clock = new Clock();
  private final Ids ids = new RandomIds();
  private final Transport transport = Transport.best();
  private final Factories factories = new Factories();
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final List<MsrpListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<Intake> intake = Optional.empty();
  private final EventLoopGroup loops;
  private final Memory memory;
  private final Sources sources;
  private final long parkedAge;
  private final Dialer dialer;

  /** Starts the event loops; sockets are opened when they are asked for. */
  @Activate
  public Sockets(NetConfig config) {
    var count = Setting.read("event-loops", config.event$_$loops(), Quantity.COUNT, 0, 0, 64);
    memory =
        new Memory(
            Setting.read(
                "memory.max",
                config.memory_max(),
                Quantity.OCTETS,
                128_000_000,
                1_000_000,
                16_000_000_000L));
    sources =
        new Sources(
            (int)
                Setting.read(
                    "connections.per-source",
                    config.connections_per$_$source(),
                    Quantity.COUNT,
                    1000,
                    1,
                    65_535));
    parkedAge =
        Setting.read("parked.age", config.parked_age(), Quantity.TIME, 10_000, 1000, 60_000);
    loops = transport.loops(count == 0 ? Runtime.getRuntime().availableProcessors() : (int) count);
    dialer = new Dialer(this, loops, transport);
  }

  /** Closes all channels. */
  @Deactivate
  public void stop() {
    listeners.forEach(MsrpListener::close);
    connections.values().forEach(c -> c.later(c::close));
    dialer.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3000);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindFactory(ProtocolFactory factory) {
    factories.add(factory);
    each(factory.name(), connection -> connection.serve(factory));
    listeners.forEach(MsrpListener::update);
  }

  void unbindFactory(ProtocolFactory factory) {
    factories.remove(factory);
    var next = factories.current(factory.name());
    each(factory.name(), c -> next.ifPresentOrElse(c::serve, c::park));
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindIntake(Intake router) {
    intake = Optional.of(router);
    listeners.forEach(MsrpListener::update);
  }

  void unbindIntake(Intake router) {
    if (intake.filter(i -> i == router).isPresent()) {
      intake = Optional.empty();
      listeners.forEach(MsrpListener::update);
      connections.values().forEach(c -> c.later(c::close));
    }
  }

  /**
   * Does something on the event loop of each connection of a protocol and waits a little, so that
   * no call is late.
   */
  private void each(String protocol, java.util.function.Consumer<Connection> task) {
    var mine =
        connections.values().stream().filter(c -> c.protocolName().equals(protocol)).toList();
    var done = new java.util.concurrent.CountDownLatch(mine.size());
    for (var connection : mine) {
      connection.later(
          () -> {
            try {
              task.accept(connection);
            } finally {
              done.countDown();
            }
          });
    }
    try {
      // A bundle that is being stopped must not be called any more when this returns; a stuck loop
      // must not hold it.
      done.await(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void add(MsrpListener listener) {
    listeners.add(listener);
    listener.update();
  }

  void remove(MsrpListener listener) {
    listeners.remove(listener);
    listener.close();
  }

  /** Whether connections of a protocol can be served. */
  boolean serves(String protocol) {
    return intake.isPresent() && factories.current(protocol).isPresent();
  }

  @Override
  public void connect(
      String connectionId,
      String protocol,
      String host,
      int port,
      Optional<String> tls,
      Facts settings,
      List<String> allowed) {
    dialer.dial(
        new Dialer.Call(connectionId, protocol, host, port, tls, settings, new Reachable(allowed)));
  }

  @Override
  public void command(String connectionId, Command command) {
    with(connectionId, connection -> connection.command(command));
  }

  @Override
  public void close(String connectionId) {
    with(connectionId, Connection::close);
  }

  @Override
  public void reading(String connectionId, boolean on) {
    with(connectionId, connection -> connection.reading(on));
  }

  private void with(String connectionId, java.util.function.Consumer<Connection> task) {
    var connection = connections.get(connectionId);
    if (connection != null) {
      connection.later(() -> task.accept(connection));
    }
  }

  @Override
  public List<Listener> listeners() {
    return listeners.stream().flatMap(l -> l.bound().stream()).toList();
  }

  @Override
  public List<ProtocolVersion> protocols() {
    return factories.all().stream().map(Sockets::version).toList();
  }

  private static ProtocolVersion version(ProtocolFactory factory) {
    var from = FrameworkUtil.getBundle(factory.getClass());
    return from == null
        ? new ProtocolVersion(factory.name(), "", "")
        : new ProtocolVersion(
            factory.name(),
            from.getVersion().toString(),
            from.getSymbolicName() + " [" + from.getBundleId() + "]");
  }

  @Override
  public int size(String protocol, WireRecord record) {
    return factories.current(protocol).map(f -> f.size(record)).orElse(0);
  }

  // What connections need.

  EventLoopGroup loops() {
    return loops;
  }

  Transport transport() {
    return transport;
  }

  Sources sources() {
    return sources;
  }

  long now() {
    return clock.now();
  }

  Ids ids() {
    return ids;
  }

  long parkedAge() {
    return parkedAge;
  }

  Optional<ProtocolFactory> factory(String protocol) {
    return factories.current(protocol);
  }

  boolean mustWait(Connection connection) {
    return connection.protocolName().equals("msrp") && memory.isFull();
  }

  void held(long octets) {
    if (memory.take(octets)) {
      connections.values().forEach(c -> c.later(c::read));
    }
  }

  void freed(long octets) {
    if (memory.give(octets)) {
      connections.values().forEach(c -> c.later(c::read));
    }
  }

  void opened(Connection connection, String remote) {
    connections.put(connection.id(), connection);
    tell(
        new ConnectionEvent(
            connection.id(), connection.protocolName(), ConnectionEvent.Kind.OPENED, remote, ""));
  }

  void closed(Connection connection, ConnectionEvent event) {
    connections.remove(connection.id());
    tell(event);
  }

  void tell(ConnectionEvent event) {
    intake.ifPresent(router -> router.connection(event));
  }

  void record(String connectionId, WireRecord record) {
    intake.ifPresent(router -> router.record(connectionId, record));
  }
}
