package im.balcony.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port at which a protocol is accepted; one that is taken is tried again until it is free. */
final class MsrpPort {

  private static final Logger LOG = LoggerFactory.getLogger(MsrpPort.class);
  private static final long AGAIN_SECONDS = 2;

  private final Sockets sockets;
  private final String protocol;
  private final Endpoint endpoint;
  private final Consumer<Channel> accept;
  private @Nullable Channel channel;
  private boolean binding;
  private boolean stopped;
  private Optional<Future<?>> retry = Optional.empty();
  private String refused = "";

  /**
   * A port that is not open yet.
   *
   * @param accept prepares what was accepted
   */
  MsrpPort(Sockets sockets, String protocol, Endpoint endpoint, Consumer<Channel> accept) {
    this.sockets = sockets;
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.accept = accept;
  }

  /** Opens it once the protocol is served. It stays open while the protocol is exchanged. */
  void update() {
    bind().ifPresent(attempt -> bound(attempt.awaitUninterruptibly()));
  }

  /** The port was taken: whoever has it may let it go. */
  private void again() {
    bind().ifPresent(attempt -> attempt.addListener(done -> bound(attempt)));
  }

  private synchronized Optional<ChannelFuture> bind() {
    if (channel != null || binding || stopped || !sockets.serves(protocol)) {
      return Optional.empty();
    }
    binding = true;
    return Optional.of(
        new ServerBootstrap()
            .group(sockets.loops())
            .channel(sockets.transport().server())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Dialer.WATER_MARK)
            .handler(new Accepting())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accept.accept(accepted);
                  }
                })
            .bind(new InetSocketAddress(endpoint.host(), endpoint.port())));
  }

  private synchronized void bound(ChannelFuture attempt) {
    binding = false;
    if (attempt.isSuccess() && !stopped) {
      channel = attempt.channel();
      refused = "";
    } else if (attempt.isSuccess()) {
      // It was not waited for.
      var unused = attempt.channel().close();
    } else if (!stopped) {
      tell(String.valueOf(attempt.cause().getMessage()));
      retry = Optional.of(sockets.loops().schedule(this::again, AGAIN_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** Once for each cause, however often it is tried. */
  private void tell(String cause) {
    if (!cause.equals(refused)) {
      LOG.error("Cannot listen: {}; trying again every {} s", cause, AGAIN_SECONDS);
    }
    refused = cause;
  }

  /** Why it is not open although it was tried; empty if it is, or nothing is known against it. */
  synchronized String refused() {
    return refused;
  }

  /** Where it is open. */
  synchronized Optional<InetSocketAddress> address() {
    return Optional.ofNullable(channel).map(open -> (InetSocketAddress) open.localAddress());
  }

  synchronized void close() {
    stopped = true;
    retry.ifPresent(task -> task.cancel(false));
    if (channel != null) {
      channel.close().awaitUninterruptibly(2000);
      channel = null;
    }
  }
}
