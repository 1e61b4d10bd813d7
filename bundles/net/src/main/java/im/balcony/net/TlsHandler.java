package im.balcony.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS on one channel. Hands are shaken once: a peer that wants to renegotiate, as TLS 1.2 allows,
 * could make us work without end.
 */
final class TlsHandler extends SslHandler {

  private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;

  /** The type of a record that belongs to a handshake (RFC 5246 §6.2.1). */
  private static final int HANDSHAKE = 22;

  /**
   * A handler for one channel.
   *
   * @param tasks runs what takes long in a handshake
   */
  TlsHandler(SSLEngine engine, Executor tasks) {
    super(engine, tasks);
    setHandshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MILLIS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws SSLException {
    // In TLS 1.3 no such record comes in the open behind the handshake.
    if (handshakeFuture().isSuccess()
        && in.isReadable()
        && in.getByte(in.readerIndex()) == HANDSHAKE) {
      in.skipBytes(in.readableBytes());
      throw new SSLException("renegotiation is refused");
    }
    super.decode(ctx, in, out);
  }
}
