package im.balcony.sip.tcp;

import im.balcony.api.data.Sparing;
import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import im.balcony.sip.time.Timers;
import im.balcony.sip.tls.Tls;
import im.balcony.sip.tls.TlsChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of TCP, or that of TLS, the connections it has accepted, and those that were opened to
 * next hops: one thread for all, whatever their number.
 */
public final class TcpTransport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 1024;

  private static final Optional<TlsChannel> NO_TLS = Optional.empty();

  /**
   * To whom a connection of ours leads.
   *
   * @param name who has to be there, for TLS; else empty, for an address is then the same whatever
   *     name led to it
   */
  private record Target(InetSocketAddress address, String name) {}

  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final String instance;
  private final Transport transport;
  private final Optional<Tls> tls;
  private final Sparing lines = new Sparing(Bounds.LINE_SPAN, Bounds.LINES);
  private final Receiver receiver;
  private final Timers timers;
  private final Loop loop;
  private final Acceptor acceptor;
  private final SelectionKey listening;
  private final Places places;
  private final TcpConnection.Common common;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, TcpConnection> connections = new ConcurrentHashMap<>();
  private final Map<Target, TcpConnection> opened = new ConcurrentHashMap<>();
  private long judged;
  private volatile boolean closed;

  /**
   * A listener and all connections, which begin at {@link #start}.
   *
   * @param wanted where it listens
   * @param tls what makes its connections secret, if they are to be
   * @param instance by which names of its connections differ from those of the edge before
   * @throws IOException if the port is taken
   */
  public TcpTransport(
      InetSocketAddress wanted,
      Optional<Tls> tls,
      String instance,
      Receiver receiver,
      Timers timers,
      Workers workers,
      TcpLimits limits)
      throws IOException {
    transport = tls.isPresent() ? Transport.TLS : Transport.TCP;
    server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      // Inherited by what is accepted; else the system lets megabytes wait where nobody reads.
      server.setOption(StandardSocketOptions.SO_RCVBUF, Bounds.SOCKET_BUFFER);
      server.bind(wanted, BACKLOG);
      server.configureBlocking(false);
      address = (InetSocketAddress) server.getLocalAddress();
      loop = new Loop("balcony-sip-" + transport.word().toLowerCase(Locale.ROOT), this::tick);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    this.tls = tls;
    this.instance = instance;
    this.receiver = receiver;
    this.timers = timers;
    places = new Places(limits);
    var waiting = new Waiting(limits.waitingForAll());
    common =
        new TcpConnection.Common(
            loop,
            workers,
            receiver,
            timers,
            limits,
            waiting,
            new byte[Math.max(Bounds.READ, TlsChannel.recordSize())],
            this::forget,
            this::refused);
    acceptor = new Acceptor(server::accept, timers, this::accepted);
    listening = loop.register(server, SelectionKey.OP_ACCEPT, acceptor);
  }

  /** Takes connections from now on. */
  public void start() {
    loop.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  private void accepted(SocketChannel channel) {
    try {
      var remote = (InetSocketAddress) channel.getRemoteAddress();
      var source = remote.getAddress().getHostAddress();
      if (!places.isFree(source, !receiver.trusts(source), timers.now())) {
        channel.close();
        return;
      }
      channel.setOption(StandardSocketOptions.SO_SNDBUF, Bounds.SOCKET_BUFFER);
      var secret = tls.isPresent() ? Optional.of(tls.get().accepting(channel)) : NO_TLS;
      var connection = take(channel, secret, remote, false, true);
      places.enter(connection);
      connection.register();
    } catch (SSLException e) {
      refused(String.valueOf(channel.socket().getInetAddress().getHostAddress()), e);
      discard(channel);
    } catch (IOException e) {
      // It was closed before it was accepted.
      discard(channel);
    }
  }

  private void refused(Peer peer, IOException cause) {
    refused(peer.address(), cause);
  }

  /** One line a peer, reason and minute, however often it tries. */
  private void refused(String address, IOException cause) {
    var line = address + ": " + cause.getMessage();
    switch (lines.about(line, timers.now())) {
      case SAY -> LOG.warn("no TLS with {}", line);
      case SAY_LAST -> LOG.warn("no TLS with {}; no more such lines for a while", line);
      case HUSH -> {
        // It was said already.
      }
    }
  }

  private TcpConnection take(
      SocketChannel channel,
      Optional<TlsChannel> secret,
      InetSocketAddress remote,
      boolean ours,
      boolean attached)
      throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    var name = instance + '-' + transport.word() + count.incrementAndGet();
    var peer = new Peer(transport, remote.getAddress().getHostAddress(), remote.getPort(), name);
    var connection = new TcpConnection(channel, secret, peer, ours, attached, common);
    connections.put(name, connection);
    return connection;
  }

  private static void discard(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a SIP connection failed: {}", e.getClass().getName());
    }
  }

  private void forget(TcpConnection connection) {
    connections.remove(connection.peer().connection());
    if (connection.isOurs()) {
      opened.values().remove(connection);
    } else {
      loop.execute(() -> places.leave(connection));
    }
  }

  private void tick() {
    var now = timers.now();
    acceptor.tick(listening);
    if (now - judged >= Bounds.JUDGE_TIME) {
      judged = now;
      places.recount();
    }
    connections.values().forEach(connection -> connection.tick(now));
  }

  /** Writes to a connection by its name; false if it is no longer there. */
  public boolean answer(String name, byte[] octets) {
    var connection = connections.get(name);
    return connection != null && connection.write(octets, cause -> {});
  }

  /**
   * Sends to an address of a host over the connection that was opened before, else over a new one.
   * Returns at once.
   *
   * @param name who has to be there; heeded for TLS only
   * @param failed called with the cause if that did not succeed, by any thread
   */
  public void send(
      InetAddress host, String name, int port, byte[] octets, Consumer<IOException> failed) {
    var target = new Target(new InetSocketAddress(host, port), tls.isPresent() ? name : "");
    var open = opened.get(target);
    if (open != null) {
      var stood = open.isConnected();
      // If the peer has closed it since, a new one is tried.
      Consumer<IOException> again = cause -> connect(target, octets, failed);
      if (open.write(octets, stood ? again : failed)) {
        return;
      }
    }
    connect(target, octets, failed);
  }

  private void connect(Target target, byte[] octets, Consumer<IOException> failed) {
    try {
      var connection = connected(target);
      if (!connection.write(octets, failed)) {
        failed.accept(connection.ended());
      }
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  /** The connection to this address, begun now unless somebody else has done so meanwhile. */
  private TcpConnection connected(Target target) throws IOException {
    synchronized (opened) {
      var known = opened.get(target);
      if (known != null && known.isOpen()) {
        return known;
      }
      if (closed || opened.size() >= Bounds.OWN_CONNECTIONS) {
        throw new IOException("too many connections");
      }
      var channel = SocketChannel.open();
      try {
        channel.configureBlocking(false);
        var address = target.address();
        var secret =
            tls.isPresent()
                ? Optional.of(tls.get().connecting(channel, target.name(), address.getPort()))
                : NO_TLS;
        var connection = take(channel, secret, address, true, channel.connect(address));
        opened.put(target, connection);
        loop.execute(connection::register);
        return connection;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the SIP port failed: {}", e.getClass().getName());
    }
    for (var connection : List.copyOf(connections.values())) {
      connection.drop();
    }
    loop.close();
  }
}
