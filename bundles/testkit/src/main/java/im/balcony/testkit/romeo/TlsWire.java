package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * SIP by TLS: requests go over a connection of Romeo's own, answers over the one that the request
 * came by (RFC 3261 §18.2.2).
 */
final class TlsWire implements Wire {

  private static final Pattern BRANCH = Pattern.compile("branch=([^;,\\s]+)");
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length\\s*:\\s*(\\d+)\\s*$");
  private static final int MOST_BRANCHES = 10_000;

  private final SSLContext context;
  private final InetSocketAddress gateway;
  private final Receiver receiver;
  private final Violations violations;
  private final ServerSocket listener;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private final Map<String, Socket> came =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Socket> eldest) {
              return size() > MOST_BRANCHES;
            }
          });
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            var thread = new Thread(task, "romeo-sips-writer");
            thread.setDaemon(true);
            return thread;
          });
  private volatile @Nullable Socket own;

  TlsWire(SSLContext context, InetSocketAddress gateway, Receiver receiver, Violations violations)
      throws IOException {
    this.context = context;
    this.gateway = gateway;
    this.receiver = receiver;
    this.violations = violations;
    var made =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    made.setNeedClientAuth(true);
    listener = made;
    thread(this::accept);
  }

  private static void thread(Runnable work) {
    var thread = new Thread(work, "romeo-sips");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        accepted.add(socket);
        thread(() -> read(socket));
      } catch (IOException e) {
        violations.check(listener.isClosed(), "RFC 3261 §18", "cannot accept: " + e);
      }
    }
  }

  private void read(Socket socket) {
    try (var in = new BufferedInputStream(socket.getInputStream())) {
      while (true) {
        message(socket, in);
      }
    } catch (IOException e) {
      // Ended or cut by the other side, or with its process: what is said next needs another one.
      accepted.remove(socket);
      close(socket);
    }
  }

  private void message(Socket socket, InputStream in) throws IOException {
    var head = head(in);
    if (head.isBlank()) {
      return;
    }
    var length = LENGTH.matcher(head);
    violations.check(length.find(), "RFC 3261 §18.3", "no Content-Length on a stream");
    var body = in.readNBytes(length.reset().find() ? Integer.parseInt(length.group(1)) : 0);
    if (!head.startsWith("SIP/2.0 ")) {
      var branch = BRANCH.matcher(head);
      came.put(branch.find() ? branch.group(1) : "", socket);
    }
    var whole = new ByteArrayOutputStream();
    whole.write(head.getBytes(StandardCharsets.UTF_8));
    whole.write(body);
    receiver.message(whole.toByteArray());
  }

  /** Up to the empty line; of keep-alives (RFC 5626 §3.5.1) the blank alone. */
  private static String head(InputStream in) throws IOException {
    var octets = new ByteArrayOutputStream();
    while (true) {
      var octet = in.read();
      if (octet < 0) {
        throw new EOFException();
      }
      octets.write(octet);
      var text = octets.toString(StandardCharsets.UTF_8);
      if (text.endsWith("\r\n\r\n") || text.equals("\r\n")) {
        return text;
      }
    }
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public String transport() {
    return "TLS";
  }

  @Override
  public String parameter() {
    return ";transport=tls";
  }

  @Override
  public boolean isDatagram() {
    return false;
  }

  /** In its own time: a handshake with a gateway that stands still lasts as long as it does. */
  @Override
  public void send(byte[] octets) {
    writer.execute(() -> write(octets));
  }

  private synchronized void write(byte[] octets) {
    try {
      var out = socket(new String(octets, StandardCharsets.UTF_8)).getOutputStream();
      out.write(octets);
      out.flush();
    } catch (IOException e) {
      // As lost as a datagram: whoever waits for an answer notices.
      var broken = own;
      own = null;
      close(broken);
    }
  }

  private static void close(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private Socket socket(String message) throws IOException {
    if (message.startsWith("SIP/2.0 ")) {
      var branch = BRANCH.matcher(message);
      var way = branch.find() ? came.get(branch.group(1)) : null;
      if (way != null && !way.isClosed()) {
        return way;
      }
    }
    var known = own;
    if (known == null || known.isClosed()) {
      var made = context.getSocketFactory().createSocket(gateway.getAddress(), gateway.getPort());
      made.setTcpNoDelay(true);
      own = made;
      thread(() -> read(made));
      return made;
    }
    return known;
  }

  @Override
  public boolean isClosed() {
    return listener.isClosed();
  }

  @Override
  public void close() {
    writer.shutdownNow();
    try {
      listener.close();
    } catch (IOException e) {
      // It is gone already.
    }
    accepted.forEach(TlsWire::close);
    close(own);
  }
}
