package im.balcony.players.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire between the gateway and the XMPP server that can be cut, or fall silent half-open. */
final class Relay implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int port;
  private final List<Wire> wires = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** A connection: two sockets and a thread for each direction. */
  private final class Wire {
    private final Socket near;
    private final Socket far;
    private volatile boolean silent;

    Wire(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void start() {
      thread(() -> pump(near, far));
      thread(() -> pump(far, near));
    }

    private void pump(Socket from, Socket to) {
      var buffer = new byte[65_536];
      try (from;
          to) {
        for (var n = from.getInputStream().read(buffer);
            n >= 0;
            n = from.getInputStream().read(buffer)) {
          if (!silent) {
            to.getOutputStream().write(buffer, 0, n);
          }
        }
        if (silent) {
          // The end of one side is not heard on the other either, until the wire is mended.
          wires.add(this);
          synchronized (this) {
            while (silent) {
              wait();
            }
          }
        }
      } catch (IOException e) {
        // One side is gone; both are closed.
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        wires.remove(this);
      }
    }

    synchronized void mend() throws IOException {
      silent = false;
      notifyAll();
      near.close();
      far.close();
    }
  }

  Relay(int port) throws IOException {
    this.port = port;
    thread(this::accept);
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var near = listener.accept();
        near.setTcpNoDelay(true);
        try {
          var far = new Socket(InetAddress.getLoopbackAddress(), port);
          far.setTcpNoDelay(true);
          connections.incrementAndGet();
          var wire = new Wire(near, far);
          wires.add(wire);
          wire.start();
        } catch (IOException e) {
          // The server is not there: whoever called hears it as an end.
          near.close();
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Where the gateway connects to. */
  int port() {
    return listener.getLocalPort();
  }

  /** How often somebody connected and reached the server. */
  int connections() {
    return connections.get();
  }

  /**
   * From now on the wires that are there carry nothing, and no end of one side reaches the other.
   */
  void silence() {
    wires.forEach(wire -> wire.silent = true);
  }

  /** Ends the wires that carry nothing: now the server notices. */
  void mend() throws IOException {
    for (var wire : wires) {
      if (wire.silent) {
        wire.mend();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var wire : wires) {
      wire.mend();
    }
  }
}
