package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Violations;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Bare sockets from addresses of the loopback, for peers that keep to nothing. What comes to them
 * is judged like what comes to a phone, so they stay open until {@link #hangUp}, which belongs
 * behind a test.
 */
final class Wire {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(50);
  private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: *(\\d+)\r\n");

  private final InetSocketAddress gateway;
  private final Violations violations;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();

  Wire(int port, Violations violations) {
    gateway = new InetSocketAddress("127.0.0.1", port);
    this.violations = violations;
  }

  /** Closes all sockets. */
  void hangUp() throws IOException {
    for (var socket = open.poll(); socket != null; socket = open.poll()) {
      socket.close();
    }
  }

  private interface Reading {
    /** Reads until there is nothing more to come. */
    void run() throws IOException;
  }

  private void reads(Inbox<String> inbox, Closeable socket, Reading reading, Runnable end) {
    open.add(socket);
    violations.watch(inbox);
    var reader =
        new Thread(
            () -> {
              try {
                reading.run();
              } catch (IOException e) {
                // Closed, here or there.
              }
              end.run();
            },
            "wire");
    reader.setDaemon(true);
    reader.start();
  }

  /** A request of Romeo's with its own branch, to Juliet. */
  static String request(String method, String transport, String host, String more, String body) {
    var id = "w" + COUNT.incrementAndGet() + 'x' + System.nanoTime();
    return method
        + " sip:juliet@example.com SIP/2.0\r\nVia: SIP/2.0/"
        + transport
        + ' '
        + host
        + ":9;rport;branch=z9hG4bK"
        + id
        + "\r\nMax-Forwards: 70\r\nFrom: <sip:romeo@example.net>;tag=f"
        + id
        + "\r\nTo: <sip:juliet@example.com>\r\nCall-ID: c"
        + id
        + "\r\nCSeq: 1 "
        + method
        + "\r\n"
        + more
        + "Content-Length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** A text of Romeo's to Juliet. */
  static String message(String transport, String host, String text) {
    return request("MESSAGE", transport, host, "Content-Type: text/plain\r\n", text);
  }

  /** A connection from this address. */
  Line connect(String source) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(gateway);
    var line = new Line(socket);
    reads(line.answers, socket, line::read, () -> line.closed = true);
    return line;
  }

  /** A connection, and what the gateway said on it. */
  static final class Line {

    /** Heads of messages. */
    final Inbox<String> answers = new Inbox<>("answer on a connection");

    private final Socket socket;
    private volatile boolean closed;

    private Line(Socket socket) {
      this.socket = socket;
    }

    private void read() throws IOException {
      var in = new BufferedInputStream(socket.getInputStream());
      var head = new StringBuilder();
      for (var octet = in.read(); octet >= 0; octet = in.read()) {
        head.append((char) octet);
        if (octet == '\n' && head.indexOf("\r\n\r\n") >= 0) {
          var length = LENGTH.matcher(head);
          if (length.find()) {
            in.readNBytes(Integer.parseInt(length.group(1)));
          }
          answers.put(head.toString());
          head.setLength(0);
        }
      }
    }

    /** Sends and gives the status of the next answer; -1 when the connection is closed. */
    int ask(String request) throws IOException {
      return ask(request, PATIENCE);
    }

    /** The same; -1 as well when there is no answer for so long. */
    int ask(String request, Duration patience) throws IOException {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      var end = System.nanoTime() + patience.toNanos();
      var answer = Optional.<String>empty();
      while (answer.isEmpty() && System.nanoTime() < end && !(closed && answers.size() == 0)) {
        answer = answers.poll(STEP);
      }
      return answer.map(head -> Integer.parseInt(head.substring(8, 11))).orElse(-1);
    }

    /** Whether the gateway has closed it. */
    boolean isClosed() {
      return closed;
    }
  }

  /** A connection that sends as much of this as is taken at once, and never reads. */
  SocketChannel askWithoutReading(String source, String requests) throws IOException {
    var channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    channel.bind(new InetSocketAddress(source, 0));
    channel.connect(gateway);
    channel.configureBlocking(false);
    channel.write(ByteBuffer.wrap(requests.getBytes(UTF_8)));
    return channel;
  }

  /** Whether the gateway has closed a connection that nobody reads. */
  static boolean isClosed(SocketChannel channel) {
    try {
      return channel.write(ByteBuffer.wrap(new byte[] {0})) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** A datagram socket of this address. */
  Datagrams datagrams(String source) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(source, 0));
    var datagrams = new Datagrams(socket);
    reads(datagrams.heard, socket, datagrams::read, () -> {});
    return datagrams;
  }

  /** A datagram socket, and what came to it. */
  final class Datagrams {

    /** Whole datagrams, as text. */
    final Inbox<String> heard = new Inbox<>("datagram");

    private final DatagramSocket socket;

    private Datagrams(DatagramSocket socket) {
      this.socket = socket;
    }

    private void read() throws IOException {
      while (!socket.isClosed()) {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        heard.put(new String(packet.getData(), 0, packet.getLength(), UTF_8));
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    void send(byte[] datagram) throws IOException {
      socket.send(new DatagramPacket(datagram, datagram.length, gateway));
    }

    /** Sends a datagram and gives the start line of the answer, if there is one in a while. */
    Optional<String> ask(byte[] datagram, int millis) throws IOException {
      send(datagram);
      return heard.poll(Duration.ofMillis(millis)).map(text -> text.split("\r\n", 2)[0]);
    }
  }
}
