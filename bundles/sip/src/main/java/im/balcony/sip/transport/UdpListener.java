package im.balcony.sip.transport;

import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Ends;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP port: one reader with one buffer, which it uses again for every datagram, and a copy of
 * just the octets that came. Memory goes with what waits, not with what could come.
 */
final class UdpListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
  private static final int SOCKET_BUFFER = 1_048_576;

  private final DatagramSocket socket;
  private final InetSocketAddress address;
  private final Receiver receiver;
  private final Workers workers;
  private final Thread reader;

  UdpListener(InetSocketAddress wanted, Workers workers, Receiver receiver) throws IOException {
    socket = new DatagramSocket(wanted);
    address = (InetSocketAddress) socket.getLocalSocketAddress();
    socket.setReceiveBufferSize(SOCKET_BUFFER);
    socket.setSendBufferSize(SOCKET_BUFFER);
    this.receiver = receiver;
    this.workers = workers;
    reader = new Thread(this::read, "balcony-sip-udp");
    reader.setDaemon(true);
  }

  void start() {
    reader.start();
  }

  InetSocketAddress address() {
    return address;
  }

  private void read() {
    var packet = new DatagramPacket(new byte[Bounds.DATAGRAM], Bounds.DATAGRAM);
    while (!socket.isClosed()) {
      try {
        packet.setLength(Bounds.DATAGRAM);
        socket.receive(packet);
        deliver(packet);
      } catch (IOException | RuntimeException e) {
        if (!socket.isClosed()) {
          LOG.warn("receiving a datagram failed: {}", e.getClass().getName());
        }
      } catch (OutOfMemoryError e) {
        // This thread is the port: without it UDP would be dead while the process lives.
        LOG.error("no memory for a datagram; it is dropped");
      }
    }
  }

  private void deliver(DatagramPacket packet) {
    var octets = Arrays.copyOf(packet.getData(), packet.getLength());
    var source = packet.getAddress().getHostAddress();
    var peer = new Peer(Transport.UDP, source, packet.getPort(), "");
    workers.datagram(
        packet.getSocketAddress(), octets.length, () -> receiver.message(octets, peer));
  }

  void send(InetAddress target, int port, byte[] octets) throws IOException {
    socket.send(new DatagramPacket(octets, octets.length, target, port));
  }

  @Override
  public void close() {
    socket.close();
    Ends.await(reader);
  }
}
