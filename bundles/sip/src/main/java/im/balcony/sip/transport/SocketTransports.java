package im.balcony.sip.transport;

import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The listening points on sockets, and what leaves through them. */
public final class SocketTransports implements Transports {

  private final @Nullable UdpListener udp;
  private final @Nullable TcpTransport tcp;
  private final UdpProbe probe;

  private SocketTransports(@Nullable UdpListener udp, @Nullable TcpTransport tcp, Timers timers) {
    this.udp = udp;
    this.tcp = tcp;
    this.probe = new UdpProbe(timers);
  }

  /**
   * Opens the ports; nothing is read before {@link #start}. Port 0 takes a free one, for TCP that
   * of UDP if it can be had.
   *
   * @param instance a name that no other edge ever had
   * @throws IOException if a port cannot be opened; then none is
   */
  public static SocketTransports open(
      Optional<InetSocketAddress> udpAddress,
      Optional<InetSocketAddress> tcpAddress,
      int threads,
      String instance,
      Receiver receiver,
      Timers timers)
      throws IOException {
    var udp = udpAddress.isPresent() ? new UdpListener(udpAddress.get(), threads, receiver) : null;
    try {
      var tcp =
          tcpAddress.isPresent() ? tcp(tcpAddress.get(), udp, instance, receiver, timers) : null;
      return new SocketTransports(udp, tcp, timers);
    } catch (IOException e) {
      if (udp != null) {
        udp.close();
      }
      throw e;
    }
  }

  private static TcpTransport tcp(
      InetSocketAddress wanted,
      @Nullable UdpListener udp,
      String instance,
      Receiver receiver,
      Timers timers)
      throws IOException {
    if (wanted.getPort() == 0 && udp != null) {
      try {
        var same = new InetSocketAddress(wanted.getAddress(), udp.address().getPort());
        return new TcpTransport(same, instance, receiver, timers);
      } catch (IOException e) {
        // Taken; any other will do.
      }
    }
    return new TcpTransport(wanted, instance, receiver, timers);
  }

  @Override
  public void start() {
    if (udp != null) {
      udp.start();
    }
    if (tcp != null) {
      tcp.start();
    }
  }

  @Override
  public Optional<InetSocketAddress> udp() {
    return udp == null ? Optional.empty() : Optional.of(udp.address());
  }

  @Override
  public Optional<InetSocketAddress> tcp() {
    return tcp == null ? Optional.empty() : Optional.of(tcp.address());
  }

  @Override
  public void send(Hop hop, byte[] octets) throws IOException {
    var failure = new IOException("no address");
    for (var address : InetAddress.getAllByName(hop.host())) {
      try {
        send(hop, address, octets);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private void send(Hop hop, InetAddress address, byte[] octets) throws IOException {
    if (hop.reliable() && tcp != null) {
      tcp.send(address, hop.port(), octets);
    } else if (!hop.reliable() && udp != null) {
      udp.send(address, hop.port(), octets);
    } else {
      throw new IOException("no such transport");
    }
  }

  @Override
  public void probe(Hop hop, Runnable deaf) {
    if (udp == null || hop.reliable()) {
      return;
    }
    try {
      // Where a name has several addresses, requests go to the first as well.
      var target = new InetSocketAddress(InetAddress.getByName(hop.host()), hop.port());
      probe.ask(udp.address().getAddress(), target, deaf);
    } catch (UnknownHostException e) {
      // Sending finds that out, too.
    }
  }

  @Override
  public boolean answer(String connection, byte[] octets) {
    return tcp != null && tcp.answer(connection, octets);
  }

  @Override
  public void close() {
    probe.close();
    if (udp != null) {
      udp.close();
    }
    if (tcp != null) {
      tcp.close();
    }
  }
}
