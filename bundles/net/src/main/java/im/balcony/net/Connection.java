package im.balcony.net;

import im.balcony.api.time.Alarms;
import im.balcony.api.tls.TlsFaults;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One channel with its protocol. Everything happens on the channel's event loop, so the protocol is
 * never called by two threads. While its protocol has no version, the channel stays open, is not
 * read, and commands wait.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  /**
   * No more than this is asked of a protocol at once, so that urgent frames overtake long ones (RFC
   * 4975 §7.1.1).
   */
  private static final int PORTION = 16_384;

  private static final int MAX_WAITING_COMMANDS = 10_000;

  /** How long the last octets may take; whoever does not read them would hold us for ever. */
  private static final int LAST_OCTETS_MILLIS = 2_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Sockets sockets;
  private final String id;
  private final String protocolName;
  private final BiFunction<Channel, Optional<TlsPeer>, ConnectionSpec> specs;
  private final boolean secure;
  private final Deque<Command> waiting = new ArrayDeque<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ConnectionSpec spec;
  private @Nullable Protocol protocol;
  private @Nullable ConnectionState parked;
  private @Nullable Alarms alarms;
  private Alarms.@Nullable Alarm alarm;

  /** When the alarm rings, milliseconds. */
  private long rings = NEVER;

  /** When the protocol wants to be called, milliseconds. */
  private long due = NEVER;

  private @Nullable ScheduledFuture<?> patience;
  private @Nullable ScheduledFuture<?> farewell;
  private boolean opened;
  private boolean refused;
  private boolean closing;
  private boolean closed;
  private boolean writableWanted;
  private int unwritten;
  private boolean readingOn = true;
  private String reason = "closed by the peer";

  Connection(
      Sockets sockets,
      String id,
      String protocolName,
      boolean secure,
      BiFunction<Channel, Optional<TlsPeer>, ConnectionSpec> specs) {
    this.sockets = sockets;
    this.id = id;
    this.protocolName = protocolName;
    this.secure = secure;
    this.specs = specs;
  }

  String id() {
    return id;
  }

  String protocolName() {
    return protocolName;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    alarms = new Alarms(ctx.executor(), sockets::now);
    if (ctx.channel().isActive() && !secure) {
      open(ctx, Optional.empty());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!secure) {
      open(ctx, Optional.empty());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof TlsPeer peer) {
      open(ctx, Optional.of(peer));
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      noTls(ctx, handshake.cause());
      end(ctx);
    }
  }

  /** The first cause is the one that counts. */
  private void noTls(ChannelHandlerContext ctx, Throwable cause) {
    if (refused) {
      return;
    }
    refused = true;
    reason = TlsFaults.words(cause);
    if (ctx.channel().remoteAddress() instanceof InetSocketAddress remote) {
      sockets.handshakes().refused(Endpoint.show(remote), reason, sockets.now());
    }
  }

  private void open(ChannelHandlerContext ctx, Optional<TlsPeer> peer) {
    if (opened || closed) {
      return;
    }
    opened = true;
    spec = specs.apply(ctx.channel(), peer);
    // In this order: a version that goes in between finds this connection and asks it to park, and
    // whoever hears of the opening finds a protocol that can say goodbye.
    sockets.add(this);
    var factory = sockets.factory(protocolName);
    sockets.opened(this, Endpoint.show((InetSocketAddress) ctx.channel().remoteAddress()));
    factory.ifPresentOrElse(this::serve, this::park);
  }

  /** A version of the protocol is there: begin, or go on where the last one stopped. */
  void serve(ProtocolFactory factory) {
    var ctx = context;
    var now = sockets.now();
    if (ctx == null || spec == null || closed) {
      return;
    }
    if (protocol != null) {
      release();
    }
    cancel(patience);
    if (parked == null) {
      protocol = factory.open(spec);
      apply(protocol.opened(now, sockets.ids()));
    } else {
      protocol = factory.resume(spec, parked);
      parked = null;
      // A deadline of the past lets the new version name its own.
      apply(protocol.deadline(now, sockets.ids()));
    }
    while (protocol != null && !waiting.isEmpty()) {
      apply(protocol.command(waiting.remove(), now, sockets.ids()));
    }
    askWhenWritable();
    read();
  }

  /** The version that serves goes away; the channel stays. */
  void park() {
    if (protocol != null) {
      release();
    }
    read();
    var ctx = context;
    if (ctx != null && !closed) {
      cancel(patience);
      patience =
          ctx.executor()
              .schedule(
                  () -> {
                    reason = "no version of " + protocolName;
                    end(ctx);
                  },
                  sockets.parkedAge(),
                  TimeUnit.MILLISECONDS);
    }
  }

  /** Says the last word of the protocol; false if it has none. */
  boolean leave() {
    if (protocol == null || closing || closed) {
      return false;
    }
    var word = protocol.leaving(sockets.now(), sockets.ids());
    word.ifPresent(this::apply);
    return word.isPresent();
  }

  /** Completed when the channel is closed. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  private void release() {
    sleep();
    if (protocol != null) {
      parked = protocol.release();
      protocol = null;
    }
  }

  /** Reads while the protocol and the router want it and memory allows it. */
  void read() {
    if (context != null) {
      var wanted = protocol != null && protocol.mayReceive() && readingOn;
      context.channel().config().setAutoRead(wanted && !sockets.mustWait(this));
    }
  }

  void reading(boolean on) {
    readingOn = on;
    read();
  }

  void command(Command command) {
    if (protocol != null) {
      apply(protocol.command(command, sockets.now(), sockets.ids()));
    } else if (!closed && waiting.size() < MAX_WAITING_COMMANDS) {
      waiting.add(command);
    } else if (!closed && context != null) {
      reason = "too much waits for the next version of " + protocolName;
      end(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var buffer = (ByteBuf) message;
    try {
      if (protocol == null) {
        keep(buffer);
      } else if (!closing) {
        // A copy: the protocol may keep parts of what it is given, and the buffer goes back to its
        // pool.
        var octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        apply(protocol.received(java.nio.ByteBuffer.wrap(octets), sockets.now(), sockets.ids()));
      }
    } finally {
      buffer.release();
    }
  }

  /** What was read before reading stopped belongs behind what the old version left. */
  private void keep(ByteBuf buffer) {
    var state = parked;
    if (state != null) {
      var old = state.unread().toArray();
      var all = java.util.Arrays.copyOf(old, old.length + buffer.readableBytes());
      buffer.readBytes(all, old.length, buffer.readableBytes());
      parked =
          new ConnectionState(
              state.schema(), state.facts(), im.balcony.api.data.Octets.of(all), state.pending());
    } else if (context != null) {
      reason = "data before the protocol was there";
      end(context);
    }
  }

  private void apply(Output output) {
    var ctx = context;
    if (ctx == null) {
      return;
    }
    for (var bytes : output.bytes()) {
      var length = bytes.remaining();
      sockets.held(length);
      unwritten++;
      ctx.write(Unpooled.wrappedBuffer(bytes)).addListener(done -> written(length));
    }
    if (!output.bytes().isEmpty()) {
      ctx.flush();
    }
    wake(output.deadline().orElse(NEVER));
    output.records().forEach(record -> sockets.record(id, record));
    if (output.close()) {
      closing = true;
      reason = "closed by the protocol";
      endAfterWrites(ctx);
    }
    writableWanted = output.wantsWritable();
    askWhenWritable();
    read();
  }

  /**
   * The protocol wants to be called then. An alarm that rings before is left as it is: nearly every
   * message moves the deadline on, and the alarm finds that out.
   */
  private void wake(long at) {
    due = at;
    if (alarms != null && due < rings) {
      if (alarm != null) {
        alarm.cancel();
      }
      rings = due;
      alarm = alarms.at(rings, this::ring);
    }
  }

  private void ring() {
    rings = NEVER;
    var now = sockets.now();
    if (due > now) {
      wake(due);
    } else if (protocol != null) {
      due = NEVER;
      apply(protocol.deadline(now, sockets.ids()));
    }
  }

  private void sleep() {
    if (alarm != null) {
      alarm.cancel();
    }
    rings = NEVER;
    due = NEVER;
  }

  private void written(int octets) {
    unwritten--;
    sockets.freed(octets);
    askWhenWritable();
  }

  /**
   * A protocol is asked for more only when the socket took all it had: so urgent frames never wait
   * behind a queue.
   */
  private void askWhenWritable() {
    var ctx = context;
    if (ctx != null && writableWanted && unwritten == 0 && !closed) {
      // Behind what else the loop has to do, so that other channels get their turn.
      ctx.executor().execute(this::ask);
    }
  }

  private void ask() {
    if (protocol != null && writableWanted && unwritten == 0 && !closing && !closed) {
      writableWanted = false;
      apply(protocol.writable(PORTION, sockets.now(), sockets.ids()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (secure && !opened) {
      noTls(ctx, cause);
    } else {
      reason =
          cause instanceof java.io.IOException
              ? "connection lost"
              : "failed: " + cause.getClass().getSimpleName();
    }
    end(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    sleep();
    cancel(patience);
    cancel(farewell);
    waiting.clear();
    if (protocol != null) {
      protocol
          .closed(reason, sockets.now(), sockets.ids())
          .records()
          .forEach(record -> sockets.record(id, record));
      protocol = null;
    }
    sockets.closed(
        this,
        new ConnectionEvent(
            id,
            protocolName,
            opened ? ConnectionEvent.Kind.CLOSED : ConnectionEvent.Kind.FAILED,
            spec == null ? "" : spec.remote(),
            reason));
    gone.complete(null);
  }

  /** Runs something on this connection's event loop. */
  void later(Runnable task) {
    var ctx = context;
    if (ctx != null && !ctx.executor().isShuttingDown()) {
      ctx.executor().execute(task);
    }
  }

  void close() {
    var ctx = context;
    if (ctx != null) {
      reason = "closed by the gateway";
      endAfterWrites(ctx);
    }
  }

  private void endAfterWrites(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    if (farewell == null && !closed) {
      farewell = ctx.executor().schedule(() -> end(ctx), LAST_OCTETS_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static void end(ChannelHandlerContext ctx) {
    // What comes of it is told by channelInactive.
    var unused = ctx.close();
  }

  private static void cancel(@Nullable ScheduledFuture<?> future) {
    if (future != null) {
      future.cancel(false);
    }
  }
}
