package im.balcony.sip.tcp;

import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.socket.Workers;
import im.balcony.sip.time.Timers;
import im.balcony.sip.tls.TlsChannel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection, accepted or opened. It is read on the loop's thread, and only as fast as its
 * messages are worked on and its answers are taken; it is written to by anybody, and what the peer
 * does not take at once waits here, within bounds.
 */
final class TcpConnection implements Loop.Handler {

  /** What all connections share. */
  record Common(
      Loop loop,
      Workers workers,
      Receiver receiver,
      Timers timers,
      TcpLimits limits,
      Waiting waiting,
      byte[] scratch,
      Consumer<TcpConnection> gone,
      BiConsumer<Peer, IOException> refused) {}

  private record Work(int octets, Runnable task) {}

  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
  private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Reads in one go, so that the others get their turn. */
  private static final int AT_ONCE = 4;

  private final SocketChannel channel;
  private final Optional<TlsChannel> tls;

  /** What is read and written: the channel, or what makes it secret. */
  private final ByteChannel line;

  // Its names are known once hands are shaken, before anything of it is read.
  private volatile Peer peer;
  private final boolean ours;
  private final Common common;
  private final long begun;
  private final StreamFramer framer = new StreamFramer();

  /** What was read and is not worked on yet, the first one perhaps just now. */
  private final ArrayDeque<Work> toDo = new ArrayDeque<>();

  private final AtomicInteger octetsToDo = new AtomicInteger();
  private final AtomicInteger messagesToDo = new AtomicInteger();
  private volatile boolean open = true;
  private volatile boolean stranger;

  /** Nothing is read beyond what broke the stream. */
  private volatile boolean deaf;

  // On the loop's thread only.
  private @Nullable SelectionKey key;
  private long heard;
  private long said;
  private long messageBegun;
  private boolean hasSpoken;

  /** What the handshake waits for, of {@link SelectionKey}. */
  private int awaited;

  // Guarded by this.
  private final Outbox outbox = new Outbox();
  private boolean attached;
  private boolean connected;
  private @Nullable IOException ended;
  private boolean strangersRoom;
  private boolean ending;

  /**
   * A connection that is not read yet.
   *
   * @param tls what makes it secret, if it is to be
   * @param ours whether we open it
   * @param attached whether it stands already; one with TLS can be used behind its handshake
   */
  TcpConnection(
      SocketChannel channel,
      Optional<TlsChannel> tls,
      Peer peer,
      boolean ours,
      boolean attached,
      Common common) {
    this.channel = channel;
    this.tls = tls;
    this.line = tls.<ByteChannel>map(secret -> secret).orElse(channel);
    this.peer = peer;
    this.ours = ours;
    this.attached = attached;
    this.connected = attached && tls.isEmpty();
    this.common = common;
    begun = common.timers().now();
    heard = begun;
    said = begun;
    messageBegun = begun;
    judge();
    strangersRoom = stranger;
  }

  Peer peer() {
    return peer;
  }

  boolean isOpen() {
    return open;
  }

  boolean isOurs() {
    return ours;
  }

  synchronized boolean isConnected() {
    return connected;
  }

  /** Whether no tenant trusts its source, as it was found last. */
  boolean isStranger() {
    return stranger;
  }

  /** Asks anew whether it is a stranger's. Whom we connect to ourselves is none. */
  void judge() {
    stranger = !ours && !common.receiver().trusts(peer.address());
  }

  /** Begins; on the loop's thread. */
  void register() {
    try {
      if (open) {
        key = common.loop().register(channel, isAttached() ? 0 : SelectionKey.OP_CONNECT, this);
        if (isShakingHands()) {
          shakeHands();
        }
        adjust();
      }
    } catch (IOException e) {
      close(e);
    }
  }

  private synchronized boolean isAttached() {
    return attached;
  }

  private synchronized boolean isShakingHands() {
    return open && attached && !connected;
  }

  /** The part of a connection with TLS before anything is said; on the loop's thread. */
  private void shakeHands() throws IOException {
    var secret = tls.orElseThrow();
    awaited = secret.shakeHands();
    if (secret.hasTasks()) {
      common.workers().submit(peer.connection(), () -> work(secret));
    } else if (secret.isEstablished()) {
      peer = peer.with(secret.names());
      synchronized (this) {
        connected = true;
      }
      flush();
      // What came with the end of the handshake is here already, and no socket will tell of it.
      read();
    }
  }

  private void work(TlsChannel secret) {
    secret.tasks();
    common.loop().execute(this::shakeOn);
  }

