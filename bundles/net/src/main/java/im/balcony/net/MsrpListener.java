package im.balcony.net;

import im.balcony.api.address.AddressException;
import im.balcony.api.config.Setting;
import im.balcony.api.data.Facts;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Connections;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MSRP listener: open while there is a router to bring records to and a version of the
 * protocol.
 */
@Component(immediate = true, service = MsrpListener.class, configurationPid = "im.balcony.msrp")
@Designate(ocd = MsrpConfig.class)
public final class MsrpListener {

  private static final Logger LOG = LoggerFactory.getLogger(MsrpListener.class);
  private static final String PROTOCOL = "msrp";
  private static final long AGAIN_SECONDS = 2;
  private static final Setting<Endpoint> LISTEN = Keys.MSRP.text("listen", MsrpListener::endpoint);
  private static final AtomicLong COUNTER = new AtomicLong();

  private final Sockets sockets;
  private final Endpoint endpoint;
  private final Facts settings;
  private @Nullable Channel channel;
  private Optional<Connections.Listener> bound = Optional.empty();
  private boolean binding;
  private boolean stopped;
  private Optional<Future<?>> retry = Optional.empty();
  private String refused = "";

  /** Listens as soon as it makes sense. */
  @Activate
  public MsrpListener(@Reference Sockets sockets, MsrpConfig config) {
    this.sockets = sockets;
    this.endpoint = LISTEN.in(config, Endpoint::isKnown);
    this.settings =
        Facts.NONE
            .with("keep-alive", Keys.KEEP_ALIVE.in(config))
            .with("first-request", Keys.SILENT_CLOSE.in(config))
            .with("unbound-limit", Keys.UNBOUND_LIMIT.in(config));
    sockets.usual(PROTOCOL, settings);
    sockets.add(this);
  }

  private static Optional<Endpoint> endpoint(String text) {
    try {
      return Optional.of(Endpoint.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Stops listening; connections go on. */
  @Deactivate
  public void stop() {
    sockets.remove(this);
  }

  void update() {
    // A listener stays open while the protocol is exchanged: new connections wait like the others.
    bind().ifPresent(attempt -> bound(attempt.awaitUninterruptibly()));
  }

  /** The port was taken: whoever has it may let it go. */
  private void again() {
    bind().ifPresent(attempt -> attempt.addListener(done -> bound(attempt)));
  }

  private synchronized Optional<ChannelFuture> bind() {
    if (channel != null || binding || stopped || !sockets.serves(PROTOCOL)) {
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
                    accept(accepted);
                  }
                })
            .bind(new InetSocketAddress(endpoint.host(), endpoint.port())));
  }

  private synchronized void bound(ChannelFuture attempt) {
    binding = false;
    if (attempt.isSuccess() && !stopped) {
      channel = attempt.channel();
      bound = Optional.of(address(attempt.channel()));
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

  private void accept(Channel accepted) {
    var source = ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    if (!sockets.sources().enter(source)) {
      // Its end is of no interest: nothing has begun.
      var unused = accepted.close();
      return;
    }
    accepted.closeFuture().addListener(done -> sockets.sources().leave(source));
    accepted
        .pipeline()
        .addLast(
            new Connection(
                sockets,
                "in-" + COUNTER.incrementAndGet(),
                PROTOCOL,
                false,
                ctx -> spec(ctx.channel())));
  }

  private ConnectionSpec spec(Channel accepted) {
    return new ConnectionSpec(
        false,
        Endpoint.show((InetSocketAddress) accepted.localAddress()),
        Endpoint.show((InetSocketAddress) accepted.remoteAddress()),
        false,
        settings);
  }

  synchronized Optional<Connections.Listener> bound() {
    return bound;
  }

  private static Connections.Listener address(Channel open) {
    var address = (InetSocketAddress) open.localAddress();
    return new Connections.Listener(
        PROTOCOL, address.getAddress().getHostAddress(), address.getPort());
  }

  synchronized void close() {
    stopped = true;
    retry.ifPresent(task -> task.cancel(false));
    if (channel != null) {
      channel.close().awaitUninterruptibly(2000);
      channel = null;
      bound = Optional.empty();
    }
  }
}
