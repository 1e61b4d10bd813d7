package im.balcony.players;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A TCP relay on a loopback port, as a network that fails: what goes through it can be held up
 * without a word to either end, and be cut.
 */
public final class Relay implements AutoCloseable {

  private final ServerSocket listener;
  private final int to;
  private final AtomicInteger reached = new AtomicInteger();
  private final List<Pair> pairs = new CopyOnWriteArrayList<>();

  /** Passes on what comes to {@link #port} to another loopback port. */
  public Relay(int to) throws IOException {
    this.to = to;
    this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections reached the other port. */
  public int connections() {
    return reached.get();
  }

  /** From now on nothing more goes through the connections that are there; they stay open. */
  public void freeze() {
    pairs.forEach(pair -> pair.frozen = true);
    muteAnswers();
  }

  /** From now on the connections that are there lose what the called side says. */
  public void muteAnswers() {
    pairs.forEach(pair -> pair.mute = true);
  }

  /** Cuts the connections that are there. */
  public void cut() {
    pairs.forEach(Pair::close);
    pairs.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var near = listener.accept();
        try {
          pairs.add(new Pair(near, new Socket(InetAddress.getLoopbackAddress(), to)));
          reached.incrementAndGet();
        } catch (IOException e) {
          // Nobody is there: the one who called hears it as he would without a relay.
          near.close();
        }
      } catch (IOException e) {
        // Closed, or the caller went away.
      }
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private static final class Pair {

    private final Socket near;
    private final Socket far;
    private volatile boolean frozen;
    private volatile boolean mute;

    Pair(Socket near, Socket far) {
      this.near = near;
      this.far = far;
      start(() -> pass(near, far, () -> frozen));
      start(() -> pass(far, near, () -> mute));
    }

    private void pass(Socket from, Socket into, BooleanSupplier lost) {
      var buffer = new byte[65536];
      try {
        for (var n = from.getInputStream().read(buffer);
            n >= 0;
            n = from.getInputStream().read(buffer)) {
          if (!lost.getAsBoolean()) {
            into.getOutputStream().write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // Cut: the other end is to see it too.
      }
      if (!lost.getAsBoolean()) {
        close();
      }
    }

    void close() {
      for (var socket : List.of(near, far)) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is gone already.
        }
      }
    }
  }
}
