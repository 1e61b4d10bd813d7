package im.balcony.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a port at which accepting fails, as it does where the process may open no more
 * descriptors: it is let alone for a while, for those who wait there would make the loop spin, and
 * told of once. Lives on the port's event loop.
 */
final class Accepting extends ChannelInboundHandlerAdapter {

  /** How long the port is let alone. */
  static final int PAUSE_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Accepting.class);

  private boolean failing;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    if (failing) {
      failing = false;
      LOG.info("MSRP connections are accepted again");
    }
    ctx.fireChannelRead(accepted);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "accepting MSRP connections fails ({}); trying again every {} ms",
          cause.getMessage(),
          PAUSE_MILLIS);
    }
    var port = ctx.channel();
    port.config().setAutoRead(false);
    // Harmless where the port was closed meanwhile, so nobody has to call it off.
    var unused =
        ctx.executor()
            .schedule(() -> port.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
