package im.balcony.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A peer with nothing but a datagram socket. */
final class UdpPeer implements AutoCloseable {

  private final DatagramSocket socket;
  private final int target;
  private int heardFrom;

  UdpPeer(int target) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    this.target = target;
    socket.setReceiveBufferSize(1 << 20);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The port that the last datagram came from. */
  int heardFrom() {
    return heardFrom;
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] octets) throws IOException {
    socket.send(
        new DatagramPacket(octets, octets.length, InetAddress.getByName("127.0.0.1"), target));
  }

  byte[] octets(int millis) throws IOException {
    socket.setSoTimeout(millis);
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    heardFrom = packet.getPort();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  Seen receive() throws IOException {
    return Seen.of(octets(3000));
  }

  /** Skips 100s, which may or may not have been sent. */
  Seen last() throws IOException {
    while (true) {
      var seen = receive();
      if (seen.status() != 100) {
        return seen;
      }
    }
  }

  void hearsNothing() throws IOException {
    hearsNothing(150);
  }

  void hearsNothing(int millis) throws IOException {
    try {
      var seen = Seen.of(octets(millis));
      throw new AssertionError("heard " + seen.start());
    } catch (SocketTimeoutException e) {
      // As it should be.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
