package im.balcony.net;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.RandomIds;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.Reading;
import im.balcony.api.wire.WireRecord;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /** How long the last word of the peers is waited for, milliseconds. */
  private static final long GOODBYE = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  private final Clock clock = new Clock();
  private final Ids ids = new RandomIds();
  private final Transport transport = Transport.best();
  private final Factories factories = new Factories();
  private final Handshakes handshakes;
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final List<MsrpListener> listeners = new CopyOnWriteArrayList<>();

  /** What holds for connections that we make, by protocol, unless who makes them says otherwise. */
  private final Map<String, Facts> usual = new ConcurrentHashMap<>();

  private volatile Optional<Intake> intake = Optional.empty();
  private final BooleanSupplier ending;
  private final EventLoopGroup loops;
  private final Memory memory;
  private final Sources sources;
  private final int count;
  private volatile long parkedAge;
  private final Dialer dialer;

  /** Starts the event loops; sockets are opened when they are asked for. */
  @Activate
  public Sockets(BundleContext bundle, @Reference TlsIdentities keys, NetConfig config) {
    this(config, keys, () -> isEnding(bundle));
  }

  /** While {@code ending} the process ends: what goes does not come back. */
  Sockets(NetConfig config, TlsIdentities keys, BooleanSupplier ending) {
    this(config, keys, ending, InetAddress::getAllByName);
  }

  Sockets(NetConfig config, TlsIdentities keys, BooleanSupplier ending, Dialer.Lookup lookup) {
    this.ending = ending;
    handshakes = new Handshakes(keys);
    memory = new Memory(Keys.MEMORY.in(config));
    sources = new Sources(perSource(config));
    parkedAge = Keys.PARKED_AGE.in(config);
    count = loops(config);
    loops = transport.loops(count);
    dialer = new Dialer(this, loops, transport, lookup);
  }

  /**
   * Applies a changed configuration: no connection is closed. Another number of event loops, to
   * which connections are bound for life, is taken at the next start.
   */
  @Modified
  void modified(NetConfig config) {
    memory.limit(Keys.MEMORY.in(config));
    sources.limit(perSource(config));
    parkedAge = Keys.PARKED_AGE.in(config);
    if (loops(config) != count) {
      LOG.info("event-loops is changed at the next start; until then there are {}", count);
    }
    // Some may have waited for more memory.
    connections.values().forEach(c -> c.later(c::read));
  }

  private static int loops(NetConfig config) {
    var count = Keys.EVENT_LOOPS.in(config).intValue();
    return count == 0 ? Runtime.getRuntime().availableProcessors() : count;
  }

  private static int perSource(NetConfig config) {
    return Keys.PER_SOURCE.in(config).intValue();
  }

  /** Closes all channels. */
  @Deactivate
  public void stop() {
    listeners.forEach(MsrpListener::close);
    connections.values().forEach(c -> c.later(c::close));
    dialer.close();
    handshakes.close();
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
    if (next.isEmpty() && ending.getAsBoolean()) {
      leave(of(factory.name()));
    }
    each(factory.name(), c -> next.ifPresentOrElse(c::serve, c::park));
  }

  private static boolean isEnding(BundleContext bundle) {
    var framework = bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    return framework != null && framework.getState() == Bundle.STOPPING;
  }

  /** Says goodbye on connections whose protocol has a word for it, and waits for it a little. */
  private void leave(List<Connection> those) {
    var left = new CopyOnWriteArrayList<Connection>();
    each(
        those,
        connection -> {
          if (connection.leave()) {
            left.add(connection);
          }
        });
    var gone = left.stream().map(Connection::gone).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(gone).get(GOODBYE, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      left.forEach(c -> c.later(c::close));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
      // What the peers still say before they answer is heard.
      leave(List.copyOf(connections.values()));
      intake = Optional.empty();
      listeners.forEach(MsrpListener::update);
      connections.values().forEach(c -> c.later(c::close));
    }
  }

  /**
   * Does something on the event loop of each connection of a protocol and waits a little, so that
   * no call is late.
   */
  private void each(String protocol, Consumer<Connection> task) {
    each(of(protocol), task);
  }

  private List<Connection> of(String protocol) {
    return connections.values().stream().filter(c -> c.protocolName().equals(protocol)).toList();
  }

  private static void each(List<Connection> those, Consumer<Connection> task) {
    var done = new CountDownLatch(those.size());
    for (var connection : those) {
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
      Optional<TlsCall> tls,
      Facts settings,
      List<String> allowed) {
    var all = new HashMap<String, Object>(usual.getOrDefault(protocol, Facts.NONE).asMap());
    all.putAll(settings.asMap());
    dialer.dial(
        new Dialer.Call(
            connectionId, protocol, host, port, tls, Facts.of(all), new Reachable(allowed)));
  }

  @Override
  public CompletionStage<List<InetAddress>> addresses(String host) {
    return dialer.addresses(host);
  }

  /** The settings of a protocol: accepted or made, a connection behaves alike. */
  void usual(String protocol, Facts settings) {
    usual.put(protocol, settings);
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

  private void with(String connectionId, Consumer<Connection> task) {
    var connection = connections.get(connectionId);
    if (connection != null) {
      connection.later(() -> task.accept(connection));
    }
  }

  @Override
  public List<Listener> listeners() {
    var bound = new ArrayList<Listener>();
    for (var listener : listeners) {
      bound.addAll(listener.bound());
    }
    return bound;
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

  @Override
  public Reading read(String protocol, String text) {
    return factories
        .current(protocol)
        .map(factory -> factory.read(text))
        .orElseGet(() -> Reading.nothing("no version of " + protocol + " is there"));
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

  Handshakes handshakes() {
    return handshakes;
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

  void add(Connection connection) {
    connections.put(connection.id(), connection);
  }

  void opened(Connection connection, String remote) {
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
