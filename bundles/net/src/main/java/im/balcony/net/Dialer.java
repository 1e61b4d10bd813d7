package im.balcony.net;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.ConnectionSpec;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections: names are looked up off the event loops, each address is checked, all are
 * tried in order.
 */
final class Dialer {

  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 * 1024, 32 * 1024);

  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int LOOKUP_TIMEOUT_MILLIS = 5_000;
  private static final int LOOKUP_THREADS = 4;
  private static final int WAITING_LOOKUPS = 1000;

  private final Sockets sockets;
  private final EventLoopGroup loops;
  private final Transport transport;
  private final Lookup lookup;
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          LOOKUP_THREADS,
          LOOKUP_THREADS,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING_LOOKUPS),
          task -> new Thread(task, "balcony-lookup"));

  /** What to connect to, as {@link im.balcony.api.wire.Connections#connect} was told. */
  record Call(
      String id,
      String protocol,
      String host,
      int port,
      Optional<TlsCall> tls,
      Facts settings,
      Reachable reachable) {}

  Dialer(Sockets sockets, EventLoopGroup loops, Transport transport, Lookup lookup) {
    this.lookup = lookup;
    this.sockets = sockets;
    this.loops = loops;
    this.transport = transport;
    lookups.allowCoreThreadTimeOut(true);
  }

  /** Finds the addresses of a host. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * The addresses of a host, none if nobody knows it or others are waited for already.
   *
   * @param host a name or an address, in or without brackets
   */
  CompletableFuture<List<InetAddress>> addresses(String host) {
    var found = new CompletableFuture<List<InetAddress>>();
    try {
      lookups.execute(() -> found.complete(known(host)));
    } catch (RejectedExecutionException e) {
      found.complete(List.of());
    }
    return found.completeOnTimeout(List.of(), LOOKUP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private List<InetAddress> known(String host) {
    try {
      return lookUp(host);
    } catch (UnknownHostException | SecurityException e) {
      return List.of();
    }
  }

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    return List.of(lookup.addresses(host.replaceAll("[\\[\\]]", "")));
  }

  void dial(Call call) {
    try {
      lookups.execute(() -> lookUp(call));
    } catch (RejectedExecutionException e) {
      tell(call, ConnectionEvent.Kind.FAILED, "too many look-ups are waiting");
    }
  }

  private void lookUp(Call call) {
    try {
      var allowed = new ArrayList<>(lookUp(call.host()));
      allowed.removeIf(address -> !call.reachable().allows(address));
      if (allowed.isEmpty()) {
        tell(call, ConnectionEvent.Kind.FORBIDDEN, "no address may be connected to");
        return;
      }
      var identity = call.tls().flatMap(tls -> sockets.handshakes().identity(call.protocol(), tls));
      if (call.tls().isPresent() && identity.isEmpty()) {
        tell(call, ConnectionEvent.Kind.FAILED, withoutIdentity(call.tls().get()));
      } else {
        tryNext(call, identity, allowed, 0);
      }
    } catch (UnknownHostException e) {
      tell(call, ConnectionEvent.Kind.FAILED, "unknown host");
    } catch (SecurityException e) {
      tell(call, ConnectionEvent.Kind.FORBIDDEN, "look-up is forbidden");
    }
  }

  private static String withoutIdentity(TlsCall call) {
    var which = call.identity().map(name -> "the identity im.balcony.keys-" + name);
    return "there is no TLS, for " + which.orElse("its identity") + " is not there";
  }

  private void tryNext(
      Call call, Optional<TlsIdentity> identity, List<InetAddress> addresses, int index) {
    var connection =
        new Connection(
            sockets,
            call.id(),
            call.protocol(),
            identity.isPresent(),
            (channel, peer) -> spec(call, peer, channel));
    new Bootstrap()
        .group(loops)
        .channel(transport.client())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                identity.ifPresent(
                    own ->
                        sockets
                            .handshakes()
                            .connect(
                                channel.pipeline(), own, call.tls().orElseThrow(), call.port()));
                channel.pipeline().addLast(connection);
              }
            })
        .connect(new InetSocketAddress(addresses.get(index), call.port()))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                return;
              }
              if (index + 1 < addresses.size()) {
                tryNext(call, identity, addresses, index + 1);
              } else {
                tell(call, ConnectionEvent.Kind.FAILED, "connection refused or timed out");
              }
            });
  }

  private static ConnectionSpec spec(Call call, Optional<TlsPeer> peer, Channel channel) {
    return new ConnectionSpec(
        true,
        Endpoint.show((InetSocketAddress) channel.localAddress()),
        Endpoint.show((InetSocketAddress) channel.remoteAddress()),
        peer,
        call.settings());
  }

  private void tell(Call call, ConnectionEvent.Kind kind, String reason) {
    sockets.tell(
        new ConnectionEvent(
            call.id(), call.protocol(), kind, call.host() + ":" + call.port(), reason));
  }

  void close() {
    lookups.shutdownNow();
  }
}
