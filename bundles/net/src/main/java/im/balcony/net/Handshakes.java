package im.balcony.net;

import im.balcony.api.data.Sparing;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import io.netty.channel.ChannelPipeline;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on the channels: by whose identity each protocol speaks it, and the threads for what takes
 * long in a handshake, so that nobody who only shakes hands holds up an event loop. What waits
 * there is bounded by the connections: each has one task at a time.
 */
final class Handshakes {

  private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);
  private static final int THREADS = 2;
  private static final long LINE_SPAN = 60_000;
  private static final int LINES = 20;

  private final Map<String, Supplier<Optional<TlsIdentity>>> identities = new ConcurrentHashMap<>();
  private final Sparing lines = new Sparing(LINE_SPAN, LINES);
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> new Thread(task, "balcony-handshake"));

  /** Where identities that a call names are found. */
  private final TlsIdentities keys;

  Handshakes(TlsIdentities keys) {
    this.keys = keys;
    threads.allowCoreThreadTimeOut(true);
  }

  /** By whose identity a protocol speaks TLS from now on; asked anew for each connection. */
  void identity(String protocol, Supplier<Optional<TlsIdentity>> identity) {
    identities.put(protocol, identity);
  }

  /** Empty while a protocol speaks no TLS. */
  Optional<TlsIdentity> identity(String protocol) {
    return Optional.ofNullable(identities.get(protocol)).flatMap(Supplier::get);
  }

  /** Accepts TLS on a channel. */
  void accept(ChannelPipeline pipeline, TlsIdentity identity) {
    pipeline.addLast(
        new TlsHandler(identity.acceptingAny(), threads),
        new TlsJudge(identity, Optional.empty(), threads));
  }

  /** By whose identity a protocol makes a call; empty if it is not there. */
  Optional<TlsIdentity> identity(String protocol, TlsCall call) {
    return call.identity().isPresent() ? call.identity().flatMap(keys::byName) : identity(protocol);
  }

  /** Speaks TLS on a channel to who is called so. */
  void connect(ChannelPipeline pipeline, TlsIdentity identity, TlsCall called, int port) {
    pipeline.addLast(
        new TlsHandler(identity.connectingToAny(called.name(), port), threads),
        new TlsJudge(identity, Optional.of(called), threads));
  }

  /** There is no TLS with a peer; the same of the same peer is one line a minute. */
  void refused(String remote, String reason, long now) {
    var address = remote.substring(0, Math.max(0, remote.lastIndexOf(':')));
    switch (lines.about(address + " " + reason, now)) {
      case SAY -> LOG.warn("no TLS with {}: {}", remote, reason);
      case SAY_LAST ->
          LOG.warn("no TLS with {}: {}; no more such lines for a while", remote, reason);
      case HUSH -> {
        // It was said.
      }
    }
  }

  void close() {
    threads.shutdownNow();
  }
}
