package im.balcony.testkit.romeo;

import im.balcony.testkit.Violations;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** SIP by UDP. */
final class DatagramWire implements Wire {

  private final DatagramSocket socket;
  private final InetSocketAddress gateway;
  private final Receiver receiver;
  private final Violations violations;

  DatagramWire(InetSocketAddress gateway, Receiver receiver, Violations violations)
      throws IOException {
    this.gateway = gateway;
    this.receiver = receiver;
    this.violations = violations;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(1 << 20);
    var reader = new Thread(this::read, "romeo-sip");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    var buffer = new byte[65536];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        var octets = Arrays.copyOf(buffer, packet.getLength());
        if (!new String(octets, StandardCharsets.UTF_8).isBlank()) {
          receiver.message(octets);
        }
      } catch (SocketException e) {
        return;
      } catch (IOException | RuntimeException e) {
        violations.check(false, "RFC 3261 §7", "unreadable message: " + e);
      }
    }
  }

  @Override
  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public String transport() {
    return "UDP";
  }

  @Override
  public String parameter() {
    return "";
  }

  @Override
  public boolean isDatagram() {
    return true;
  }

  @Override
  public void send(byte[] octets) throws IOException {
    socket.send(new DatagramPacket(octets, octets.length, gateway));
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public void close() {
    socket.close();
  }
}
