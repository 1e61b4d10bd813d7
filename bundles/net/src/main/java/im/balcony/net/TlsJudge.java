package im.balcony.net;

import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.api.tls.TlsPeer;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Judges the peer's certificate once hands are shaken, off the event loop: where the JVM looks for
 * revoked ones, somebody has to be asked. The judgement, a {@link TlsPeer}, is an event for the
 * handler behind; what came meanwhile waits until that one reads.
 */
final class TlsJudge extends ChannelDuplexHandler {

  private final TlsIdentity identity;
  private final Optional<TlsCall> called;
  private final Executor threads;
  private final Deque<Object> held = new ArrayDeque<>();
  private boolean judged;

  /**
   * A judge of one channel.
   *
   * @param called whom we called, as {@link TlsIdentity#judged} takes it
   */
  TlsJudge(TlsIdentity identity, Optional<TlsCall> called, Executor threads) {
    this.identity = identity;
    this.called = called;
    this.threads = threads;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent handshake) || !handshake.isSuccess()) {
      ctx.fireUserEventTriggered(event);
      return;
    }
    ctx.channel().config().setAutoRead(false);
    var session = ctx.pipeline().get(TlsHandler.class).engine().getSession();
    var unused =
        CompletableFuture.supplyAsync(() -> identity.judged(session, called), threads)
            .thenAcceptAsync(peer -> tell(ctx, peer), ctx.executor())
            .exceptionally(
                failure -> {
                  ctx.fireExceptionCaught(failure);
                  return null;
                });
  }

  private void tell(ChannelHandlerContext ctx, TlsPeer peer) {
    judged = true;
    ctx.fireUserEventTriggered(peer);
  }

  /** No more than what was read at once with the end of the handshake. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    held.add(message);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (judged) {
      while (!held.isEmpty()) {
        ctx.fireChannelRead(held.remove());
      }
      ctx.pipeline().remove(this);
    }
    ctx.read();
  }

  /** With its channel, if nobody read. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }
}
