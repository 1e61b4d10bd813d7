package im.balcony.testkit.romeo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Carries octets between TLS and plain sockets of the loopback, for who speaks no TLS himself. */
final class TlsBridge implements AutoCloseable {

  private final ServerSocket listener;
  private final Far far;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** The other end of a connection that was accepted. */
  private interface Far {
    Socket connect() throws IOException;
  }

  private TlsBridge(ServerSocket listener, Far far) {
    this.listener = listener;
    this.far = far;
    thread(this::accept);
  }

  /** Accepts TLS from who shows a certificate, and passes it on to a plain port. */
  static TlsBridge in(SSLContext context, int port) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1024, loopback);
    listener.setNeedClientAuth(true);
    return new TlsBridge(listener, () -> new Socket(loopback, port));
  }

  /** Accepts plain connections, and passes them on by TLS. */
  static TlsBridge out(SSLContext context, InetSocketAddress target) throws IOException {
    var listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    return new TlsBridge(
        listener,
        () -> context.getSocketFactory().createSocket(target.getAddress(), target.getPort()));
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "tls-bridge");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var near = listener.accept();
        sockets.add(near);
        thread(() -> bridge(near));
      } catch (IOException e) {
        // Closed, or who called went away.
      }
    }
  }

  private void bridge(Socket near) {
    try (near;
        var other = far.connect()) {
      sockets.add(other);
      near.setTcpNoDelay(true);
      other.setTcpNoDelay(true);
      thread(() -> pass(other, near));
      pass(near, other);
      sockets.remove(other);
    } catch (IOException e) {
      // Nobody is there: who called hears it as an end.
    }
    sockets.remove(near);
  }

  private static void pass(Socket from, Socket to) {
    var buffer = new byte[65_536];
    try (from;
        to) {
      for (var n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One end is gone; both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
