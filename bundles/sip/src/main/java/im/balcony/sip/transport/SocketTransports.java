package im.balcony.sip.transport;

import im.balcony.api.sip.Transport;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.sip.tcp.TcpTransport;
import im.balcony.sip.time.Timers;
import im.balcony.sip.tls.Tls;
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
  private final @Nullable TcpTransport tls;
  private final Workers workers;
  private final UdpProbe probe;

  private SocketTransports(
      @Nullable UdpListener udp,
      @Nullable TcpTransport tcp,
      @Nullable TcpTransport tls,
      Workers workers,
      Timers timers) {
    this.udp = udp;
    this.tcp = tcp;
    this.tls = tls;
    this.workers = workers;
    this.probe = new UdpProbe(timers);
  }

  /**
   * Opens the ports; nothing is read before {@link #start}. Port 0 takes a free one, for TCP that
   * of UDP if it can be had.
   *
   * @param tls what makes connections of {@code tlsAddress} secret
   * @param threads that read messages
   * @param instance a name that no other edge ever had
   * @throws IOException if a port cannot be opened; then none is
   */
  public static SocketTransports open(
      Optional<InetSocketAddress> udpAddress,
      Optional<InetSocketAddress> tcpAddress,
      Optional<InetSocketAddress> tlsAddress,
      Tls tls,
      int threads,
      TcpLimits limits,
      String instance,
      Receiver receiver,
      Timers timers)
      throws IOException {
    var workers = new Workers(threads);
    UdpListener udp = null;
    TcpTransport tcp = null;
    TcpPort port =
        (address, secret) ->
            new TcpTransport(address, secret, instance, receiver, timers, workers, limits);
    try {
      udp = udpAddress.isPresent() ? udp(udpAddress.get(), workers, receiver) : null;
      tcp = tcpAddress.isPresent() ? tcp(tcpAddress.get(), udp, port) : null;
      var secret = tlsAddress.isPresent() ? tls(tlsAddress.get(), tls, port) : null;
      return new SocketTransports(udp, tcp, secret, workers, timers);
    } catch (IOException e) {
      if (udp != null) {
        udp.close();
      }
      if (tcp != null) {
        tcp.close();
      }
      workers.close();
      throw e;
    }
  }

  private interface TcpPort {
    TcpTransport open(InetSocketAddress address, Optional<Tls> tls) throws IOException;
  }

  private static TcpTransport tls(InetSocketAddress wanted, Tls tls, TcpPort port)
      throws IOException {
    try {
      return port.open(wanted, Optional.of(tls));
    } catch (IOException e) {
      throw named("tls", wanted, e);
    }
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
        return port.open(
            new InetSocketAddress(wanted.getAddress(), udp.address().getPort()), Optional.empty());
      } catch (IOException e) {
        // Taken; any other will do.
      }
    }
    try {
      return port.open(wanted, Optional.empty());
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
    if (tls != null) {
      tls.start();
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
  public Optional<InetSocketAddress> tls() {
    return tls == null ? Optional.empty() : Optional.of(tls.address());
  }

  /** What carries streams; only that which was asked for. */
  private @Nullable TcpTransport streams(Transport transport) {
    return switch (transport) {
      case TLS -> tls;
      case TCP -> tcp;
      case UDP -> null;
    };
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
    var streams = streams(hop.transport());
    if (streams != null) {
      streams.send(address, hop.domain(), hop.port(), octets, otherwise);
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
    // Names of connections are those of one of them only.
    return (tcp != null && tcp.answer(connection, octets))
        || (tls != null && tls.answer(connection, octets));
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
    if (tls != null) {
      tls.close();
    }
    workers.close();
  }
}