  private void shakeOn() {
    try {
      if (isShakingHands()) {
        shakeHands();
      }
      adjust();
    } catch (IOException e) {
      close(e);
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (ready.isConnectable() && channel.finishConnect()) {
        synchronized (this) {
          attached = true;
          connected = tls.isEmpty();
        }
        flush();
      } else if (ready.isWritable()) {
        flush();
      }
      if (isShakingHands()) {
        if (!tls.orElseThrow().hasTasks()) {
          shakeHands();
        }
      } else if (ready.isReadable()) {
        read();
      }
      adjust();
    } catch (IOException e) {
      close(e);
    }
  }

  private void read() throws IOException {
    var buffer = ByteBuffer.wrap(common.scratch());
    for (var i = 0; (i < AT_ONCE || hasRecord()) && mayRead(); i++) {
      var count = line.read(buffer.clear());
      if (count < 0) {
        throw new IOException("closed by the peer");
      }
      if (count == 0) {
        return;
      }
      take(common.scratch(), count);
    }
  }

  /** Whether something came that the socket will not tell of any more. */
  private boolean hasRecord() {
    return tls.isPresent() && tls.get().hasRecord();
  }

  private void readOn() {
    try {
      read();
      adjust();
    } catch (IOException e) {
      close(e);
    }
  }

  private void take(byte[] octets, int count) throws IOException {
    heard = common.timers().now();
    hasSpoken |= !stranger;
    if (!framer.midMessage()) {
      messageBegun = heard;
    }
    var pings = 0;
    for (var frame : framer.feed(octets, count)) {
      messageBegun = heard;
      if (frame instanceof StreamFramer.Ping) {
        pings++;
      } else {
        deliver(frame);
      }
    }
    if (pings > 0) {
      pong(pings);
    }
    if (stranger && framer.held() > Bounds.STRANGERS_MESSAGE) {
      throw new IOException("a stranger's message is too large");
    }
  }

  private void pong(int pings) {
    var pongs = ByteBuffer.allocate(pings * PONG.length);
    for (var i = 0; i < pings; i++) {
      pongs.put(PONG);
    }
    write(pongs.array(), cause -> {});
  }

  private void deliver(StreamFramer.Frame frame) {
    var receiver = common.receiver();
    if (frame instanceof StreamFramer.Message message) {
      said = heard;
      work(message.octets().length, () -> receiver.message(message.octets(), peer));
    } else if (frame instanceof StreamFramer.Broken broken) {
      deaf = true;
      work(
          broken.head().length,
          () -> {
            receiver.broken(broken.head(), broken.status(), peer);
            closeWhenWritten();
          });
    }
  }

  /**
   * Has a message worked on by {@link Workers}. There this connection has one turn at a time, a
   * message long, so that who sends many holds up who sends one by no more than that.
   */
  private void work(int octets, Runnable task) {
    octetsToDo.addAndGet(octets);
    common.waiting().toDo(octets);
    synchronized (toDo) {
      toDo.add(new Work(octets, task));
      messagesToDo.incrementAndGet();
      if (toDo.size() == 1) {
        common.workers().submit(peer.connection(), this::turn);
      }
    }
  }

  private void turn() {
    Work work;
    synchronized (toDo) {
      work = toDo.element();
    }
    try {
      work.task().run();
    } finally {
      var paused = isFullToDo();
      octetsToDo.addAndGet(-work.octets());
      messagesToDo.decrementAndGet();
      common.waiting().toDo(-work.octets());
      synchronized (toDo) {
        toDo.remove();
        if (!toDo.isEmpty()) {
          common.workers().submit(peer.connection(), this::turn);
        }
      }
      if (paused && !isFullToDo()) {
        common.loop().execute(this::adjust);
      }
    }
  }

  private boolean isFullToDo() {
    return octetsToDo.get() > Bounds.READ_AHEAD || messagesToDo.get() >= Bounds.READ_AHEAD_MESSAGES;
  }

  private synchronized boolean mayRead() {
    return open
        && connected
        && !deaf
        && !isFullToDo()
        && !common.waiting().isTooMuchToDo()
        && (ours || outbox.octets() <= Bounds.UNREAD_ANSWERS);
  }

  /** Asks the selector for what is wanted now; on the loop's thread. */
  private void adjust() {
    var selected = key;
    if (selected == null || !selected.isValid()) {
      return;
    }
    synchronized (this) {
      var operations =
          connected
              ? (mayRead() ? SelectionKey.OP_READ : 0) | (isWritten() ? 0 : SelectionKey.OP_WRITE)
              : attached ? awaited : SelectionKey.OP_CONNECT;
      if (selected.interestOps() != operations) {
        selected.interestOps(operations);
      }
      if (connected && hasRecord() && mayRead()) {
        common.loop().execute(this::readOn);
      }
    }
  }

