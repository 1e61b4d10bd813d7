package im.balcony.sip.transport;

import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP port, the connections it has accepted, and those that were opened to next hops. */
final class TcpTransport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  private final ServerSocket server;
  private final InetSocketAddress address;
  private final Receiver receiver;
  private final Timers timers;
  private final Thread acceptor;
  private final String instance;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, TcpConnection> connections = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, TcpConnection> opened = new ConcurrentHashMap<>();

  TcpTransport(InetSocketAddress wanted, String instance, Receiver receiver, Timers timers)
      throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(wanted);
    address = (InetSocketAddress) server.getLocalSocketAddress();
    this.instance = instance;
    this.receiver = receiver;
    this.timers = timers;
    acceptor = new Thread(this::accept, "balcony-sip-tcp-accept");
    acceptor.setDaemon(true);
  }

  void start() {
    acceptor.start();
  }

  InetSocketAddress address() {
    return address;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        if (full(socket.getInetAddress().getHostAddress())) {
          socket.close();
        } else {
          take(socket).start();
        }
      } catch (IOException | RuntimeException e) {
        if (!server.isClosed()) {
          LOG.warn("accepting a SIP connection failed: {}", e.getClass().getName());
        }
      }
    }
  }

  private boolean full(String source) {
    return connections.size() >= Bounds.CONNECTIONS
        || connections.values().stream().filter(c -> c.peer().address().equals(source)).count()
            >= Bounds.CONNECTIONS_OF_ADDRESS;
  }

  private TcpConnection take(Socket socket) {
    var name = instance + '-' + count.incrementAndGet();
    var connection = new TcpConnection(name, socket, receiver, timers, this::forget);
    connections.put(name, connection);
    if (server.isClosed()) {
      connection.close();
    }
    return connection;
  }

  private void forget(TcpConnection connection) {
    connections.remove(connection.peer().connection());
    opened.values().remove(connection);
  }

  /** Writes to a connection by its name; false if it is no longer there. */
  boolean answer(String name, byte[] octets) {
    var connection = connections.get(name);
    if (connection == null || !connection.isOpen()) {
      return false;
    }
    try {
      connection.write(octets);
      return true;
    } catch (IOException e) {
      connection.close();
      return false;
    }
  }

  /** Sends to an address over the connection that was opened before, else over a new one. */
  void send(InetAddress host, int port, byte[] octets) throws IOException {
    var target = new InetSocketAddress(host, port);
    var open = opened.get(target);
    if (open != null && open.isOpen() && wrote(open, octets)) {
      return;
    }
    connect(target).write(octets);
  }

  private static boolean wrote(@Nullable TcpConnection connection, byte[] octets) {
    try {
      if (connection != null) {
        connection.write(octets);
        return true;
      }
    } catch (IOException e) {
      // The peer closed it since; a new one is tried.
      connection.close();
    }
    return false;
  }

  private TcpConnection connect(InetSocketAddress target) throws IOException {
    if (connections.size() >= Bounds.CONNECTIONS) {
      throw new IOException("too many connections");
    }
    var socket = new Socket();
    try {
      socket.connect(target, Bounds.CONNECT_TIME);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    var connection = take(socket);
    opened.put(target, connection);
    connection.start();
    return connection;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the SIP port failed: {}", e.getClass().getName());
    }
    Ends.await(acceptor);
    for (var connection : List.copyOf(connections.values())) {
      connection.close();
      connection.awaitEnd();
    }
  }
}
