package im.balcony.sip.tls;

import im.balcony.api.tls.TlsFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS over a connection that never blocks. Nothing can be read or written before {@link
 * #isEstablished}, that is before the peer is known to be whom we wanted. May be used by any
 * thread. It holds two records, 34 kB.
 */
public final class TlsChannel implements ByteChannel {

  /** An octet of type, two of version, two of length (RFC 8446 §5.1). */
  private static final int RECORD_HEAD = 5;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final String wanted;

  // Guarded by this: octets that came, ready to be added to; octets to send, ready to be taken.
  private final ByteBuffer came;
  private final ByteBuffer toSend;
  private boolean begun;
  private boolean established;

  TlsChannel(SocketChannel channel, SSLEngine engine, String wanted) {
    this.channel = channel;
    this.engine = engine;
    this.wanted = wanted;
    var record = engine.getSession().getPacketBufferSize();
    came = ByteBuffer.allocate(record);
    toSend = ByteBuffer.allocate(record).flip();
  }

  /** How large a buffer has to be for {@link #read} to find room for a record at any time. */
  public static int recordSize() {
    return 18_432;
  }

  /** Whether the handshake is over and the peer is the right one. */
  public synchronized boolean isEstablished() {
    return established;
  }

  /**
   * Goes on with the handshake as far as it goes.
   *
   * @return what it waits for, of {@link SelectionKey}; 0 if it is over or {@link #tasks} are to be
   *     run
   * @throws SSLException if there will be no TLS with this peer, with a reason fit for people
   */
  public synchronized int shakeHands() throws IOException {
    try {
      if (!begun) {
        engine.beginHandshake();
        begun = true;
      }
      return step();
    } catch (SSLException e) {
      sayWhy();
      throw Refusals.named(e);
    }
  }

  private int step() throws IOException {
    while (true) {
      if (!flush()) {
        return SelectionKey.OP_WRITE;
      }
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          return 0;
        }
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!hasRecord() && receive() == 0) {
            return SelectionKey.OP_READ;
          }
          unwrap(NOTHING);
        }
        case FINISHED, NOT_HANDSHAKING -> {
          check();
          established = true;
          return 0;
        }
      }
    }
  }

  private void check() throws SSLException {
    if (wanted.isEmpty()) {
      return;
    }
    var shown = engine.getSession().getPeerCertificates();
    if (!(shown[0] instanceof X509Certificate own) || !PeerName.matches(own, wanted)) {
      throw Refusals.of(TlsFaults.notOf(wanted));
    }
  }

  /** The domains of the peer's certificate, once {@link #isEstablished}; none if it showed none. */
  public List<String> names() {
    try {
      return engine.getSession().getPeerCertificates()[0] instanceof X509Certificate own
          ? PeerName.domains(own)
          : List.of();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** Work of the handshake that takes its time; whether there is any. */
  public synchronized boolean hasTasks() {
    return !established && engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
  }

  /** Does it; {@link #shakeHands} goes on behind it. */
  public void tasks() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
  }

  /** Tells the peer what is wrong, if it takes that at once. */
  private void sayWhy() {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
        if (wrap(NOTHING).getStatus() != Status.OK) {
          break;
        }
      }
      flush();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  /** Whether a whole record has come that was not read yet, so that no socket will tell of it. */
  public synchronized boolean hasRecord() {
    return came.position() >= RECORD_HEAD
        && came.position() >= RECORD_HEAD + (came.getShort(RECORD_HEAD - 2) & 0xffff);
  }

  /** Whether something waits to be taken by the peer. */
  public synchronized boolean hasUnsent() {
    return toSend.hasRemaining();
  }

  /** Octets that came from the socket; -1 is an end that the peer did not announce. */
  private int receive() throws IOException {
    var count = channel.read(came);
    if (count < 0) {
      throw new IOException("closed by the peer");
    }
    if (count == 0 && !came.hasRemaining()) {
      throw Refusals.of("a record is too large");
    }
    return count;
  }

  /**
   * Reads what records say.
   *
   * @param into with room for {@link #recordSize}
   */
  @Override
  public synchronized int read(ByteBuffer into) throws IOException {
    try {
      var before = into.position();
      if (!hasRecord() && receive() == 0) {
        return 0;
      }
      while (hasRecord()) {
        var result = unwrap(into);
        if (result.getStatus() == Status.CLOSED) {
          return into.position() > before ? into.position() - before : -1;
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
          break;
        }
      }
      return into.position() - before;
    } catch (SSLException e) {
      throw Refusals.named(e);
    }
  }

  private SSLEngineResult unwrap(ByteBuffer into) throws IOException {
    came.flip();
    try {
      var result = engine.unwrap(came, into);
      if (established) {
        goOn();
      }
      return result;
    } finally {
      came.compact();
    }
  }

  /** TLS 1.3 has messages behind the handshake; in TLS 1.2 a new handshake is not for peers. */
  private void goOn() throws IOException {
    var status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
      return;
    }
    if (!engine.isInboundDone() && !engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw Refusals.of("renegotiation is refused");
    }
    tasks();
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && flush()) {
      wrap(NOTHING);
      flush();
    }
  }

  /** Takes as much as the peer does, and one record more. */
  @Override
  public synchronized int write(ByteBuffer from) throws IOException {
    try {
      var before = from.position();
      while (flush() && from.hasRemaining()) {
        if (wrap(from).getStatus() == Status.CLOSED) {
          throw new IOException("closed by the peer");
        }
      }
      return from.position() - before;
    } catch (SSLException e) {
      throw Refusals.named(e);
    }
  }

  private SSLEngineResult wrap(ByteBuffer from) throws SSLException {
    toSend.clear();
    try {
      return engine.wrap(from, toSend);
    } finally {
      toSend.flip();
    }
  }

  /** Sends what is ready; whether nothing of it is left. */
  public synchronized boolean flush() throws IOException {
    while (toSend.hasRemaining()) {
      if (channel.write(toSend) == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Says that this is the end, if the peer takes that at once, and closes. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      engine.closeOutbound();
      if (begun && channel.isConnected()) {
        sayWhy();
      }
    }
    channel.close();
  }
}