  /** Whether the system has all that was to be written. */
  private synchronized boolean isWritten() {
    return outbox.isEmpty() && tls.filter(TlsChannel::hasUnsent).isEmpty();
  }

  /**
   * Writes, or lets wait what the peer does not take now.
   *
   * @param failed called with the cause if it is not written to its end after all, by any thread
   * @return false if the connection is gone; then {@code failed} is not called
   */
  boolean write(byte[] octets, Consumer<IOException> failed) {
    @Nullable IOException cause = null;
    synchronized (this) {
      if (!open || ending) {
        return false;
      }
      var room = common.limits().waitingForPeer(strangersRoom);
      if (outbox.octets() + octets.length > room
          || !common.waiting().take(octets.length, strangersRoom)) {
        cause = new IOException("too much waits for the peer");
      } else {
        outbox.add(octets, common.timers().now(), failed);
      }
    }
    if (cause == null) {
      pass();
    } else if (ours) {
      // Others wait in it, and time will tell whether the peer reads.
      failed.accept(cause);
    } else {
      close(cause);
    }
    return true;
  }

  /** Writes what can be written now, and has the loop see to the rest. */
  private void pass() {
    try {
      if (!flush()) {
        common.loop().execute(this::adjust);
      }
    } catch (IOException e) {
      close(e);
    }
  }

  /** Whether nothing waits any more. */
  private boolean flush() throws IOException {
    boolean done;
    synchronized (this) {
      if (!connected || !open) {
        return false;
      }
      if (tls.isPresent()) {
        tls.get().flush();
      }
      common.waiting().give(outbox.flush(line), strangersRoom);
      done = isWritten();
      if (!done || !ending) {
        return done;
      }
    }
    close(new IOException("the stream cannot be read any further"));
    return true;
  }

  private void closeWhenWritten() {
    synchronized (this) {
      ending = true;
    }
    pass();
  }

  /** Closes what is over its time; on the loop's thread, every now and then. */
  void tick(long now) {
    var why = over(now);
    if (why != null) {
      close(why);
    } else {
      adjust();
    }
  }

  private @Nullable IOException over(long now) {
    long waits;
    boolean stands;
    synchronized (this) {
      stands = connected;
      waits = now - outbox.since(now);
    }
    if (!stands) {
      return now - begun > timeToConnect()
          ? new SocketTimeoutException("no connection in time")
          : null;
    }
    if (waits > Bounds.WRITE_TIME) {
      return new IOException("the peer does not read");
    }
    if (!mayRead()) {
      // That we do not read is not the peer's fault.
      return null;
    }
    if (framer.midMessage() && now - messageBegun >= Bounds.MESSAGE_TIME) {
      return new SocketTimeoutException("a message takes too long");
    }
    return isQuiet(now) ? new SocketTimeoutException("nothing is said") : null;
  }

  private long timeToConnect() {
    if (!ours) {
      return common.limits().silentTime();
    }
    return tls.isPresent() ? Bounds.CONNECT_TIME_TLS : Bounds.CONNECT_TIME;
  }

  private boolean isQuiet(long now) {
    if (stranger) {
      return now - said > common.limits().silentTime();
    }
    return now - heard
        > (hasSpoken || ours ? common.limits().idleTime() : common.limits().silentTime());
  }

  /** Closes for another's sake. */
  void end() {
    close(new IOException("its place is needed"));
  }

  /**
   * Closes because the edge ends. Nobody is told of what waits: it has not failed, the next edge
   * sends it.
   */
  void drop() {
    release();
  }

  /** Closes; whom what waits concerns is told. */
  void close(IOException cause) {
    LOG.debug("a SIP connection is closed: {}", cause.getMessage());
    if (cause instanceof SSLException && open) {
      common.refused().accept(peer, cause);
    }
    synchronized (this) {
      if (open) {
        ended = cause;
      }
    }
    release()
        .forEach(failed -> common.workers().submit(peer.connection(), () -> failed.accept(cause)));
  }

  /** Why it was closed. */
  synchronized IOException ended() {
    return ended == null ? new IOException("the connection was closed at once") : ended;
  }

  private List<Consumer<IOException>> release() {
    List<Consumer<IOException>> concerned;
    synchronized (this) {
      if (!open) {
        return List.of();
      }
      open = false;
      common.waiting().give(outbox.octets(), strangersRoom);
      concerned = outbox.clear();
    }
    common.gone().accept(this);
    // A channel that a selector knows is closed for good at its next round only.
    common.loop().execute(this::closeChannel);
    return concerned;
  }

  private void closeChannel() {
    try {
      line.close();
    } catch (IOException e) {
      LOG.debug("closing a SIP connection failed: {}", e.getClass().getName());
    }
  }
}
