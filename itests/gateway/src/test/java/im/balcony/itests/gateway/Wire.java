package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Bare sockets from addresses of the loopback, for peers that keep to nothing. */
final class Wire {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final InetSocketAddress gateway;

  Wire(int port) {
    gateway = new InetSocketAddress("127.0.0.1", port);
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
  Socket connect(String source) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(gateway);
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** Sends and reads the status of one answer; -1 when the connection is closed. */
  static int ask(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(UTF_8));
    var head = new StringBuilder();
    var in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      var octet = in.read();
      if (octet < 0) {
        return -1;
      }
      head.append((char) octet);
    }
    // Romeo reads no bodies: he is answered with 100 and 202.
    return Integer.parseInt(head.substring(8, 11));
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

  /** Sends a datagram and gives the start line of the answer, if there is one in a while. */
  Optional<String> ask(DatagramSocket socket, byte[] datagram, int millis) throws IOException {
    send(socket, datagram);
    try {
      socket.setSoTimeout(millis);
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Optional.of(
          new String(packet.getData(), 0, packet.getLength(), UTF_8).split("\r\n", 2)[0]);
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  void send(DatagramSocket socket, byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, gateway));
  }

  /** A datagram socket of this address. */
  static DatagramSocket datagrams(String source) throws IOException {
    return new DatagramSocket(new InetSocketAddress(source, 0));
  }
}
