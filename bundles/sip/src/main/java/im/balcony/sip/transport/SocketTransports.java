package im.balcony.sip.transport;

import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.sip.tcp.TcpTransport;
import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listening points on sockets, and what leaves through them. */
public final class SocketTransports implements Transports {

  private final @Nullable UdpListener udp;
  private final @Nullable TcpTransport tcp;
  private final Workers workers;
  private final UdpProbe probe;

  private SocketTransports(
      @Nullable UdpListener udp, @Nullable TcpTransport tcp, Workers workers, Timers timers) {
    this.udp = udp;
    this.tcp = tcp;
    this.workers = workers;
    this.probe = new UdpProbe(timers);
  }

  /**
   * Opens the ports; nothing is read before {@link #start}. Port 0 takes a free one, for TCP that
   * of UDP if it can be had.
   *
   * @param threads that read messages
   * @param instance a name that no other edge ever had
   * @throws IOException if a port cannot be opened; then none is
   */
  public static SocketTransports open(
      Optional<InetSocketAddress> udpAddress,
      Optional<InetSocketAddress> tcpAddress,
      int threads,
      TcpLimits limits,
      String instance,
      Receiver receiver,
      Timers timers)
      throws IOException {
    var workers = new Workers(threads);
    UdpListener udp = null;
    try {
      udp = udpAddress.isPresent() ? udp(udpAddress.get(), workers, receiver) : null;
      var below = udp;
      TcpPort port =
          address -> new TcpTransport(address, instance, receiver, timers, workers, limits);
      var tcp = tcpAddress.isPresent() ? tcp(tcpAddress.get(), below, port) : null;
      return new SocketTransports(udp, tcp, workers, timers);
    } catch (IOException e) {
      if (udp != null) {
        udp.close();
      }
      workers.close();
      throw e;
    }
  }

  private interface TcpPort {
    TcpTransport open(InetSocketAddress address) throws IOException;
  }

  private static UdpListener udp(InetSocketAddress wanted, Workers workers, Receiver receiver)
      throws IOException {
    try {
      return new UdpListener(wanted, workers, receiver);
    } catch (IOException e) {
      throw named("udp", wanted, e);
    }
  }

  private static TcpTransport tcp(InetSocketAddress wanted, @Nullable UdpListener udp, TcpPort port)
      throws IOException {
    if (wanted.getPort() == 0 && udp != null) {
      try {
        return port.open(new InetSocketAddress(wanted.getAddress(), udp.address().getPort()));
      } catch (IOException e) {
        // Taken; any other will do.
      }
    }
    try {
      return port.open(wanted);
    } catch (IOException e) {
      throw named("tcp", wanted, e);
    }
  }

  /** The same with the address, without which nobody knows where to look. */
  private static IOException named(String transport, InetSocketAddress address, IOException e) {
    var text = Endpoint.text(address.getHostString(), address.getPort());
    return new BindException(transport + ' ' + text + ": " + e.getMessage());
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
  public void send(Hop hop, byte[] octets, Consumer<IOException> failed) {
    try {
      var addresses = new ArrayDeque<>(List.of(InetAddress.getAllByName(hop.host())));
      send(hop, addresses, octets, failed);
    } catch (IOException e) {
      failed.accept(e);
    }
  }

  /** Sends to the first address, and if that fails to the next. */
  private void send(
      Hop hop, ArrayDeque<InetAddress> addresses, byte[] octets, Consumer<IOException> failed) {
    var address = addresses.remove();
    Consumer<IOException> otherwise =
        addresses.isEmpty() ? failed : cause -> send(hop, addresses, octets, failed);
    if (hop.reliable() && tcp != null) {
      tcp.send(address, hop.port(), octets, otherwise);
      return;
    }
    try {
      if (hop.reliable() || udp == null) {
        throw new IOException("no such transport");
      }
      udp.send(address, hop.port(), octets);
    } catch (IOException e) {
      otherwise.accept(e);
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
    workers.close();
  }
}
