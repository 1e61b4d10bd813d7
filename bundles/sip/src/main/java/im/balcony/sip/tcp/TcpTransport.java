package im.balcony.sip.tcp;

import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TCP port, the connections it has accepted, and those that were opened to next hops: one
 * thread for all, whatever their number.
 */
public final class TcpTransport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private final String instance;
  private final Receiver receiver;
  private final Timers timers;
  private final Loop loop;
  private final Acceptor acceptor;
  private final SelectionKey listening;
  private final Places places;
  private final TcpConnection.Common common;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, TcpConnection> connections = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, TcpConnection> opened = new ConcurrentHashMap<>();
  private long judged;
  private volatile boolean closed;

  /**
   * A listener and all connections, which begin at {@link #start}.
   *
   * @param wanted where it listens
   * @param instance by which names of its connections differ from those of the edge before
   * @throws IOException if the port is taken
   */
  public TcpTransport(
      InetSocketAddress wanted,
      String instance,
      Receiver receiver,
      Timers timers,
      Workers workers,
      TcpLimits limits)
      throws IOException {
    server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      // Inherited by what is accepted; else the system lets megabytes wait where nobody reads.
      server.setOption(StandardSocketOptions.SO_RCVBUF, Bounds.SOCKET_BUFFER);
      server.bind(wanted, BACKLOG);
      server.configureBlocking(false);
      address = (InetSocketAddress) server.getLocalAddress();
      loop = new Loop(this::tick);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    this.instance = instance;
    this.receiver = receiver;
    this.timers = timers;
    places = new Places(limits);
    var waiting = new Waiting(limits.waitingForAll());
    common =
        new TcpConnection.Common(
            loop, workers, receiver, timers, limits, waiting, new byte[Bounds.READ], this::forget);
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
      var connection = take(channel, remote, false, true);
      places.enter(connection);
      connection.register();
    } catch (IOException e) {
      // It was closed before it was accepted.
      discard(channel);
    }
  }

  private TcpConnection take(
      SocketChannel channel, InetSocketAddress remote, boolean ours, boolean connected)
      throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    var name = instance + '-' + count.incrementAndGet();
    var peer =
        new Peer(Transport.TCP, remote.getAddress().getHostAddress(), remote.getPort(), name);
    var connection = new TcpConnection(channel, peer, ours, connected, common);
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
   * Sends to an address over the connection that was opened before, else over a new one. Returns at
   * once.
   *
   * @param failed called with the cause if that did not succeed, by any thread
   */
  public void send(InetAddress host, int port, byte[] octets, Consumer<IOException> failed) {
    var target = new InetSocketAddress(host, port);
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

  private void connect(InetSocketAddress target, byte[] octets, Consumer<IOException> failed) {
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
  private TcpConnection connected(InetSocketAddress target) throws IOException {
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
        var connection = take(channel, target, true, channel.connect(target));
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
